"""What would come of a file if it were stored now? A read: nothing is written and nobody waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing
from django.utils.translation import gettext as _

from commitments.actions.importing.files import Opened, handler, opened
from commitments.actions.importing.rows import Planned
from commitments.ledger.models import Revision
from commitments.queries.ledger_head import last_revision
from commitments.vocabulary import RowOutcome

if TYPE_CHECKING:
    import datetime

    from commitments.models.imports import Import
    from commitments.queries.visibility import Principal

CHUNK = 500
SALT = "import-seen"


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


@dataclass(frozen=True)
class Seen:
    """What the owner of an import saw when they had it stored: how many rows, and up to which revision."""

    rows: int
    since: int


def preview(sent: Import, *, by: Principal, on: datetime.date) -> Preview:
    """The preview of an import, as its owner may see it."""
    head, file = last_revision(), opened(sent)
    planned: list[Planned] = []
    for first in range(0, len(file.reads), CHUNK):
        planned += handler(sent.noun).plan(file.reads[first : first + CHUNK], by=by, on=on)
    told = {"import": sent.pk, "rows": len(planned), "head": head.public_id if head else ""}
    return Preview(file, planned, signing.dumps(told, salt=SALT))


def seen_in(token: str, sent: Import) -> Seen | None:
    """What was seen; None for what no preview of this import gave."""
    try:
        told = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if told["import"] != sent.pk:
        return None
    head = Revision.objects.filter(public_id=told["head"]).values_list("number", flat=True).first()
    return Seen(told["rows"], head or 0)


def letters_told(file: Opened) -> str:
    """In which letters a text file was read, for whoever sees others; empty for a workbook."""
    if file.sheet is None or not file.sheet.letters:
        return ""
    return _("Read as %(letters)s. Where letters look wrong, save it as “CSV UTF-8” and send it again.") % {
        "letters": file.sheet.letters
    }
