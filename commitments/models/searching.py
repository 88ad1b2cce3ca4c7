"""What is looked through when somebody searches?

The prepared words of a row (texts/searching.py), beside it in a table of their own, outside ledger and feed. They are
written with the row, one by one and in bulk; `manage.py verify_search` finds those that are not as the row says. Each
engine has an index of its own over them: docs/decisions/0018-search.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.db import models

from commitments.texts.searching import prepared

Row = TypeVar("Row", bound=models.Model)


class Words(models.Model):
    """The prepared words of one row; the noun names the row with the key `row`, and is told of them as `words`."""

    text = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:80].strip()


class SearchedRow(models.Model):
    """A row that is looked through: `searched` names the columns."""

    searched: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def save(self, *args: Any, **extra: Any) -> None:
        super().save(*args, **extra)
        changed = extra.get("update_fields")
        if changed is None or set(changed) & set(self.searched):
            write_words([self])


class SearchedRows(models.QuerySet[Row]):
    """Many rows that are made at once have their words as well."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **extra: Any) -> list[Row]:
        made = super().bulk_create(objs, *args, **extra)
        write_words(made)
        return made


def words_of(row: Any) -> str:
    """The prepared words of a row as it is."""
    return prepared(str(getattr(row, column)) for column in row.searched)


def write_words(rows: Iterable[Any]) -> None:
    """Write the words of rows of one noun as they are, in place of those that were there."""
    rows = list(rows)
    if rows:
        words: Any = rows[0]._meta.get_field("words").related_model
        words._default_manager.bulk_create(
            [words(row_id=row.pk, text=words_of(row)) for row in rows],
            update_conflicts=True,
            unique_fields=["row"],
            update_fields=["text"],
        )
