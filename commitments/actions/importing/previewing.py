"""What would come of a file if it were stored now? A read: nothing is written and nobody waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commitments.actions.importing.files import Opened, handler, opened
from commitments.actions.importing.rows import Planned
from commitments.actions.importing.seeing import Seen, token_of
from commitments.queries.ledger_head import last_revision
from commitments.vocabulary import RowOutcome

if TYPE_CHECKING:
    import datetime

    from commitments.models.imports import Import
    from commitments.queries.visibility import Principal

CHUNK = 500


@dataclass(frozen=True)
class Preview:
    """What would come of each row. `seen` is what to hand back when it is to be stored."""

    opened: Opened
    planned: list[Planned]
    seen: str

    def of(self, outcome: RowOutcome) -> list[Planned]:
        """The rows of which this would come."""
        return [each for each in self.planned if each.outcome == outcome]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each outcome there are."""
        return {outcome.value: len(self.of(outcome)) for outcome in RowOutcome}

    @property
    def to_store(self) -> int:
        """How many rows would be stored."""
        return len(self.of(RowOutcome.NEW)) + len(self.of(RowOutcome.CHANGED))


def preview(sent: Import, *, by: Principal, on: datetime.date) -> Preview:
    """The preview of an import, as its owner may see it."""
    head, file = last_revision(), opened(sent)
    planned: list[Planned] = []
    for first in range(0, len(file.reads), CHUNK):
        planned += handler(sent.noun).plan(file.reads[first : first + CHUNK], by=by, on=on)
    changed = sum(each.outcome == RowOutcome.CHANGED for each in planned)
    since = (head.number or 0) if head else 0
    return Preview(file, planned, token_of(sent, Seen(len(planned), changed, since)))


def letters_told(file: Opened) -> str:
    """In which letters a text file was read, for whoever sees others; empty for a workbook."""
    if file.sheet is None or not file.sheet.letters:
        return ""
    return _("Read as %(letters)s. Where letters look wrong, save it as “CSV UTF-8” and send it again.") % {
        "letters": file.sheet.letters
    }
