"""Of which fields are the rows of a fixture made?"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from commitments.texts.spans import Span

NOWHERE = Span(0, 0)
COMPUTED = {"computed": True}  # a field that the files do not have: it follows from the text


def listed(name: str, **options: Any) -> Any:
    """A field that holds a code (or codes) of the closed list `name`; with `or_empty=True` also nothing."""
    return field(metadata={"listed": name, "or_empty": options.pop("or_empty", False)}, **options)


def names(noun: str, **options: Any) -> Any:
    """A field that holds the public name (or names) of a `noun`, or None."""
    return field(metadata={"names": noun, "key": options.pop("key", "")}, **options)


@dataclass(frozen=True, kw_only=True)
class DateRow:
    """A date, written as the first day of the period that is known."""

    date: datetime.date
    precision: str = listed("date_precision")


@dataclass(frozen=True, kw_only=True)
class LabelledDateRow(DateRow):
    label: str = listed("date_label")


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """A row that rests on words of a provision."""

    provision: str = names("provision")
    quote: str
    span: Span = field(default=NOWHERE, metadata=COMPUTED)

    @property
    def label(self) -> str:
        return f"words of {self.provision}"
