"""What does a query string ask for? Whatever is not declared is refused by name, never ignored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.api.problems import AskedWronglyError
from commitments.queries.as_of import moment_meant
from commitments.queries.filters.declared import day_asked

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection

    from django.http import QueryDict

PAGE_SIZE, LARGEST_PAGE = 50, 500
PAGING = ("cursor", "page_size", "count", "ordering")
SIZE = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


@dataclass(frozen=True)
class Paging:
    """Which page of a list is asked for."""

    cursor: str | None
    size: int
    count: bool


def refuse_undeclared(asked: QueryDict, declared: Collection[str]) -> None:
    """Raise AskedWronglyError that names every parameter which is not declared, or is there without a value.

    A filter without a value would give every row, which nobody asked for. A search for nothing finds every row.
    """
    if unknown := [name for name in asked if name not in declared]:
        raise AskedWronglyError({name: [_("There is no parameter “%(name)s”.") % {"name": name}] for name in unknown})
    if empty := [name for name in asked if name != "search" and "" in asked.getlist(name)]:
        raise AskedWronglyError({name: [_("Give it a value, or leave it out.")] for name in empty})


def one(asked: QueryDict, name: str) -> str | None:
    """The one value of a parameter, None without it. Raises AskedWronglyError for several."""
    values = asked.getlist(name)
    if len(values) > 1:
        raise AskedWronglyError({name: [_("Give it once.")]})
    return values[0] if values else None


def paging(asked: QueryDict) -> Paging:
    """The page asked for. Raises AskedWronglyError."""
    size, count = one(asked, "page_size"), one(asked, "count")
    if size is not None and (not SIZE.fullmatch(size) or int(size) > LARGEST_PAGE):
        raise AskedWronglyError({"page_size": [_("Give a number from 1 to %(most)s.") % {"most": LARGEST_PAGE}]})
    if count not in (None, "true", "false"):
        raise AskedWronglyError({"count": [_("Give true or false.")]})
    return Paging(one(asked, "cursor"), int(size) if size else PAGE_SIZE, count == "true")


def day(asked: QueryDict, name: str = "on", *, today: datetime.date | None = None) -> datetime.date:
    """The day asked about, today at the office without one. Raises AskedWronglyError."""
    try:
        return day_asked(asked, today=today or timezone.localdate(), name=name)
    except ValidationError as error:
        raise AskedWronglyError(error.message_dict) from error


def moment(asked: QueryDict, name: str = "recorded_by") -> datetime.datetime | None:
    """The moment by which things had been recorded, None without one. Raises AskedWronglyError."""
    text = one(asked, name)
    try:
        return None if text is None else moment_meant(text)
    except ValidationError as error:
        raise AskedWronglyError({name: error.messages}) from error


def chosen(asked: QueryDict, name: str, allowed: Collection[str]) -> list[str]:
    """The words given for a parameter, each once, separated by commas or given one by one.

    Raises AskedWronglyError for a word that is not allowed.
    """
    words = [word for value in asked.getlist(name) for word in value.split(",")]
    if unknown := [word for word in words if word not in allowed]:
        sentence = _("“%(word)s” is not one of %(allowed)s.")
        raise AskedWronglyError({name: [sentence % {"word": unknown[0], "allowed": ", ".join(allowed)}]})
    return list(dict.fromkeys(words))
