"""Change many activities at once as one revision, show before what it would do, and take it back as one."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.activities import change_activity
from commitments.actions.activity_content import faults_of, ties_of
from commitments.actions.holding import agreements_held
from commitments.actions.refusals import NotAllowedError, StaleError, StateError, require
from commitments.actions.undo import undo_last_change
from commitments.actions.validation import faults_in
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.queries.together import changed_together, last_revision_of

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal

COLUMNS = ("kind", "stage", "marking")
TIES = ("areas", "commitments", "bodies")

Left = list[tuple[Activity, str]]
"""Activities that were left as they are, each with the reason in a sentence."""


@dataclass(frozen=True)
class Edit:
    """What is to be different: columns with their new value, ties to be added and taken away, by name.

    Bodies are told with the part that each takes: (body, role).
    """

    columns: dict[str, str] = field(default_factory=dict)
    put: dict[str, list[Any]] = field(default_factory=dict)
    take: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """What an edit would change of an activity: (before, after) by field; `faults` say why it may not be."""

    activity: Activity
    changes: dict[str, tuple[Any, Any]]
    faults: list[str]

    @property
    def goes(self) -> bool:
        """Whether it would be changed."""
        return bool(self.changes) and not self.faults


@dataclass(frozen=True)
class Done:
    """The activities that were changed, by which revision (its public id), and those that were left."""

    rows: list[Activity]
    left: Left
    revision: str = ""


def planned(rows: Iterable[Activity], edit: Edit, *, by: Principal) -> list[Planned]:
    """What the edit would do to each activity, in their order; nothing is written.

    The reason for lowering a marking is taken to be given. Raises NotAllowedError for whoever may change none.
    """
    require(by, "change_activity")
    return [_plan(row, edit, by) for row in rows]


def change_together(seen: Sequence[tuple[Activity, int]], edit: Edit, reason: str, *, by: Principal) -> Done:
    """Change activities, each as it was seen (with the version that was read), all as one revision.

    One that was changed meanwhile or may not be so is left as it is and told of. Raises NotAllowedError for whoever
    may change none.
    """
    require(by, "change_activity")
    done, left = [], Left()
    with transaction.atomic():
        named = Commitment.objects.filter(activities__in=[row.pk for row, _version in seen])
        agreements_held([*named, *edit.put.get("commitments", [])])  # before any activity, as everywhere
        for row, version in sorted(seen, key=lambda each: each[0].pk):
            told: dict[str, Any] = {"reason": reason, "marking_reason": reason, "if_version": version}
            try:
                content = {name: after for name, (_before, after) in _changes(row, edit).items()}
                current = change_activity(row, content, by=by, **told)
            except (NotAllowedError, ValidationError, StaleError, Activity.DoesNotExist) as error:
                left.append((row, _why(error)))
            else:
                done += [current] if current.version != version else []
    return Done(done, left, last_revision_of(done[0]) if done else "")


def undo_together(revision: str, *, by: Principal, reason: str = "") -> Done:
    """Give the activities that a revision changed back what they held before it, all as one revision.

    One that was changed since, or may not go back, is left and told of. Raises NotAllowedError, or StateError where
    the revision is none that can be undone so.
    """
    require(by, "change_activity")
    done, left = [], Left()
    with transaction.atomic():
        found = changed_together(revision, by)
        if found is None:
            raise StateError(_("There is no change that can be undone."))
        left += [(row, _why(StaleError(row))) for row in found.since]
        agreements_held(Commitment.objects.filter(activities__in=[row.pk for row in found.rows]))
        for row in found.rows:
            try:
                held = Activity.objects.select_for_update(no_key=True).get(pk=row.pk)
                if last_revision_of(held) != revision:
                    raise StaleError(held)
                done.append(undo_last_change(held, by=by, marking_reason=reason))
            except (NotAllowedError, StateError, ValidationError, StaleError, Activity.DoesNotExist) as error:
                left.append((row, _why(error)))
    return Done(done, left)


def _plan(row: Activity, edit: Edit, by: Principal) -> Planned:
    changes = _changes(row, edit)
    before = ties_of(row)
    ties = before | {name: after for name, (_before, after) in changes.items() if name in TIES}
    meant = copy.copy(row)
    for name, (_before, after) in changes.items():
        if name in COLUMNS:
            setattr(meant, name, after)
    try:
        told: dict[str, Any] = {"held": agreements_held(ties["commitments"]), "taken": set(), "reason": "-"}
        origin = {"marking": row.marking, "source": row.source, "external_id": row.external_id}
        faults = faults_in(meant, faults_of(meant, ties, by=by, before=origin, **told), asked=False) if changes else {}
    except NotAllowedError as error:
        faults = {"": [str(error)]}
    return Planned(row, changes, list(dict.fromkeys(said for sentences in faults.values() for said in sentences)))


def _changes(row: Activity, edit: Edit) -> dict[str, tuple[Any, Any]]:
    """Where the edit differs from what the activity holds."""
    found: dict[str, tuple[Any, Any]] = {
        name: (getattr(row, name), value) for name, value in edit.columns.items() if getattr(row, name) != value
    }
    for name in TIES:
        before = _held(row, name)
        put, take = edit.put.get(name, []), edit.take.get(name, [])
        after = [each for each in before if each not in take] + [each for each in put if each not in before]
        if set(after) != set(before):
            found[name] = (before, after)
    return found


def _held(row: Activity, name: str) -> list[Any]:
    if name == "bodies":
        return [(tie.body, tie.role) for tie in row.participations.all()]
    return list(getattr(row, name).all())


def _why(error: Exception) -> str:
    if isinstance(error, StaleError):
        return _("It was changed meanwhile.")
    if isinstance(error, Activity.DoesNotExist):
        return _("It was withdrawn meanwhile.")
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
