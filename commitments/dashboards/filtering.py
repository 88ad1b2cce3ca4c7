"""Which filters does a list page offer, and which of them are set?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from commitments.dashboards.asking import CLOCKS

if TYPE_CHECKING:
    from django.http import QueryDict

    from commitments.queries.filters.declared import DeclaredFilter


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Entry:
    """One filter of the form: a menu of `options`, or (without options) an input of `kind` holding `value`."""

    name: str
    label: str
    options: list[Option]
    kind: str
    value: str

    @property
    def chosen(self) -> bool:
        return bool(self.value) or any(option.chosen for option in self.options)


@dataclass(frozen=True)
class Chip:
    """A filter that is set, in words, and the query string without it."""

    label: str
    text: str
    without: str


@dataclass(frozen=True)
class FilterForm:
    """`carried` are set parameters that the form does not offer; it sends them along."""

    entries: list[Entry]
    carried: list[tuple[str, str]]
    chips: list[Chip]


def filter_form(filters: DeclaredFilter, asked: QueryDict, offered: Iterable[str]) -> FilterForm:
    """The form for a list's filters: those offered, in the order given, as set by the query string."""
    entries = [_entry(name, filters.form.fields[name], asked) for name in offered]
    labels = {(entry.name, option.value): option.label for entry in entries for option in entry.options}
    names = {entry.name for entry in entries} | {"page"}
    carried = [(name, value) for name, values in asked.lists() if name not in names for value in values]
    chips = [
        _chip(str(filters.form.fields[name].label), labels.get((name, value), value), asked, name, value)
        for name, values in asked.lists()
        if name in filters.form.fields and name not in CLOCKS
        for value in values
        if value
    ]
    return FilterForm(entries, carried, chips)


def _entry(name: str, field: forms.Field, asked: QueryDict) -> Entry:
    chosen = asked.getlist(name)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        pairs: Any = field.choices
        options = [Option(str(value), str(label), str(value) in chosen) for value, label in pairs]
        return Entry(name, str(field.label), options, "", "")
    kind = getattr(field.widget, "input_type", "text")
    return Entry(name, str(field.label), [], kind, chosen[0] if chosen else "")


def _chip(label: str, text: str, asked: QueryDict, name: str, value: str) -> Chip:
    rest = asked.copy()
    rest.setlist(name, [other for other in asked.getlist(name) if other != value])
    rest.pop("page", None)
    return Chip(label, text, f"?{rest.urlencode()}")
