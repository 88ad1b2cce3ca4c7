"""Which agreements are there, when do they run, and how many commitments does each hold?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commitments.models.agreements import AgreementLink
from commitments.queries.attention import Reason, agreement_attention
from commitments.queries.figures import Figure
from commitments.queries.listing import commitments_counted
from commitments.queries.sources import in_reading
from commitments.queries.threads import has_begun
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from commitments.models.agreements import Agreement
    from commitments.models.provisions import Provision
    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Instrument:
    """An agreement: its commitments on the day, what it asks attention for, and where others name it."""

    agreement: Agreement
    begun: bool
    commitments: Figure
    attention: list[Reason]
    cited_at: list[Provision]


def instruments(agreements: Iterable[Any], principal: Principal, *, on: datetime.date) -> list[Instrument]:
    """Each of the agreements, rows of `agreements_read`, in their order. Four queries."""
    rows = list(agreements)
    keys = [row.pk for row in rows]
    links = visible_to(AgreementLink.objects.filter(in_reading(on), to__in=keys), principal)
    counted = commitments_counted(principal, on).filter(agreement__in=keys).order_by()
    number = Counter(counted.values_list("agreement", flat=True))
    naming = list(links.select_related("provision__agreement").order_by("provision__position"))
    return [
        Instrument(
            row,
            has_begun(row.begins_on, on),
            Figure(number[row.pk], "commitments", {"agreement": row.slug, "on": on.isoformat()}),
            agreement_attention(row),
            list(dict.fromkeys(link.provision for link in naming if link.provision and link.to_id == row.pk)),
        )
        for row in rows
    ]
