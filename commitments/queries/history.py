"""What happened to an object: when, by whom, through which door, and what changed?"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models

from commitments.ledger.declaration import Table, table_named, table_of
from commitments.ledger.models import Change, Revision
from commitments.ledger.reading import values_in
from commitments.models.agreements import Agreement
from commitments.queries.ties import HIDDEN, names_in, seen_in, side_of, told_in
from commitments.queries.visibility import MARKED_BY
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.queries.ties import Names


@dataclass(frozen=True)
class FieldChange:
    """One field before and after. A row of another table is given by its public name, a part as a dict."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Event:
    """One revision of one object. `op`: made, changed, gone, found, redacted. `recorded_at` is RFC 3339 in UTC.

    `marking` is the highest it had in this revision; empty for nouns without one.
    """

    revision: str
    recorded_at: str
    version: int
    op: str
    actor: str
    door: str
    reason: str
    changes: list[FieldChange] = field(default_factory=list)
    marking: str = ""


class Said(NamedTuple):
    """What one change says of a marking: in which revision, between which, and which it left."""

    revision: int
    held: set[str]
    left: str


OPS = {"I": "made", "U": "changed", "D": "gone", "B": "found", "R": "redacted"}


def history_of(row: models.Model, *, seen_by: str) -> list[Event]:
    """Every revision of a text row or a work row, the newest first; what is gone is asked with `history_named`.

    What was marked above the clearance `seen_by` at the time stays unseen, whatever the row is marked today.
    """
    table = table_of(type(row))
    return history_named(type(row), str(getattr(row, table.fields[table.name].attname)), seen_by=seen_by)


def is_tracked(model: type[models.Model]) -> bool:
    """Whether the ledger keeps the history of this noun."""
    try:
        return bool(table_of(model).name)
    except LookupError:
        return False


def history_since(row: models.Model, version: int, *, seen_by: str) -> list[Event]:
    """What happened to a row after this version of it, the newest first."""
    return [event for event in history_of(row, seen_by=seen_by) if event.version > version]


def history_named(model: type[models.Model], name: str, *, seen_by: str) -> list[Event]:
    """The same by public name, for rows that are gone as well; empty for one that never was.

    What names a row that is marked above the clearance today is left out, and so is a revision that says nothing else.
    """
    table, readable = table_of(model), Marking.up_to(seen_by)
    changes = Change.objects.filter(type=table.type, object_id=name).exclude(revision__number=None)
    ordered = list(changes.select_related("revision").order_by("revision__number", "id"))
    names = names_in(ordered, seen_by)
    events, said, marking = [], deque(_markings_said(ordered, table)), Marking.PUBLIC.value
    for revision, of_revision in groupby(ordered, key=lambda change: change.revision):
        held: set[str] = set()
        while said and said[0].revision <= revision.number:
            held |= said[0].held if said[0].revision == revision.number else set()
            marking = said.popleft().left
        done, held = list(of_revision), held or {marking}
        if held <= set(readable) and (seen := seen_in(done, names, seen_by=seen_by)):
            told = _event(revision, seen, table, names)
            highest = Marking.highest(list(held)).value if model in MARKED_BY else ""
            events.append(replace(told, marking=highest))
    return events[::-1]


def _markings_said(changes: Iterable[Change], table: Table) -> list[Said]:
    """What the ledger says of the marking of a row, in order; of a text row, that of its agreement.

    What was redacted is taken for the highest: its marking cannot be known any more. Empty for nouns without one.
    """
    own = [change for change in changes if change.source == table.source]
    if "agreement__marking" in MARKED_BY.get(table.model, ()):
        texts = [text for change in own for text in (change.before, change.after)]
        agreements = {str(key) for text in texts if (key := values_in(table, text).get("agreement_id"))}
        table = table_of(Agreement)
        of_agreements = Change.objects.filter(source=table.source, row_id__in=agreements).exclude(revision__number=None)
        own = list(of_agreements.select_related("revision").order_by("revision__number", "id"))
    return [_said(change, table) for change in own] if table.model in MARKED_BY else []


def _said(change: Change, table: Table) -> Said:
    number = change.revision.number or 0
    if not change.salt:
        highest = Marking.highest(Marking.values).value
        return Said(number, {highest}, highest)
    texts = (change.after,) if change.op == "R" else (change.before, change.after)
    markings = [str(values["marking"]) for text in texts if "marking" in (values := values_in(table, text))]
    return Said(number, set(markings), markings[-1] if markings else Marking.PUBLIC.value)


def _event(revision: Revision, changes: list[Change], table: Table, names: Names) -> Event:
    of_row = [change for change in changes if change.source == table.source]
    op = OPS[of_row[-1].op] if of_row else OPS["U"]
    if [change.op for change in of_row if change.op == "I"] and op == "changed":
        op = OPS["I"]
    told: list[FieldChange] = []
    if of_row:
        before, after = (told_in(each, text, names) for each, text in ((of_row[0], "before"), (of_row[-1], "after")))
        told += [
            FieldChange(name, before.get(name), after.get(name))
            for name in (each.name for each in table.fields.values())
            if before.get(name) != after.get(name) and HIDDEN not in (before.get(name), after.get(name))
        ]
    for change in changes:
        if change.source != table.source and (change.before or change.after):
            told.append(_part(change, table, names))
    return Event(
        revision.public_id,
        revision.recorded_at,
        changes[-1].version,
        op,
        revision.actor,
        revision.door,
        revision.reason,
        told,
    )


def _part(change: Change, table: Table, names: Names) -> FieldChange:
    """A part that came, changed or went for this reader, under the name by which the row knows its parts."""
    part = table_named(change.source)
    sides = [side_of(change, text, names) for text in ("before", "after")]
    for relation in table.model._meta.many_to_many:
        if relation.remote_field.through is part.model and part.model._meta.auto_created:
            before, after = (side.get(relation.m2m_reverse_field_name()) for side in sides)
            return FieldChange(str(relation.name), before, after)
    owners = {part.fields[owner.column].name for owner in part.owners}
    before, after = (
        {
            name: value
            for name, value in side.items()
            if name != "retired_on" and not (name in owners and value in (None, change.object_id))
        }
        or None
        for side in sides
    )
    return FieldChange(_related_name(part.fields[part.owners[0].column]), before, after)


def _related_name(key: models.Field[Any, Any]) -> str:
    return str(key.remote_field.related_name) if key.remote_field else key.name
