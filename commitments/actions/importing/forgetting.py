"""What of an import is not kept when something that it stored is redacted?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.models.imports import Import, ImportRow

if TYPE_CHECKING:
    from django.db.models import Model


def forget_files(row: Model) -> None:
    """Keep no file from which the row was stored, nor what its faults quote: what is blank there must not stay here.

    What came of the rows stays; what is not stored yet of such an import cannot be stored any more.
    """
    numbers = list(ImportRow.objects.filter(name=str(row.pk)).values_list("of", flat=True))
    Import.objects.filter(pk__in=numbers).update(content=b"")
    ImportRow.objects.filter(of__in=numbers).update(faults=[])
