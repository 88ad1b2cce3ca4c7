"""What do filters take from a form or a query string? Any number of values, each checked; empty ones are left out."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments.queries.filters.searching import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

NONE = "none"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Label = str | Promise


class EachInput(forms.TextInput):
    """One input that reads every value given under its name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else [data[name]] if name in data else []

    def format_value(self, value: Any) -> str | None:
        shown: str | None = super().format_value(value[0] if isinstance(value, list) and value else value or None)
        return shown


class EachField(forms.Field):
    """Cleans each value given with one and the same field; empty ones are left out, the same one counts once."""

    def __init__(self, *, one: forms.Field, input_type: str = "text", **extra: Any) -> None:
        self.one = one
        super().__init__(widget=EachInput({"type": input_type}), **extra)

    def clean(self, value: list[str] | None) -> list[Any]:
        return list(dict.fromkeys(self.one.clean(each) for each in value or [] if each.strip()))


class DayField(forms.DateField):
    """A day, written YYYY-MM-DD and in no shorter way."""

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, str) and value and not DAY.fullmatch(value):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class SearchField(EachField):
    """What is looked for; all of it together is no longer than one search may be."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(one=forms.CharField(), input_type="search", **extra)

    def clean(self, value: list[str] | None) -> list[str]:
        searches: list[str] = super().clean(value)
        if sum(len(each) for each in searches) > LONGEST:
            raise forms.ValidationError(_("A search has at most %(most)s characters."), params={"most": LONGEST})
        return searches


class CodesField(forms.MultipleChoiceField):
    def clean(self, value: Any) -> list[str]:
        return list(super().clean(list(dict.fromkeys(each for each in value or [] if each))))


@dataclass
class Named:
    """The rows that were named, and whether `none` was."""

    rows: list[Model]
    none: bool

    def __bool__(self) -> bool:
        return self.none or bool(self.rows)


class _NoneFirst(forms.models.ModelChoiceIterator):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        none = getattr(self.field, "none", None)
        if none:
            yield NONE, none
        yield from super().__iter__()


class NamesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows by their public names; what the reader may not see is as unknown as what is not there."""

    iterator = _NoneFirst
    default_error_messages = {"invalid_choice": _("There is no “%(value)s”.")}

    def __init__(self, *, none: Label | None = None, **extra: Any) -> None:
        self.none = none
        super().__init__(**extra)

    def clean(self, value: Any) -> Named:  # type: ignore[override]
        given = [each for each in value or [] if each]
        named = [each for each in given if each != NONE or not self.none]
        if unreadable := [each for each in named if "\0" in each]:
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": unreadable[0]})
        return Named(list(super().clean(named)), none=len(named) < len(given))
