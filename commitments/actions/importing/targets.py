"""What would come of the rows of a file of targets, and how are they set and taken back?

A target is never edited: a row that differs from the target in force sets another, with a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.actions.importing.cures import note
from commitments.actions.importing.matching import is_uuid
from commitments.actions.importing.naming import Names
from commitments.actions.importing.rows import Planned, Read, alike
from commitments.actions.refusals import NotAllowedError, StateError
from commitments.actions.targets import set_target, target_faults, target_of, withdraw_target
from commitments.models.commitments import Commitment
from commitments.models.targets import Target
from commitments.queries.citing import under
from commitments.queries.sources import targets
from commitments.queries.visibility import visible_to
from commitments.vocabulary import RowOutcome, TargetKind

if TYPE_CHECKING:
    import datetime

    from commitments.models.imports import ImportRow
    from commitments.queries.visibility import Principal

VERB = "set_target"
AT_ONCE = 200


def identity_of(read: Read) -> str:
    """A file may tell the whole history of a commitment: rows of one commitment are told apart by what they say."""
    if named := read.values.get("id"):
        return f"id {named}"
    told = (read.values.get(name) for name in ("commitment", "set_on", "due_on", "every"))
    return f"row {' '.join(str(each or '') for each in told)}" if read.values.get("commitment") else ""


def plan(reads: list[Read], *, by: Principal, on: datetime.date) -> list[Planned]:
    """What would come of these rows as things stand, in their order; `on` is the day a target is set without one."""
    names = Names(by)
    names.ask(Commitment, (name for read in reads if (name := read.values.get("commitment"))))
    by_id, in_force = _named(reads, by), _history(names, by)
    planned, set_anew = [], set()
    for read in reads:
        one = _one(read, names, by_id, in_force, by, on)
        if one.outcome in (RowOutcome.NEW, RowOutcome.CHANGED):
            if read.values["commitment"] in set_anew:
                one.refuse(
                    "commitment", _("An earlier row sets a target for it."), _("Keep one of the two rows, the later.")
                )
            set_anew.add(read.values["commitment"])
        planned.append(one)
    return planned


def _named(reads: list[Read], by: Principal) -> dict[str, Target]:
    ids = sorted({name for read in reads if is_uuid(name := str(read.values.get("id") or "").lower())})
    chunks = (Target.objects.filter(pk__in=ids[first : first + AT_ONCE]) for first in range(0, len(ids), AT_ONCE))
    return {str(row.pk): row for rows in chunks for row in visible_to(rows.select_related("commitment"), by)}


def _history(names: Names, by: Principal) -> dict[Any, list[Target]]:
    """Every target that counts of the commitments that are named, the one in force last first."""
    keys = [row.pk for row in names.found[Commitment].values() if row is not None]
    rows = targets(Target._meta.get_field("set_on").to_python("2199-12-31"), by.clearance)
    found: dict[Any, list[Target]] = {}
    for first in range(0, len(keys), AT_ONCE):
        for row in rows.filter(commitment__in=keys[first : first + AT_ONCE]):
            found.setdefault(row.commitment_id, []).append(row)
    return found


def _one(
    read: Read,
    names: Names,
    by_id: dict[str, Target],
    in_force: dict[Any, list[Target]],
    by: Principal,
    on: datetime.date,
) -> Planned:
    title = str(read.values.get("commitment") or "")
    if named := read.values.get("id"):
        return _told_again(read, by_id.get(str(named).lower()), title)
    content = _content(read, names, on)
    if read.faults:
        return Planned(read, RowOutcome.FAULTY, title)
    history = in_force.get(content["commitment"].pk, [])
    current = next((row for row in history if row.set_on <= content["set_on"]), None)
    if current is not None and _says(current, content, by):
        return Planned(read, RowOutcome.SAME, title, current=current)
    content |= {} if content.get("marking") else {"marking": None}
    target = target_of(**content, replaces=current, by=by)
    held = [content["commitment"].agreement.marking, *([current.marking] if current else [])]
    note(read, target_faults(target, names=held, by=by))
    outcome = RowOutcome.CHANGED if current is not None else RowOutcome.NEW
    if read.faults:
        outcome = RowOutcome.FAULTY
    told = [(capfirst(str(Target._meta.verbose_name)), in_words(current), in_words(target))] if current else []
    return Planned(read, outcome, title, content, current, told)


def _told_again(read: Read, current: Target | None, title: str) -> Planned:
    """A row of an export: it may stand there unchanged."""
    if current is None:
        read.fault(
            "id", _("There is no target with this id that you may see."), _("Empty the cell to set a new target.")
        )
    elif not read.faults:
        held = {name: getattr(current, name) for name in read.values if name not in ("id", "commitment")}
        held |= {"commitment": current.commitment.reference}
        differ = [name for name, value in read.values.items() if name != "id" and not alike(held[name], value)]
        for name in differ:
            read.fault(name, _("A target is never edited."), _("Empty the cell of its id to set a new one."))
    return Planned(read, RowOutcome.FAULTY if read.faults else RowOutcome.SAME, title, current=current)


def _content(read: Read, names: Names, on: datetime.date) -> dict[str, Any]:
    values = read.values
    rows = names.rows(read, "commitment", Commitment, [values["commitment"]]) if values.get("commitment") else []
    if not values.get("commitment"):
        read.fault("commitment", _("This field is required."), _("Write the reference of the commitment."))
    kind = values.get("kind") or (TargetKind.RHYTHM if values.get("every") else TargetKind.DATE)
    return {
        "commitment": rows[0] if rows else None,
        "kind": str(kind),
        "due_on": values.get("due_on"),
        "every": values.get("every") or "",
        "reason": values.get("reason") or "",
        "set_on": values.get("set_on") or on,
        **({"marking": values["marking"]} if values.get("marking") else {}),
    }


def _says(current: Target, content: dict[str, Any], by: Principal) -> bool:
    """Whether the target in force says what the row says; why it was set is no difference."""
    wanted = target_of(**{**content, "marking": content.get("marking") or current.marking}, replaces=None, by=by)
    return all(getattr(current, name) == getattr(wanted, name) for name in ("kind", "due_on", "every", "marking"))


def in_words(target: Target) -> str:
    """What a target asks for."""
    return date_format(target.due_on, "DATE_FORMAT") if target.due_on else target.every


def store(planned: list[Planned], *, by: Principal) -> dict[int, tuple[str, int]]:
    """Set what is new; return id and version by row. What cannot be set is refused in its row."""
    stored: dict[int, tuple[str, int]] = {}
    for each in planned:
        if each.outcome not in (RowOutcome.NEW, RowOutcome.CHANGED):
            continue
        try:
            with transaction.atomic():
                made = set_target(**each.content, by=by)
        except ValidationError as error:
            note(each.read, error.message_dict)
            each.outcome = RowOutcome.FAULTY
        else:
            stored[each.number] = (str(made.pk), made.version)
    return stored


def undo(row: ImportRow, *, by: Principal, reason: str) -> str:
    """Take back what a row did: the target is withdrawn, and the one before it is in force again."""
    target = visible_to(Target.objects.filter(pk=row.name), by).select_related("commitment").first()
    if target is None:
        return _("It is not there any more.")
    named = {"reference": target.commitment.reference}
    if target.replaced_by.filter(withdrawn_at=None).exists():
        return _("The target of %(reference)s was moved since.") % named
    if target.version != row.version:
        return _("The target of %(reference)s was changed since.") % named
    try:
        with transaction.atomic():
            withdraw_target(target, reason, by=by)
    except (NotAllowedError, StateError) as error:
        return under(target.commitment.reference, str(error))
    return ""
