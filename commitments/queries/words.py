"""Which rows have all the words that somebody typed, and whose words are not as the row says?"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL

from commitments.ledger.progress import along
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.searching import words_of
from commitments.texts.searching import is_unspaced, pairs, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model, QuerySet

Noun: TypeAlias = "type[Activity | Commitment]"
SEARCHED: tuple[Noun, ...] = (Activity, Commitment)
"""The nouns that have prepared words."""

AT_ONCE = 500
FEW = 2_000
"""Rows with certain words that are told by their keys. More of them are soon met in whatever order a list has."""


def rows_with(model: type[Model], typed: list[str]) -> Any:
    """The keys of the rows in which each of these words is the beginning of a word; none for a word without a letter.

    The index finds rows that hold all parts of a word; then the words are compared as they stand.
    """
    found = _words_of(model).order_by()
    parts = [tokens(word) for word in typed]
    if not all(parts):
        return found.none().values("row")
    found = found.filter(_indexed(found.model, [part for word in parts for part in _looked_up(word)]))
    return _as_they_stand(found, parts).values("row")


def having_words(rows: QuerySet[Any], typed: list[str]) -> QuerySet[Any]:
    """The rows that `rows_with` finds, in whatever order these rows have.

    No engine can tell beforehand how many rows have a word: PostgreSQL looks for a rare one along the whole list, a
    million rows for one, and SQLite gathers all that have a common one before it shows the first.
    """
    found = rows_with(rows.model, typed)
    keys = list(found.values_list("row", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        return rows.filter(pk__in=keys)
    if connection.vendor == "postgresql":
        return rows.filter(pk__in=found)
    own = _as_they_stand(_words_of(rows.model).order_by(), [tokens(word) for word in typed])
    return rows.filter(Exists(own.filter(row=OuterRef("pk"))))


def _words_of(model: type[Model]) -> QuerySet[Any]:
    words: Any = model._meta.get_field("words").related_model
    found: QuerySet[Any] = words._default_manager.all()
    return found


def _as_they_stand(found: QuerySet[Any], parts: list[list[str]]) -> QuerySet[Any]:
    for word in parts:
        found = found.filter(text__contains=f"{'' if is_unspaced(word[0]) else ' '}{' '.join(word)}")
    return found


def _looked_up(word: list[str]) -> Iterator[tuple[str, bool]]:
    """What the index is asked for a word in parts, and whether it is the beginning of what is there."""
    *before, last = word
    for part in before:
        yield from _whole(part)
    if not is_unspaced(last) or len(last) == 1:
        yield last, True
    else:
        yield from ((pair, False) for pair in pairs(last)[:-1])


def _whole(part: str) -> Iterator[tuple[str, bool]]:
    if is_unspaced(part):
        yield from ((pair, False) for pair in pairs(part))
    else:
        yield part, False


def _indexed(words: type[Model], wanted: list[tuple[str, bool]]) -> Any:
    """A condition on words that the index of this engine answers. Parts hold letters and digits only."""
    if connection.vendor == "postgresql":
        query = " & ".join(f"'{part}':*" if begins else f"'{part}'" for part, begins in dict.fromkeys(wanted))
        return Func(
            F("text"),
            Value(query),
            template="to_tsvector('simple', %(expressions)s)",
            arg_joiner=") @@ to_tsquery('simple', ",
            output_field=BooleanField(),
        )
    index = f"{words._meta.db_table}_index"
    query = " AND ".join(f'"{part}"*' if begins else f'"{part}"' for part, begins in dict.fromkeys(wanted))
    return Q(pk__in=RawSQL(f"SELECT rowid FROM {index} WHERE {index} MATCH %s", [query]))  # noqa: S608, S611


def rows_without_their_words(model: Noun) -> Iterator[Any]:
    """The rows whose words are missing, or are not as the row says."""
    found = model._base_manager.order_by("pk")
    rows = iter(along(str(model._meta.verbose_name_plural), found.iterator(AT_ONCE), found.count))
    while batch := list(islice(rows, AT_ONCE)):
        yield from lacking_words(model, batch)


def rows_after(model: Noun, key: str, number: int) -> list[Any]:
    """So many rows after the one with this key, in the order of keys; the first ones where it is empty."""
    found = model._base_manager.order_by("pk")
    return list((found.filter(pk__gt=key) if key else found)[:number])


def lacking_words(model: Noun, rows: list[Any]) -> list[Any]:
    """Those of some rows whose words are missing, or are not as the row says."""
    words: Any = model._meta.get_field("words").related_model
    kept = dict(words._default_manager.filter(row__in=rows).values_list("row", "text"))
    return [row for row in rows if kept.get(row.pk) != words_of(row)]
