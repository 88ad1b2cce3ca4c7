"""How do the commitments of each area stand on a day, and how much was done in it?"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Sum

from commitments.models.areas import PriorityArea
from commitments.models.commitments import Commitment
from commitments.models.rollups import AreaMonth, Counted
from commitments.queries.figures import Figure
from commitments.queries.listing import commitments_list, text_rows_list
from commitments.queries.quarters import NOT_CANCELLED
from commitments.queries.summaries import REGISTER
from commitments.queries.visibility import visible_to
from commitments.vocabulary import State

if TYPE_CHECKING:
    import datetime

    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class AreaFigures:
    """One area; `code` is its slug, or `none` for what has no area."""

    code: str
    states: dict[State, Figure]
    activities: Figure

    @property
    def commitments(self) -> Figure:
        """All of its commitments, whatever their state."""
        one = next(iter(self.states.values()))
        where = {name: value for name, value in one.where.items() if name != "state"}
        return Figure(sum(each.count for each in self.states.values()), "commitments", where)


def areas_with_figures(principal: Principal, *, on: datetime.date) -> list[AreaFigures]:
    """Every area that is not retired by the day, in its order, and `none`. Activities are those not cancelled, of any
    day. Four queries."""
    listed = commitments_list(principal, on).order_by().annotate(stands=F("state"))
    states = dict(listed.values_list("pk", "stands"))
    tied: dict[int, set[int]] = defaultdict(set)
    for commitment, area in Commitment.areas.through._default_manager.values_list("commitment", "priorityarea"):
        tied[area].add(commitment)
    done = visible_to(AreaMonth.objects.filter(stage__in=NOT_CANCELLED).order_by(), principal)
    number = dict(done.values_list("area").annotate(Sum("number")))
    figures = [
        _figures(area.slug, Counter(states[each] for each in tied[area.pk] & states.keys()), number.get(area.pk, 0), on)
        for area in text_rows_list(PriorityArea, principal, on)
    ]
    without = states.keys() - set().union(*tied.values())
    counted = Counter(states[each] for each in without)
    return [*figures, _figures("none", counted, number.get(Counted.WITHOUT_AREA.value, 0), on)]


def _figures(code: str, states: Counter[str], activities: int, on: datetime.date) -> AreaFigures:
    where = {"area": code, "on": on.isoformat()}
    return AreaFigures(
        code,
        {state: Figure(states[state.value], "commitments", {**where, "state": state.value}) for state in REGISTER},
        Figure(activities, "activities", {"area": code, "stage": NOT_CANCELLED}),
    )
