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
from commitments.queries.visibility import MARKED_BY, up_to
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from collections.abc import Iterable


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


HIDDEN = "\0hidden"
"""In place of the name of a row that this reader may not see; no name holds a NUL."""

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

    What names a row that is marked above the clearance today is left out.
    """
    table, readable = table_of(model), Marking.up_to(seen_by)
    changes = Change.objects.filter(type=table.type, object_id=name).exclude(revision__number=None)
    ordered = list(changes.select_related("revision").order_by("revision__number", "id"))
    names = _names_in(ordered, seen_by)
    events, said, marking = [], deque(_markings_said(ordered, table)), Marking.PUBLIC.value
    for revision, of_revision in groupby(ordered, key=lambda change: change.revision):
        held: set[str] = set()
        while said and said[0].revision <= revision.number:
            held |= said[0].held if said[0].revision == revision.number else set()
            marking = said.popleft().left
        done, held = list(of_revision), held or {marking}
        if held <= set(readable) and not _hides_all(done, table, names):
            told = _event(revision, done, table, names)
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


def _event(revision: Revision, changes: list[Change], table: Table, names: dict[tuple[str, str], str]) -> Event:
    of_row = [change for change in changes if change.source == table.source]
    op = OPS[of_row[-1].op] if of_row else OPS["U"]
    if [change.op for change in of_row if change.op == "I"] and op == "changed":
        op = OPS["I"]
    told: list[FieldChange] = []
    if of_row:
        before, after = (_told(each, text, names) for each, text in ((of_row[0], "before"), (of_row[-1], "after")))
        told += [
            FieldChange(name, before.get(name), after.get(name))
            for name in (each.name for each in table.fields.values())
            if before.get(name) != after.get(name) and HIDDEN not in (before.get(name), after.get(name))
        ]
    for change in changes:
        if change.source != table.source and (change.before or change.after):
            part = _part(change, table, names)
            if not _hides(part.before) and not _hides(part.after):
                told.append(part)
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


def _part(change: Change, table: Table, names: dict[tuple[str, str], str]) -> FieldChange:
    """A part that came, changed or went, under the name by which the row knows its parts."""
    part = table_named(change.source)
    for relation in table.model._meta.many_to_many:
        if relation.remote_field.through is part.model and part.model._meta.auto_created:
            other = next(
                column for column, each in part.fields.items() if each.name == relation.m2m_reverse_field_name()
            )
            before, after = (
                _named(part, values_in(part, text), names).get(other) for text in (change.before, change.after)
            )
            return FieldChange(str(relation.name), before, after)
    owners = {part.fields[owner.column].name for owner in part.owners}
    before, after = (
        {
            name: value
            for name, value in _told(change, text, names).items()
            if name != "retired_on" and not (name in owners and value in (None, change.object_id))
        }
        or None
        for text in ("before", "after")
    )
    return FieldChange(_related_name(part.fields[part.owners[0].column]), before, after)


def _hides(told: Any) -> bool:
    return HIDDEN in told.values() if isinstance(told, dict) else told == HIDDEN


def _hides_all(changes: list[Change], table: Table, names: dict[tuple[str, str], str]) -> bool:
    """Whether a revision did nothing to the row but tie it to what this reader may not see."""
    told = [_part(each, table, names) for each in changes if each.source != table.source and each.before + each.after]
    return len(told) == len(changes) and all(_hides(each.before) or _hides(each.after) for each in told)


def _related_name(key: models.Field[Any, Any]) -> str:
    return str(key.remote_field.related_name) if key.remote_field else key.name


def _told(change: Change, text: str, names: dict[tuple[str, str], str]) -> dict[str, Any]:
    table = table_named(change.source)
    if change.op == "R" and text == "before":
        return {}
    named = _named(table, values_in(table, getattr(change, text)), names)
    return {table.fields[column].name: value for column, value in named.items()}


def _named(table: Table, values: dict[str, Any], names: dict[tuple[str, str], str]) -> dict[str, Any]:
    """The values, with rows of other tables by public name: database ids never leave the house."""
    return {
        column: names.get((_target(table.fields[column]), str(value))) if _target(table.fields[column]) else value
        for column, value in values.items()
        if column != table.key or isinstance(table.fields[column], models.UUIDField)
    }


def _target(given: models.Field[Any, Any]) -> str:
    return given.related_model._meta.db_table if isinstance(given, models.ForeignKey) else ""


def _names_in(changes: Iterable[Change], seen_by: str) -> dict[tuple[str, str], str]:
    """The public name of every row that the changes name, by table and id; a person's log-in name; or HIDDEN."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for change in changes:
        table = table_named(change.source)
        for text in (change.before if change.op != "R" else "", change.after):
            owned = {owner.column for owner in table.owners} if len(table.owners) == 1 else set()
            for column, value in values_in(table, text).items():
                if (
                    value is not None
                    and column not in owned
                    and isinstance(given := table.fields[column], models.ForeignKey)
                ):
                    wanted.setdefault(given.related_model, set()).add(value)
    names: dict[tuple[str, str], str] = {}
    for model, keys in wanted.items():
        source = model._meta.db_table
        if hasattr(model, "USERNAME_FIELD"):
            people = model._default_manager.filter(pk__in=keys).values_list("pk", model.USERNAME_FIELD)
            names |= {(source, str(key)): name for key, name in people}
        else:
            known = Change.objects.filter(source=source, row_id__in=[str(key) for key in keys]).order_by("id")
            names |= {(source, row_id): name for row_id, name in known.values_list("row_id", "object_id")}
        if model in MARKED_BY:
            seen = set(up_to(model._base_manager.filter(pk__in=keys), seen_by).values_list("pk", flat=True))
            names |= {(source, str(key)): HIDDEN for key in keys - seen}
    return names
