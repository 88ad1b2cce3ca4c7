"""What would come of the rows of a file of activities, and how are they stored and taken back?"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.activities import change_activity, log_activities, withdraw_activity
from commitments.actions.activity_content import COLUMNS, faults_of, tidy
from commitments.actions.importing.cures import note
from commitments.actions.importing.differing import told
from commitments.actions.importing.matching import Matches, identity_of, origin_in
from commitments.actions.importing.naming import Names
from commitments.actions.importing.rows import Faults, Planned, Read, alike
from commitments.actions.refusals import NotAllowedError, RowsError, StaleError
from commitments.actions.undo import undo_last_change
from commitments.actions.validation import default_marking, faults_in
from commitments.models.activities import Activity
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.queries.visibility import visible_to
from commitments.vocabulary import RowOutcome

if TYPE_CHECKING:
    import datetime

    from commitments.models.imports import ImportRow
    from commitments.queries.visibility import Principal

VERB = "log_activity"
STAYS_WHEN_EMPTY = ("stage", "marking", "areas", "bodies")
"""Cells that left empty leave what is there; of what is new, areas and bodies follow from the commitments."""

OWN = ("id", "version", "source", "external_id")


def plan(reads: list[Read], *, by: Principal, on: datetime.date) -> list[Planned]:
    """What would come of these rows as things stand, in their order; what is wrong with them is noted in them."""
    matches, names = Matches(reads, by), Names(by)
    for noun, column in ((Commitment, "commitments"), (PriorityArea, "areas")):
        names.ask(noun, (name for read in reads for name in read.values.get(column) or ()))
    names.ask(Body, (name for read in reads for name, _role in read.values.get("bodies") or ()))
    meant: set[Any] = set()
    planned = []
    for read in reads:
        content = _content(read, names)
        current = matches.of(read) if not read.faults else None
        _check_match(read, current, matches, meant)
        planned.append(_one(read, content, current, by))
        meant.add(current.pk if current else None)
    return planned


def _content(read: Read, names: Names) -> dict[str, Any]:
    """What the cells give to store; names as rows."""
    content = {name: value for name, value in read.values.items() if name not in OWN}
    for name in STAYS_WHEN_EMPTY:
        if not content.get(name):
            content.pop(name, None)
    for name, noun in (("commitments", Commitment), ("areas", PriorityArea)):
        if name in content:
            content[name] = names.rows(read, name, noun, content[name])
    if "bodies" in content:
        rows = {
            row.slug: row for row in names.rows(read, "bodies", Body, dict.fromkeys(n for n, _r in content["bodies"]))
        }
        content["bodies"] = [(rows[name], role) for name, role in content["bodies"] if name in rows]
    return content


def _check_match(read: Read, current: Activity | None, matches: Matches, meant: set[Any]) -> None:
    source, external_id = origin_in(read)
    if current is not None:
        if current.pk in meant:
            read.fault("__all__", _("An earlier row changes the same activity."), _("Keep one of the two rows."))
        if (source or external_id) and (source, external_id) != (current.source, current.external_id):
            read.fault(
                "source",
                _("An activity keeps the source and external id that it has."),
                _("Leave both as the export had them, or empty."),
            )
        return
    if read.values.get("id"):
        read.fault(
            "id",
            _("There is no activity with this id that you may see."),
            _("Empty the cell, and the row is logged as new."),
        )
    elif (source, external_id) in matches.taken:
        read.fault("external_id", _("This external id is in use."), _("Give the row another one."))
    elif source in matches.owned:
        read.fault(
            "source",
            _("A system pushes the activities of “%(source)s” itself.") % {"source": source},
            _("Have it logged there, or leave source and external id empty."),
        )


def _one(read: Read, content: dict[str, Any], current: Activity | None, by: Principal) -> Planned:
    title = str(current or read.values.get("title") or "")
    if read.faults:
        return Planned(read, RowOutcome.FAULTY, title)
    if current is None:
        return _new(read, content, by)
    wanted = {name: value for name, value in content.items() if not _as_it_is(current, name, value)}
    if not wanted:
        return Planned(read, RowOutcome.SAME, title, current=current, key=identity_of(read))
    version = read.values.get("version")
    if version is not None and version != current.version:
        read.fault(
            "version",
            _("Somebody changed the activity after the file was taken out."),
            _("Take it out again and make your change there; or empty this cell to store the row over theirs."),
        )
    else:
        _check_change(read, wanted, current, by)
    outcome = RowOutcome.FAULTY if read.faults else RowOutcome.CHANGED
    return Planned(read, outcome, title, wanted, current, told(current, wanted), identity_of(read))


def _new(read: Read, content: dict[str, Any], by: Principal) -> Planned:
    source, external_id = origin_in(read)
    content = {"marking": default_marking(by).value, "source": source, "external_id": external_id, **content}
    activity = tidy(Activity(logged_by=by.person, **{name: content[name] for name in COLUMNS if name in content}))
    ties = {name: list(content.get(name) or ()) for name in ("commitments", "areas", "bodies")}
    content |= {name: content.get(name) for name in ("areas", "bodies")} | {"commitments": ties["commitments"]}
    note(read, faults_in(activity, _faults(activity, ties, replace(by, source=source)), asked=False))
    outcome = RowOutcome.FAULTY if read.faults else RowOutcome.NEW
    return Planned(read, outcome, activity.title, content, key=identity_of(read))


def _check_change(read: Read, wanted: dict[str, Any], current: Activity, by: Principal) -> None:
    ties = ties_at_hand(current)
    before = {name: getattr(current, name) for name in COLUMNS}
    after = copy(current)
    for name in COLUMNS:
        setattr(after, name, wanted.get(name, before[name]))
    ties |= {name: list(wanted[name]) for name in ties if name in wanted}
    note(read, faults_in(tidy(after), _faults(after, ties, by, before), asked=False))


def _faults(
    activity: Activity, ties: dict[str, list[Any]], by: Principal, before: dict[str, Any] | None = None
) -> Faults:
    held = {each.agreement_id: each.agreement.marking for each in ties["commitments"]}
    try:
        return faults_of(activity, ties, by=by, held=held, taken=set(), before=before)
    except NotAllowedError as error:
        return {"marking": [str(error)]}


def ties_at_hand(activity: Activity) -> dict[str, list[Any]]:
    """The ties of an activity that was read with them."""
    return {
        "commitments": list(activity.commitments.all()),
        "areas": list(activity.areas.all()),
        "bodies": [(tie.body, tie.role) for tie in activity.participations.all()],
    }


def _as_it_is(current: Activity, name: str, value: Any) -> bool:
    if name in ("commitments", "areas", "bodies"):
        return set(ties_at_hand(current)[name]) == set(value)
    return alike(getattr(current, name), value)


def store(planned: list[Planned], *, by: Principal) -> dict[int, tuple[str, int]]:
    """Store what is new or changed; return id and version by row. What cannot be stored is refused in its row."""
    stored: dict[int, tuple[str, int]] = {}
    new = [each for each in planned if each.outcome == RowOutcome.NEW]
    for source in sorted({each.content["source"] for each in new}):
        _log([each for each in new if each.content["source"] == source], replace(by, source=source), stored)
    for each in planned:
        if each.outcome == RowOutcome.CHANGED and isinstance(each.current, Activity):
            _change(each, each.current, by, stored)
    return stored


def _log(new: list[Planned], by: Principal, stored: dict[int, tuple[str, int]]) -> None:
    while new:
        try:
            made = log_activities([each.content for each in new], by=by)
        except RowsError as error:  # somebody was quicker, or raised what they name
            for index, faults in error.faults.items():
                note(new[index].read, faults)
                new[index].outcome = RowOutcome.FAULTY
            new = [each for index, each in enumerate(new) if index not in error.faults]
        else:
            stored |= {each.number: (str(row.pk), row.version) for each, row in zip(new, made, strict=True)}
            return


def _change(each: Planned, current: Activity, by: Principal, stored: dict[int, tuple[str, int]]) -> None:
    try:
        with transaction.atomic():
            changed = change_activity(current, each.content, by=by, if_version=current.version)
    except ValidationError as error:
        note(each.read, error.message_dict)
        each.outcome = RowOutcome.FAULTY
    except (NotAllowedError, StaleError, Activity.DoesNotExist):
        each.refuse("__all__", _("Somebody changed it this very moment."), _("Send the row again."))
    else:
        stored[each.number] = (str(changed.pk), changed.version)


def undo(row: ImportRow, *, by: Principal, reason: str) -> str:
    """Take back what a row did; return why it was left, empty where it was taken back."""
    activity = visible_to(Activity.objects.filter(pk=row.name), by).first()
    if activity is None:
        return _("It is not there any more.")
    title = activity.title
    try:
        with transaction.atomic():
            if row.outcome == RowOutcome.NEW:
                withdraw_activity(activity, reason, by=by, if_version=row.version)
            else:
                undo_last_change(activity, by=by, if_version=row.version, marking_reason=reason)
    except StaleError:
        return _("“%(title)s” was changed since.") % {"title": title}
    except NotAllowedError as error:
        return f"“{title}”: {error}"
    except ValidationError as error:
        return f"“{title}”: {' '.join(error.messages)}"
    return ""
