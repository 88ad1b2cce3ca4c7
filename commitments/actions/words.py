"""Write again what searches look through, where it is not as the rows say."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db import connection, transaction

from commitments.models.searching import write_words
from commitments.queries.words import SEARCHED, rows_without_their_words

AT_ONCE = 500


def mend_words() -> int:
    """Write the words of every row that has others, or none; return how many. A second run finds none."""
    mended = 0
    with transaction.atomic():
        for model in SEARCHED:
            rows = rows_without_their_words(model)
            while batch := list(islice(rows, AT_ONCE)):
                write_words(batch)
                mended += len(batch)
            words: Any = model._meta.get_field("words").related_model
            if connection.vendor == "sqlite":
                index = f"{words._meta.db_table}_index"
                with connection.cursor() as cursor:
                    cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608
    return mended
