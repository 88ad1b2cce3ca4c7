"""What does somebody who logs against commitments want beside the form: their words, and how they stand?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from commitments.models.commitments import Commitment
from commitments.queries.attention import Standing, standing_of
from commitments.queries.listing import commitments_read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Promise:
    """A commitment with how it stands (None before its agreement begins) and how many activities it has."""

    commitment: Commitment
    standing: Standing | None
    activities: int

    @property
    def proof_on(self) -> datetime.date | None:
        """The day of the latest proof; None without one."""
        if self.standing is None or self.standing.evidence_age_days is None:
            return None
        return self.standing.on - datetime.timedelta(days=self.standing.evidence_age_days)


def promises(references: Iterable[str], *, on: datetime.date, seen_by: Principal) -> list[Promise]:
    """The commitments with these references that `seen_by` may see, in text order; others are left out.

    Activities are counted as far as `seen_by` may see them.
    """
    seen = Q(activities__marking__in=seen_by.markings)
    rows = commitments_read(seen_by, on).filter(reference__in=list(references))
    rows = rows.annotate(logged=Count("activities", filter=seen, distinct=True))
    rows = rows.select_related("provision__agreement", "agreement")
    rows = rows.prefetch_related("obligated", "operative", "responsibilities__body")
    return [Promise(row, standing_of(row), row.logged) for row in rows]
