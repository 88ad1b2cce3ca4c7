"""Raise and lower markings: what names a row is raised with it, and nothing is lowered but the row itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.access import note_access
from commitments.actions.holding import markings_held
from commitments.actions.refusals import NotAllowedError, StaleError, require
from commitments.actions.validation import marking_faults
from commitments.ledger.recording import give_reason
from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.assessments import Assessment
from commitments.models.decisions import Decision
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.queries.containment import AT_ONCE, named_by, raised_with
from commitments.queries.visibility import up_to
from commitments.vocabulary import AccessKind, Marking

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal

VERBS: dict[type[Model], str] = {
    Agreement: "mark_agreement",
    Review: "hold_review",
    Target: "set_target",
    Activity: "change_activity",
    Assessment: "assess_commitment",
    Decision: "decide",
}
"""What somebody must be allowed to do with a noun to raise the marking of one; lowering takes a manager as well."""

Marked = TypeVar("Marked", bound=Model)


def change_marking(
    row: Marked, marking: str, *, by: Principal, reason: str = "", if_version: int | None = None
) -> Marked:
    """Mark a row otherwise; return it as it now stands. An activity that is confirmed stays so.

    Raising raises everything that names the row, directly or through others, to at least the same. Lowering lowers
    this row alone and needs a reason; the access record tells of it. The same marking changes nothing. Raises
    NotAllowedError, StaleError, ValidationError({"marking": sentences}), or DoesNotExist where `by` may not see it.
    """
    require(by, VERBS[type(row)])
    rows: Any = type(row)._default_manager
    with transaction.atomic():
        names = markings_held(named_by(row)).values()
        current: Any = up_to(rows.select_for_update(no_key=True), by.clearance).get(pk=row.pk)
        if if_version is not None and current.version != if_version:
            raise StaleError(current)
        _of_their_own_party(current, by)
        if marking not in Marking.values:
            raise ValidationError({"marking": [_("There is no marking “%(marking)s”.") % {"marking": marking}]})
        before = current.marking
        if marking == before:
            return current  # type: ignore[no-any-return]
        if faults := marking_faults(marking, names=names, by=by, before=before, reason=reason):
            raise ValidationError({"marking": faults})
        if reason.strip():
            give_reason(reason.strip())
        if Marking(marking).rank > Marking(before).rank:
            for model, keys in raised_with(current, marking, held=True).items():
                _mark(model, sorted(keys), marking)
        _mark(type(current), [current.pk], marking)
        current.refresh_from_db()
        note_if_lowered(current, before, reason)
    return current  # type: ignore[no-any-return]


def note_if_lowered(row: Any, before: str, reason: str) -> None:
    """Tell the access record of a marking that is lower than it was; `row` is as it now stands."""
    if Marking(row.marking).rank < Marking(before).rank:
        subject = f"{row._meta.model_name}:{getattr(row, getattr(row, 'public_name', 'pk'))}"
        detail = f"{before} → {row.marking}: {reason.strip()}"
        note_access(AccessKind.MARKING, subject=subject, detail=detail)


def _of_their_own_party(row: Any, by: Principal) -> None:
    if isinstance(row, Assessment) and by.person.party_id is not None and row.party_id != by.person.party_id:
        raise NotAllowedError(_("You assess for %(party)s only.") % {"party": by.person.party})


def _mark(model: type[Model], keys: list[Any], marking: str) -> None:
    told: dict[str, Any] = {"marking": marking}
    if model is Activity:
        told["updated_at"] = timezone.now()
    for first in range(0, len(keys), AT_ONCE):
        model._default_manager.filter(pk__in=keys[first : first + AT_ONCE]).update(**told)
