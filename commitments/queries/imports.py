"""Which imports are whose, and what came of their rows?

An import is for the eyes of its owner alone, whatever anybody else may read: its file holds what they wrote into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commitments.models.activities import Activity
from commitments.models.imports import Import, ImportRow
from commitments.models.targets import Target
from commitments.queries.visibility import visible_to
from commitments.vocabulary import Importable, ImportState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet

    from commitments.queries.visibility import Principal

NOUNS: dict[str, type[Model]] = {Importable.ACTIVITIES.value: Activity, Importable.TARGETS.value: Target}
RUNNING = (ImportState.STORING, ImportState.UNDOING)


def imports_of(principal: Principal) -> QuerySet[Import]:
    """The imports of whoever asks, the newest first, without their files."""
    return Import.objects.filter(owner=principal.person).select_related("job").defer("content")


def rows_of(sent: Import, outcome: str) -> QuerySet[ImportRow]:
    """The rows of an import of which this came, in the order of the file."""
    return ImportRow.objects.filter(of=sent, outcome=outcome).order_by("row")


def left_in(sent: Import) -> QuerySet[ImportRow]:
    """The rows that were not taken back, because somebody changed what they stored."""
    return ImportRow.objects.filter(of=sent).exclude(left="").order_by("row")


def stored_by(sent: Import, rows: Iterable[ImportRow], principal: Principal) -> dict[str, Any]:
    """What these rows stored, by id: what is still there and may be seen."""
    noun = NOUNS[sent.noun]
    found = visible_to(noun._default_manager.filter(pk__in=[row.name for row in rows if row.name]), principal)
    if noun is Target:
        found = found.select_related("commitment")
    return {str(row.pk): row for row in found}
