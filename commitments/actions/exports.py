"""Note that a list is taken out as a file, before the first byte of it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from commitments.actions.access import note_access
from commitments.vocabulary import AccessKind

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal
    from commitments.vocabulary import Marking

LONGEST_SUBJECT = 200


def note_export(address: str, kind: str, rows: int, marking: Marking | None, *, by: Principal) -> None:
    """Put down who took out which list (`address`: its path and filters), how many rows, and their highest marking."""
    detail = f"{kind}: {rows} rows, {marking.value if marking else 'unmarked'}"
    if len(address) > LONGEST_SUBJECT:
        detail = f"{detail}, {address}"
    with transaction.atomic():
        note_access(AccessKind.EXPORT, who=by.name, subject=address, detail=detail)
