"""How do text rows come to say what a reading says, each changed one with a new version?"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import models

from commitments.ledger.progress import along
from commitments.models.rows import TextPart, TextRow

AT_ONCE = 500
GONE = "No longer in the reading."
Columns = Mapping[str, Any]


@dataclass
class Tally:
    """How many rows of a kind were written how."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0


@dataclass(frozen=True)
class PartKind:
    """A kind of part: its unique columns, and the foreign keys to the rows it is shown and versioned with."""

    model: type[TextPart]
    key: tuple[str, ...]
    owners: tuple[str, ...]


@dataclass
class _Written:
    """What is known of one kind of row: the stored ones by public name, and what became of them."""

    stored: dict[str, TextRow]
    named: set[str] = field(default_factory=set)
    created: set[int] = field(default_factory=set)
    differing: dict[int, set[str]] = field(default_factory=dict)

    def row(self, pk: int) -> TextRow:
        return self.by_pk()[pk]

    def by_pk(self) -> dict[int, TextRow]:
        return {row.pk: row for row in self.stored.values()}


class TextRows:
    """Writes rows and parts in place, by public name; nothing is deleted and nothing unchanged is written.

    With `retire` a row that is not named is retired on the day `on`; without it, it is left alone, and so is a part
    that names such a row. Call `settle` at the end, in the same transaction. Versions rise by the ledger's triggers.
    """

    def __init__(self, *, on: datetime.date, retire: bool) -> None:
        self.on, self.retire = on, retire
        self._kinds: dict[type[TextRow], _Written] = {}

    def write(
        self, model: type[TextRow], rows: Mapping[str, Columns], *, first: Collection[str] = ()
    ) -> dict[str, int]:
        """Write rows by public name and give their ids; the columns named in ``first`` are set on creation only."""
        kind = self._kind(model)
        kind.named |= set(rows)
        new = [
            model(**{model.public_name: name}, **columns) for name, columns in rows.items() if name not in kind.stored
        ]
        for name, columns in rows.items():
            if (row := kind.stored.get(name)) is None:
                continue
            wanted = {key: value for key, value in columns.items() if key not in first}
            self._set(row, wanted | {"retired_on": None, "retired_because": ""})
        for row in _created(model, new):
            kind.stored[str(getattr(row, model.public_name))] = row
            kind.created.add(row.pk)
        return {name: kind.stored[name].pk for name in rows}

    def write_parts(self, kind: PartKind, parts: Sequence[Columns]) -> None:
        """Write all parts of a kind; those stored and not among ``parts`` are retired."""
        stored = {tuple(getattr(part, key) for key in kind.key): part for part in kind.model._default_manager.all()}
        new: list[TextPart] = []
        changed: list[TextPart] = []
        for columns in parts:
            part = stored.pop(tuple(columns[key] for key in kind.key), None)
            wanted = {**columns, "retired_on": None}
            if part is None:
                new.append(kind.model(**columns))
            elif any(getattr(part, key) != value for key, value in wanted.items()):
                changed.append(_with(part, wanted))
        for part in stored.values():
            if part.retired_on is None and (self.retire or self._names_known_rows(part)):
                changed.append(_with(part, {"retired_on": self.on}))
        _created(kind.model, new)
        for part in along(_named(kind.model), changed, len(changed)):
            part.save()
        for part in (*new, *changed):
            for owner in kind.owners:
                self._touch(part, owner)

    def choose(self, model: type[TextRow], name: str, chosen: Mapping[int, Collection[int]]) -> None:
        """Set a many-to-many field: the ids chosen, by the id of the row that chooses."""
        relation: Any = model._meta.get_field(name)
        through, own, other = relation.remote_field.through, relation.m2m_column_name(), relation.m2m_reverse_name()
        stored: dict[int, dict[int, int]] = {}
        for pk, owner, target in through._default_manager.values_list("pk", own, other):
            stored.setdefault(owner, {})[target] = pk
        new: list[models.Model] = []
        gone: list[int] = []
        for owner, targets in chosen.items():
            there = stored.get(owner, {})
            added = [target for target in targets if target not in there]
            removed = [pk for target, pk in there.items() if target not in targets]
            new += [through(**{own: owner, other: target}) for target in added]
            gone += removed
            if added or removed:
                self._kind(model).differing.setdefault(owner, set())
        through._default_manager.bulk_create(new)
        if gone:
            through._default_manager.filter(pk__in=gone).delete()

    def settle(self) -> dict[type[TextRow], Tally]:
        """Retire what was not named, save what changed under a new version, and tell what was done."""
        return {model: self._settle(kind) for model, kind in self._kinds.items()}

    def _settle(self, kind: _Written) -> Tally:
        retired: set[int] = set()
        for name, row in kind.stored.items():
            if self.retire and name not in kind.named and row.retired_on is None:
                self._set(row, {"retired_on": self.on, "retired_because": GONE})
                retired.add(row.pk)
        rows = kind.by_pk()
        changed = {pk: columns for pk, columns in kind.differing.items() if pk not in kind.created}
        named = _named(next(iter(rows.values()))) if rows else ""
        for pk, columns in along(named, changed.items(), len(changed)):
            row = rows[pk]
            if columns:
                row.save(update_fields=sorted(columns))
        return Tally(
            created=len(kind.created),
            changed=len(changed.keys() - retired),
            unchanged=len({kind.stored[name].pk for name in kind.named} - changed.keys() - kind.created),
            retired=len(retired),
        )

    def _kind(self, model: type[TextRow]) -> _Written:
        if model not in self._kinds:
            rows = model._default_manager.all()
            self._kinds[model] = _Written({str(getattr(row, model.public_name)): row for row in rows})
        return self._kinds[model]

    def _set(self, row: TextRow, wanted: Columns) -> None:
        differing = {key for key, value in wanted.items() if getattr(row, key) != value}
        if differing:
            _with(row, wanted)
            self._kind(type(row)).differing.setdefault(row.pk, set()).update(differing)

    def _touch(self, part: TextPart, owner: str) -> None:
        """Note that the row that a part is shown with changes, if the part names one."""
        relation: Any = part._meta.get_field(owner)
        pk = getattr(part, relation.attname)
        if pk is not None:
            self._kind(relation.related_model).differing.setdefault(pk, set())

    def _names_known_rows(self, part: TextPart) -> bool:
        """Say whether every row that the part names is in the reading."""
        for relation in part._meta.concrete_fields:
            pk = getattr(part, relation.attname)
            if isinstance(relation, models.ForeignKey) and pk is not None:
                target: Any = relation.related_model
                kind = self._kind(target)
                if pk not in {kind.stored[name].pk for name in kind.named}:
                    return False
        return True


def _created(model: type[models.Model], rows: Sequence[Any]) -> list[Any]:
    """Store new rows, so many at once, and give them with their ids."""
    left, made = along(_named(model), rows, len(rows)), list[Any]()
    while some := list(islice(left, AT_ONCE)):
        made += model._default_manager.bulk_create(some)
    return made


def _named(noun: type[models.Model] | models.Model) -> str:
    return str(noun._meta.verbose_name_plural)


def _with(row: Any, columns: Columns) -> Any:
    for key, value in columns.items():
        setattr(row, key, value)
    return row
