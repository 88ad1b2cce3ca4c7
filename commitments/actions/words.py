"""Write again what searches look through, where it is not as the rows say."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from commitments.models.searching import write_words
from commitments.queries.words import SEARCHED, rows_without_their_words

if TYPE_CHECKING:
    from commitments.queries.words import Noun

AT_ONCE = 500


def mend_words() -> int:
    """Write the words of every row that has others, or none; return how many. A second run finds none."""
    mended = 0
    with transaction.atomic():
        for model in SEARCHED:
            rows = rows_without_their_words(model)
            while batch := list(islice(rows, AT_ONCE)):
                mended += mend(model, batch)
        mend_index()
    return mended


def mend(model: Noun, rows: list[Any]) -> int:
    """Write the words of these rows as they stand by now, in the open transaction; return how many rows these were."""
    if not rows:
        return 0
    found = model._base_manager.select_for_update(no_key=True).order_by("pk")  # nobody changes them meanwhile
    now = list(found.filter(pk__in=[row.pk for row in rows]))
    write_words(now)
    return len(now)


def mend_index() -> None:
    """Make SQLite's index anew from the words. PostgreSQL keeps its own."""
    if connection.vendor != "sqlite":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for model in SEARCHED:
            words: Any = model._meta.get_field("words").related_model
            index = f"{words._meta.db_table}_index"
            cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608
