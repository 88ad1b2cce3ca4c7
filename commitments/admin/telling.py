"""How does the history of a row read: who, when, through which door, why, and what changed, in words?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.links import name_field
from commitments.queries.people import actors_named
from commitments.queries.visibility import visible_to
from commitments.texts.differences import Piece, differing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commitments.queries.history import Event, FieldChange
    from commitments.queries.visibility import Principal

DOORS = {
    "admin": gettext_lazy("in the workspace"),
    "api": gettext_lazy("through the API"),
    "pages": gettext_lazy("on a page"),
    "command": gettext_lazy("by a command"),
    "work": gettext_lazy("by a job, beside the pages"),
    "sql": gettext_lazy("in the database itself"),
}
OPS = {
    "made": gettext_lazy("Added"),
    "changed": gettext_lazy("Changed"),
    "gone": gettext_lazy("Withdrawn"),
    "found": gettext_lazy("Found when the history began"),
    "redacted": gettext_lazy("Redacted"),
}
UNTOLD = ("id", "created_at", "updated_at", "file")
"""What every event says already, or nobody reads: a copy is known by its digest, not by where it lies."""


@dataclass(frozen=True)
class Difference:
    """One field in words, empty for nothing. `pieces` marks the changed words of a long text."""

    label: str
    before: str
    after: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """One event as a reader sees it; `at` is a moment in UTC, None for one that is not committed yet.

    `unsaid`: a person changed it and gave no reason.
    """

    what: Any
    op: str
    who: str
    at: datetime.datetime | None
    door: Any
    reason: str
    version: int
    differences: list[Difference]
    unsaid: bool = False


def told(events: Sequence[Event], model: type[models.Model], principal: Principal) -> list[Told]:
    """The events of one row of `model` in words, in their order."""
    who = actors_named(event.actor for event in events)
    names = _names(events, model, principal)
    return [
        Told(
            _("Brought back") if event.op == "made" and event.version > 1 else OPS[event.op],
            event.op,
            who[event.actor],
            moment(event.recorded_at),
            DOORS.get(event.door, event.door),
            event.reason,
            event.version,
            _differences(event.changes, model, names),
            event.op == "changed" and event.actor.startswith("person:") and not event.reason,
        )
        for event in events
    ]


def moment(recorded_at: str) -> datetime.datetime | None:
    """A moment of the ledger; None for an empty one."""
    return datetime.datetime.fromisoformat(recorded_at) if recorded_at else None


Names = dict[tuple[type[models.Model], str], str]


def _differences(changes: Iterable[FieldChange], model: type[models.Model], names: Names) -> list[Difference]:
    found: list[Difference] = []
    ties: dict[str, tuple[list[str], list[str]]] = {}
    for change in changes:
        column: Any = model._meta.get_field(change.field)
        if change.field in UNTOLD:
            continue
        if isinstance(column, models.ManyToManyField):
            gone, come = ties.setdefault(change.field, ([], []))
            gone += [_words(column, change.before, names)] if change.before else []
            come += [_words(column, change.after, names)] if change.after else []
        elif isinstance(column, models.Field):
            found.append(_difference(str(column.verbose_name), column, change.before, change.after, names))
        else:
            found += _part(column.related_model, change, names)
    for name, sides in ties.items():
        before, after = ("; ".join(sorted(side)) for side in sides)
        found.append(Difference(_label(_column(model, name).verbose_name), before, after))
    return [each for each in found if each.before != each.after]


def _part(part: Any, change: FieldChange, names: Names) -> list[Difference]:
    """A part that came or went is told whole, one that changed field by field."""
    label, columns = str(part._meta.verbose_name), {each.name: each for each in part._meta.fields}
    if change.before and change.after:
        return [
            _difference(
                _("%(part)s, %(field)s") % {"part": label, "field": columns[name].verbose_name},
                columns[name],
                change.before.get(name),
                change.after.get(name),
                names,
            )
            for name in columns
            if change.before.get(name) != change.after.get(name)
        ]
    sides: list[str] = []
    for values in (change.before, change.after):
        held = values or {}
        said = [(column, _words(column, held[name], names)) for name, column in columns.items() if name in held]
        lines = [
            _("%(label)s: %(value)s") % {"label": column.verbose_name, "value": words}
            for column, words in said
            if words and column.name not in UNTOLD
        ]
        sides.append("\n".join(lines))
    return [Difference(_label(label), sides[0], sides[1])]


def _difference(label: str, column: Any, before: Any, after: Any, names: Names) -> Difference:
    old, new = _words(column, before, names), _words(column, after, names)
    pieces = differing(old, new) if isinstance(column, models.TextField) and old and new else []
    return Difference(_label(label), old, new, pieces)


def _column(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _label(words: Any) -> str:
    return str(capfirst(str(words)))


def _words(column: Any, value: Any, names: Names) -> str:
    """A value as a reader expects it; nothing for none."""
    if value is None or value == "":
        return ""
    if column.is_relation:
        return names.get((column.related_model, str(value)), str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    return str(dict(column.flatchoices).get(value, value))


def named_in(events: Iterable[Event], model: type[models.Model], principal: Principal) -> list[models.QuerySet[Any]]:
    """The rows that the events name and that this reader may see, noun by noun."""
    wanted: dict[type[models.Model], set[str]] = {}
    for change in (change for event in events for change in event.changes):
        column: Any = model._meta.get_field(change.field)
        if isinstance(column, models.Field):
            pairs: list[tuple[Any, Any]] = [(column, value) for value in (change.before, change.after)]
        else:
            parts = [values or {} for values in (change.before, change.after)]
            pairs = [
                (column.related_model._meta.get_field(name), value) for part in parts for name, value in part.items()
            ]
        for each, value in pairs:
            if each.is_relation and value:
                wanted.setdefault(each.related_model, set()).add(str(value))
    return [
        visible_to(noun._default_manager.filter(**{f"{name_field(noun)}__in": called}), principal)
        for noun, called in wanted.items()
    ]


def _names(events: Iterable[Event], model: type[models.Model], principal: Principal) -> Names:
    """How each of them reads."""
    return {
        (rows.model, str(getattr(row, name_field(rows.model)))): str(row)
        for rows in named_in(events, model, principal)
        for row in _whole(rows)
    }


def _whole(rows: Any) -> Any:
    """With what their names are made of."""
    keys = [key for key in ("agreement", "commitment") if any(key == each.name for each in rows.model._meta.fields)]
    return rows.select_related(*keys) if keys else rows
