"""Take back what was done: the withdrawal of an activity, or its last change. Each is a new revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.holding import agreements_held
from commitments.actions.markings import note_if_lowered
from commitments.actions.refusals import StaleError, StateError, require
from commitments.actions.validation import marking_faults, validate
from commitments.ledger.declaration import Table, table_named, table_of
from commitments.ledger.models import Change
from commitments.ledger.reading import values_in
from commitments.ledger.recording import give_reason
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.vocabulary import ActivityState, Marking

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

    from commitments.queries.visibility import Principal

KEPT = ("id", "created_at", "updated_at", "logged_by_id", "state", "confirmed_by_id")
"""What the undoing of a change leaves as it is; the state follows its own rule."""


def undo_withdrawal(activity_id: uuid.UUID, *, by: Principal) -> Activity:
    """Bring a withdrawn activity back with its ties, as it was; return it. Its version goes on after its last one.

    Its marking is raised where what it names was raised meanwhile. Raises Activity.DoesNotExist for one that never
    was or that `by` may not read (any more), NotAllowedError, or StateError where it cannot come back.
    """
    require(by, "withdraw_activity")
    with transaction.atomic():
        give_reason(_("Brought back."))
        gone = [change for change in _last_revision(activity_id) if change.op == "D"]
        row = next((change for change in gone if change.source == Activity._meta.db_table), None)
        values = values_in(table_of(Activity), row.before) if row else {}
        if row is None and Activity.objects.filter(pk=activity_id, marking__in=by.markings).exists():
            raise StateError(_("It is not withdrawn."))
        if values.get("marking") not in by.markings:
            raise Activity.DoesNotExist
        if values["external_id"] and _taken(values):
            raise StateError(_("Another activity has taken its external id."))
        ties = [(_table(change), values_in(_table(change), change.before)) for change in gone if change is not row]
        markings = agreements_held(_commitments_in(gone, "before")).values()
        values["marking"] = Marking.highest([values["marking"], *markings]).value
        if values["marking"] not in by.markings:
            raise Activity.DoesNotExist
        for table, each in [(table_of(Activity), values), *ties]:
            _make(table, each)
    return Activity.objects.get(pk=activity_id)


def undo_withdrawals(activity_ids: Iterable[uuid.UUID], *, by: Principal) -> list[Activity]:
    """Bring several withdrawn activities back, all of them or none; return them. Raises as `undo_withdrawal`."""
    with transaction.atomic():
        return [undo_withdrawal(activity_id, by=by) for activity_id in activity_ids]


def undo_last_change(
    activity: Activity, *, by: Principal, if_version: int | None = None, marking_reason: str = ""
) -> Activity:
    """Give an activity back what it held before its last change; return it as it now stands.

    A confirmation that is undone leaves it logged; undoing never confirms. Raises NotAllowedError, StaleError,
    ValidationError, or StateError where no change can be undone.
    """
    require(by, "change_activity")
    with transaction.atomic():
        agreements_held([*activity.commitments.all(), *_commitments_in(_last_revision(activity.pk), "before")])
        current = Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
        if if_version is not None and current.version != if_version:
            raise StaleError(current)
        last = _last_revision(current.pk)
        of_row = [change for change in last if change.source == Activity._meta.db_table]
        blanked = any(change.op == "R" or not change.salt for change in last)
        if not last or blanked or any(change.op != "U" for change in of_row):
            raise StateError(_("There is no change that can be undone."))
        give_reason(marking_reason or _("Undone."))
        for change in reversed([change for change in last if change not in of_row]):
            _undo_part(change)
        _undo_row(current, of_row, by=by, reason=marking_reason)
    return current


def _undo_row(current: Activity, changes: list[Change], *, by: Principal, reason: str) -> None:
    marking = current.marking
    before = values_in(table_of(Activity), changes[0].before) if changes else {}
    after = values_in(table_of(Activity), changes[-1].after) if changes else {}
    if before.get("state") == ActivityState.LOGGED and after["state"] == ActivityState.CONFIRMED:
        require(by, "confirm_activity")
        current.state, current.confirmed_by = ActivityState.LOGGED, None
    for column, value in before.items():
        if column not in KEPT:
            setattr(current, column, value)
    current.updated_at = timezone.now()
    names = agreements_held(current.commitments.all()).values()
    validate(current, marking=marking_faults(current.marking, names=names, by=by, before=marking, reason=reason))
    current.save()
    current.refresh_from_db()
    note_if_lowered(current, marking, reason)


def _undo_part(change: Change) -> None:
    table = _table(change)
    rows = table.model._base_manager.filter(pk=table.model._meta.pk.to_python(change.row_id))
    if change.op == "I":
        rows.delete()
    elif change.op == "D":
        _make(table, values_in(table, change.before))
    else:
        rows.update(**_by_attribute(table, values_in(table, change.before)))


def _make(table: Table, values: dict[str, Any]) -> None:
    table.model(**_by_attribute(table, values)).save(force_insert=True)


def _by_attribute(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {table.fields[column].attname: value for column, value in values.items()}


def _commitments_in(changes: Iterable[Change], text: str) -> list[Commitment]:
    """The commitments that an activity named, by the changes of its ties."""
    ties = [change for change in changes if _table(change).model is Activity.commitments.through]
    values = [values_in(_table(change), getattr(change, text)) for change in ties]
    return list(Commitment.objects.filter(pk__in=[each["commitment_id"] for each in values if "commitment_id" in each]))


def _table(change: Change) -> Table:
    return table_named(change.source)


def _last_revision(activity_id: uuid.UUID) -> list[Change]:
    """The changes of the object's last revision, in order; empty when it has none."""
    changes = Change.objects.filter(type=table_of(Activity).type, object_id=str(activity_id)).order_by("-id")
    last = changes.values_list("revision_id", flat=True).first()
    return list(changes.filter(revision_id=last).order_by("id")) if last else []


def _taken(values: dict[str, Any]) -> bool:
    origin = Activity.objects.filter(source=values["source"], external_id=values["external_id"])
    return origin.exclude(external_id="").exists()  # said, so that SQLite finds it in its index as well
