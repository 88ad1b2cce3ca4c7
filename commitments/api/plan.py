"""How is a resource read, fast? Its serializer, the only declaration, is compiled once into a read plan.

One statement reads the columns of any number of rows, one more each list of parts: no instances, no prefetching. A
field that the compiler does not know is a TypeError when the first address is built, never a slow answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet
from rest_framework import serializers

from commitments.api.fields import NameField, NamesField, StandingField, UrlField, public_name_of
from commitments.api.parts import PartSerializer, Reader, by_parent, of_parents
from commitments.queries.fixed import Asked, Fixed, together
from commitments.queries.visibility import up_to

Row = tuple[Any, ...]
Make = Callable[[Row], Any]
Load = Callable[[Sequence[Any], Reader], dict[Any, list[Any]]]
"""Reads parts in a way of its own."""
Read = list[tuple[dict[str, Any], Row]]
"""Resources, each with its values of the columns it is ordered by."""
Ties = list[tuple[str, dict[Any, list[Any]]]]
"""Each list of parts, by the key of the row that they hang on."""

TEXTS = (serializers.CharField, serializers.ChoiceField)
SCALARS = (
    *TEXTS,
    serializers.BooleanField,
    serializers.DateField,
    serializers.DateTimeField,
    serializers.IntegerField,
    serializers.JSONField,
    serializers.ListField,
    serializers.UUIDField,
    StandingField,
)


@dataclass(frozen=True)
class Parts:
    """A list of parts: what is asked with a clearance for the keys of many rows, and what is made of the answer."""

    question: Callable[[str], Fixed]
    made: Callable[[list[Row], Reader], dict[Any, list[Any]]]


class Columns:
    """The columns of one statement, and how values are made from a row of them."""

    def __init__(self, *first: str) -> None:
        self.names: list[str] = list(first)

    def at(self, name: str) -> int:
        """Where the column stands; it is added where it is new."""
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def scalar(self, field: Any, column: str) -> Make:
        """One column. An empty text is null where the field may be null: nothing has no format."""
        place = self.at(column)
        convert = getattr(field, "from_column", None)
        if convert:
            return lambda row: convert(row[place])
        if field.allow_null and isinstance(field, TEXTS):
            return lambda row: row[place] or None
        return itemgetter(place)

    def group(self, serializer: serializers.BaseSerializer) -> Make:
        """Several columns as one object; null when the first of them is."""
        made = [(name, self.value(name, field)) for name, field in serializer.fields.items()]  # type: ignore[attr-defined]
        first, nullable = made[0][1], serializer.allow_null
        return lambda row: None if nullable and first(row) is None else {name: make(row) for name, make in made}

    def value(self, name: str, field: Any) -> Make:
        """What makes a field's value. Raises TypeError for a field of a kind not known here."""
        if isinstance(field, serializers.BaseSerializer) and field.source == "*":
            return self.group(field)
        source = (field.source or name).replace(".", "__")
        if isinstance(field, NameField):
            return self.scalar(field, f"{source}__{public_name_of(field.noun)}")
        if isinstance(field, SCALARS):
            return self.scalar(field, source)
        raise TypeError(f"There is no way to read {name}, a {type(field).__name__}.")


class Plan:
    """How the rows of one noun are read into resources; `plain` leaves out what is computed for a day."""

    def __init__(self, serializer: serializers.ModelSerializer, resource: str, *, plain: bool = False) -> None:
        self.noun: type[Model] = serializer.Meta.model
        self.resource = resource
        self.columns = Columns("pk")
        self.name_at = self.columns.at(public_name_of(self.noun))
        self.addressed = "url" in serializer.fields
        self.makes: list[tuple[str, Make]] = []
        self.parts: list[tuple[str, Parts]] = []
        self.loads: list[tuple[str, Load]] = []
        self.asked: dict[tuple[Any, ...], Fixed] = {}
        for name, field in serializer.fields.items():
            if field.write_only or (plain and isinstance(field, StandingField)):
                continue
            make: Make = _filled_later
            found = _parts_of(field, resource)
            if isinstance(found, Parts):
                self.parts.append((name, found))
            elif found is not None:
                self.loads.append((name, found))
            elif not isinstance(field, UrlField):
                make = self.columns.value(name, field)
            self.makes.append((name, make))

    def read(self, rows: QuerySet[Any], reader: Reader, order: Sequence[str] = ()) -> Read:
        """Each row as a resource, with its values of the columns `order` beside it."""
        names = list(dict.fromkeys([*self.columns.names, *order]))
        try:
            found = Fixed(rows.values_list(*names)).all()
        except EmptyResultSet:  # there can be none
            return []
        return self._ordered(found, names, order, reader)

    def read_again(self, key: Any, way: Any, values: Any, rows: Any, reader: Reader, order: Any) -> Read:
        """The same for rows asked for again and again: what is asked under a key, each way, is made and written once.

        `order` are fields; `rows()` hold `Asked` for the `values`, each compared with the field in its place."""
        columns = [field.attname for field in order]
        names = list(dict.fromkeys([*self.columns.names, *columns]))
        if (key, way) not in self.asked:
            self.asked[key, way] = Fixed(rows().values_list(*names), *order[: len(values)])
        return self._ordered(self.asked[key, way].one(*values), names, columns, reader)

    def _ordered(self, found: list[Row], names: list[str], order: Sequence[str], reader: Reader) -> Read:
        ordering = [names.index(name) for name in order]
        keys_of = [tuple(row[place] for place in ordering) for row in found]
        return list(zip(self._with_parts(found, reader), keys_of, strict=True))

    def stream(self, rows: QuerySet[Any], reader: Reader, at_once: int) -> Iterator[list[dict[str, Any]]]:
        """All the rows as resources, so many at a time; no more than these are ever held."""
        try:
            found = Fixed(rows.values_list(*self.columns.names))
        except EmptyResultSet:
            return
        for batch in found.batches(at_once):
            yield self._with_parts(batch, reader)

    def of_keys(self, keys: Sequence[Any], reader: Reader) -> list[dict[str, Any]]:
        """The rows of these keys that the reader may see, as resources in no order: rows and parts are asked for at
        once. Not for nouns of which something is computed for a day.
        """
        questions = [self._rows(reader.principal.clearance), *self._questions(reader)]
        found, *told = together(questions, keys)
        return self._made(found, self._parts(keys, told, reader), reader)

    def _rows(self, clearance: str) -> Fixed:
        if (clearance,) not in self.asked:
            rows = up_to(self.noun._default_manager.filter(pk__among=Asked()), clearance).order_by()
            self.asked[clearance,] = Fixed(rows.values_list(*self.columns.names), self.noun._meta.pk)
        return self.asked[clearance,]

    def _questions(self, reader: Reader) -> list[Fixed]:
        return [parts.question(reader.principal.clearance) for _name, parts in self.parts]

    def _with_parts(self, found: list[Row], reader: Reader) -> list[dict[str, Any]]:
        """Rows of columns as resources."""
        if not found:
            return []
        keys = [row[0] for row in found]
        return self._made(found, self._parts(keys, together(self._questions(reader), keys), reader), reader)

    def _parts(self, keys: Sequence[Any], told: list[list[Row]], reader: Reader) -> Ties:
        """The parts of the rows of these keys, list by list; `told` are the answers to the questions for them."""
        read = [(name, parts.made(rows, reader)) for (name, parts), rows in zip(self.parts, told, strict=True)]
        return read + [(name, load(keys, reader)) for name, load in self.loads]

    def _made(self, found: list[Row], ties: Ties, reader: Reader) -> list[dict[str, Any]]:
        root = f"{reader.root}{self.resource}/"
        resources = []
        for row in found:
            resource = {name: make(row) for name, make in self.makes}
            if self.addressed:
                resource["url"] = f"{root}{row[self.name_at]}/"
            for name, parts in ties:
                resource[name] = parts.get(row[0], [])
            resources.append(resource)
        return resources


def _filled_later(row: Row) -> Any:
    """Keeps the place of what no column of the row holds."""


def _parts_of(field: Any, resource: str) -> Parts | Load | None:
    """How a list of parts is read for many rows at once; None for a field of another kind."""
    if isinstance(field, NamesField):
        return _names(field)
    if not isinstance(field, serializers.ListSerializer):
        return None
    child: Any = field.child
    if hasattr(child, "load"):
        return child.load
    return _parts(child, resource) if isinstance(child, PartSerializer) else None


def _names(field: NamesField) -> Parts:
    name = f"{field.to}__{public_name_of(field.noun)}"

    @cache
    def question(clearance: str) -> Fixed:
        rows = of_parents(field.through, field.tie, clearance, [field.order, name])
        return Fixed(rows.values_list(field.tie, name), field.through._meta.get_field(field.tie))  # type: ignore[arg-type]

    return Parts(question, lambda rows, _reader: by_parent(rows, itemgetter(1)))


def _parts(child: PartSerializer, resource: str) -> Parts:
    columns = Columns(child.Meta.tie)
    make, addressed = columns.group(child), child.addressed
    model: type[Model] = child.Meta.model
    tie: str = child.Meta.tie

    @cache
    def question(clearance: str) -> Fixed:
        rows = of_parents(model, tie, clearance).values_list(*columns.names)
        return Fixed(rows, model._meta.get_field(tie))  # type: ignore[arg-type]

    def made(rows: list[Row], reader: Reader) -> dict[Any, list[Any]]:
        if addressed is None:
            return by_parent(rows, make)
        return by_parent(rows, lambda row: addressed(make(row), f"{reader.root}{resource}/{row[0]}/"))

    return Parts(question, made)


@cache
def plan_for(serializer_class: type[serializers.ModelSerializer], resource: str, *, plain: bool = False) -> Plan:
    """The read plan of a serializer, compiled when it is first asked for."""
    return Plan(serializer_class(), resource, plain=plain)


def resources_of(read: Read) -> list[dict[str, Any]]:
    """What `Plan.read` found, without the columns it was ordered by."""
    return [resource for resource, _order in read]
