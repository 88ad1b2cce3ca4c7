"""How is a resource read, fast? Its serializer, the only declaration, is compiled once into a read plan.

One statement reads the columns of any number of rows, one more each list of parts: no instances, no prefetching. A
field that the compiler does not know is a TypeError when the first address is built, never a slow answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from commitments.api.fields import NameField, NamesField, StandingField, UrlField, public_name_of
from commitments.api.parts import PartSerializer, Reader, by_parent, of_parents
from commitments.queries.fixed import Fixed, together

Row = tuple[Any, ...]
Make = Callable[[Row], Any]
Load = Callable[[list[Any], Reader], dict[Any, list[Any]]]
"""Reads parts in a way of its own."""

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
        return lambda row: row[place]

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
        self.noun = serializer.Meta.model
        self.resource = resource
        self.columns = Columns("pk")
        self.name_at = self.columns.at(public_name_of(self.noun))
        self.addressed = "url" in serializer.fields
        self.makes: list[tuple[str, Make]] = []
        self.parts: list[tuple[str, Parts]] = []
        self.loads: list[tuple[str, Load]] = []
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

    def read(self, rows: QuerySet[Any], reader: Reader, order: Sequence[str] = ()) -> list[tuple[dict[str, Any], Row]]:
        """Each row as a resource, with its values of the columns `order` beside it."""
        names = list(dict.fromkeys([*self.columns.names, *order]))
        ordering = [names.index(name) for name in order]
        found = list(rows.values_list(*names))
        resources = self._made(found, reader)
        keys_of = [tuple(row[place] for place in ordering) for row in found]
        return list(zip(resources, keys_of, strict=True))

    def stream(self, rows: QuerySet[Any], reader: Reader, at_once: int) -> Iterator[list[dict[str, Any]]]:
        """All the rows as resources, so many at a time; no more than these are ever held."""
        found = rows.values_list(*self.columns.names).iterator(at_once)
        while batch := list(islice(found, at_once)):
            yield self._made(batch, reader)

    def _made(self, found: list[Row], reader: Reader) -> list[dict[str, Any]]:
        """Rows of columns as resources, with their parts."""
        parts = self._parts([row[0] for row in found], reader) if found else []
        root = f"{reader.root}{self.resource}/"
        resources = []
        for row in found:
            resource = {name: make(row) for name, make in self.makes}
            if self.addressed:
                resource["url"] = f"{root}{row[self.name_at]}/"
            for name, ties in parts:
                resource[name] = ties.get(row[0], [])
            resources.append(resource)
        return resources

    def _parts(self, keys: list[Any], reader: Reader) -> list[tuple[str, dict[Any, list[Any]]]]:
        """The parts of these rows, list by list, by the key of the row they hang on."""
        told = together([parts.question(reader.principal.clearance) for _name, parts in self.parts], keys)
        read = [(name, parts.made(rows, reader)) for (name, parts), rows in zip(self.parts, told, strict=True)]
        return read + [(name, load(keys, reader)) for name, load in self.loads]


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

    return Parts(question, lambda rows, _reader: by_parent(rows, lambda row: str(row[1])))


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


def resources_of(read: Iterable[tuple[dict[str, Any], Row]]) -> list[dict[str, Any]]:
    """What `Plan.read` found, without the columns it was ordered by."""
    return [resource for resource, _order in read]
