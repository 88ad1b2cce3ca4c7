"""What became of each promise from one text to the next: carried over, extended, dropped, or new?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commitments.models.commitments import Lineage
from commitments.queries.attention import Standing, standing_of
from commitments.queries.listing import agreements_read, commitments_list
from commitments.queries.sources import in_reading
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    from commitments.models.areas import PriorityArea
    from commitments.models.commitments import Commitment
    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Knot:
    """A commitment that a strand passes through, and how it stands.

    `ties` lead to it from earlier texts, `drops` end here. `is_new`: other texts came before, and no tie leads here.
    """

    commitment: Commitment
    standing: Standing | None
    ties: list[Lineage]
    drops: list[Lineage]
    is_new: bool


@dataclass(frozen=True)
class Strand:
    """Commitments that ties lead to from one another, in the order of the texts."""

    knots: list[Knot]


def strands_of(principal: Principal, *, on: datetime.date, area: PriorityArea | None = None) -> list[Strand]:
    """The commitments that count on the day, strand by strand in text order; of an area, the strands that touch it.

    A tie counts from the day on which the later text begins. Four queries, however many there are.
    """
    rows = commitments_list(principal, on).select_related("agreement", "provision__agreement").prefetch_related("areas")
    commitments = {row.pk: row for row in rows}
    ties = [tie for tie in ties_known(principal, on) if tie.earlier_id in commitments]
    ties = [tie for tie in ties if tie.later_id is None or tie.later_id in commitments]
    first = min((row.agreement.order for row in commitments.values()), default=0)
    strands = [[commitments[key] for key in keys] for keys in _together(commitments, ties)]
    return [
        Strand([_knot(row, ties, first) for row in strand])
        for strand in strands
        if area is None or any(area in row.areas.all() for row in strand)
    ]


def ties_known(principal: Principal, on: datetime.date) -> list[Lineage]:
    """The ties between commitments that this reader may see, of later texts that had begun by the day. Two queries."""
    days = agreements_read(principal, on).values_list("pk", "begins_on")
    begun = {key for key, begins_on in days if has_begun(begins_on, on)}
    rows = visible_to(Lineage.objects.filter(in_reading(on)), principal).select_related(
        *("earlier__agreement", "earlier__provision__agreement"),
        *("later__agreement", "later__provision__agreement", "dropped_by"),
    )
    return [row for row in rows if (row.later.agreement_id if row.later else row.dropped_by_id) in begun]


def has_begun(begins_on: datetime.date | None, on: datetime.date) -> bool:
    """Whether what begins on the first day had begun by the second; without a day of its own, it always had."""
    return begins_on is None or begins_on <= on


def _knot(row: Commitment, ties: Iterable[Lineage], first: int) -> Knot:
    mine = [tie for tie in ties if tie.later_id == row.pk]
    drops = [tie for tie in ties if tie.earlier_id == row.pk and tie.later_id is None]
    return Knot(row, standing_of(row), mine, drops, is_new=not mine and row.agreement.order > first)


def _together(commitments: Mapping[int, Commitment], ties: Iterable[Lineage]) -> list[list[int]]:
    """The keys of commitments that hang together, those of each strand and the strands in text order."""
    beside: dict[int, set[int]] = defaultdict(set)
    for tie in ties:
        if tie.later_id is not None:
            beside[tie.earlier_id].add(tie.later_id)
            beside[tie.later_id].add(tie.earlier_id)
    strands, seen = [], set[int]()
    for key in commitments:
        if key in seen:
            continue
        strand, reached = set[int](), [key]
        while reached:
            here = reached.pop()
            if here not in strand:
                strand.add(here)
                reached += beside[here]
        seen |= strand
        strands.append([other for other in commitments if other in strand])
    return strands
