"""What is looked through when somebody searches?

The prepared words of each activity and commitment (texts/searching.py), outside ledger and feed. They are written with
the row, whichever way it is saved; `manage.py verify_search` finds those that are not as the row says. Each engine has
its own index of them: docs/decisions/0018-search.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db import models

from commitments.texts.searching import prepared

if TYPE_CHECKING:
    from django.db.models import Model

Row = TypeVar("Row", bound=models.Model)


class Words(models.Model):
    """The prepared words of one row of `columns`, the fields that are looked through."""

    columns: ClassVar[tuple[str, ...]]

    text = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:80]


class SearchedRows(models.QuerySet[Row]):
    """Rows that are looked through: many that are made at once have their words as well."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **extra: Any) -> list[Row]:
        made = super().bulk_create(objs, *args, **extra)
        write_words(made)
        return made


def words_of(row: Model) -> str:
    """The prepared words of a row as it is."""
    model: Any = row
    return prepared(str(getattr(row, column)) for column in model.searched)


def write_words(rows: Iterable[Model]) -> None:
    """Write the words of rows of one noun as they are, in place of those that were there."""
    rows = list(rows)
    if not rows:
        return
    words: Any = rows[0]._meta.get_field("words").related_model
    words._default_manager.bulk_create(
        [words(row=row, text=words_of(row)) for row in rows],
        update_conflicts=True,
        unique_fields=["row"],
        update_fields=["text"],
    )
