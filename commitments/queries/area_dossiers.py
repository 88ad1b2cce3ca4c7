"""What is known of one area on a day, to this reader?"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from commitments.models.activities import Participation
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.models.provisions import AreaMention
from commitments.queries.figures import Figure
from commitments.queries.lacking import quiet_areas
from commitments.queries.listing import activities_list
from commitments.queries.logged import Logged, logged
from commitments.queries.mentioned import InText, mentioned_in
from commitments.queries.quarters import AreasByQuarter, areas_by_quarter
from commitments.queries.sources import HAPPENED
from commitments.queries.tallies import Tally, tally
from commitments.queries.threads import Strand, strands_of
from commitments.queries.visibility import visible_to
from commitments.texts.periods import add_months
from commitments.vocabulary import Stage

if TYPE_CHECKING:
    from commitments.queries.figures import Where
    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Signs:
    """Whether an area went quiet, and why: the day on which the latest of what happened there began (None: nothing
    did), and whether something is under way."""

    quiet: bool
    last_on: datetime.date | None
    under_way: bool


@dataclass(frozen=True)
class Concerned:
    """A body with a part in an area: in how many of its commitments, and in how many of its activities."""

    body: Body
    commitments: Figure
    activities: Figure


@dataclass(frozen=True)
class AreaDossier:
    """One area as it stood on the day."""

    area: PriorityArea
    texts: list[InText]
    tally: Tally
    strands: list[Strand]
    signs: Signs
    quarters: AreasByQuarter
    logged: Logged
    bodies: list[Concerned]


def area_dossier(principal: Principal, slug: str, *, on: datetime.date) -> AreaDossier | None:
    """The area of that slug as it stood on the day; None when there is none. A constant number of queries."""
    area = PriorityArea.objects.filter(slug=slug).first()
    if area is None:
        return None
    where: Where = {"area": slug}
    tied = Q(pk__in=Commitment.areas.through._default_manager.filter(priorityarea=area).values("commitment"))
    found = tally(principal, tied, where, on=on)
    by_quarter = areas_by_quarter(principal, on=on)
    mine = [row for row in by_quarter.rows if row.code in (slug, "all")]
    return AreaDossier(
        area=area,
        texts=mentioned_in(principal, AreaMention.objects.filter(area=area), on=on),
        tally=found,
        strands=strands_of(principal, on=on, area=area),
        signs=_signs(principal, area, on),
        quarters=AreasByQuarter(by_quarter.quarters, mine),
        logged=logged(principal, Q(areas=area), where, on=on, area=area),
        bodies=_concerned(principal, area, found, on),
    )


def _signs(principal: Principal, area: PriorityArea, on: datetime.date) -> Signs:
    """By the very rule of the areas' list, which reads whole months."""
    quiet = PriorityArea.objects.filter(quiet_areas(on, principal.clearance), pk=area.pk).exists()
    month_end = add_months(on.replace(day=1), 1) - datetime.timedelta(days=1)
    happened = activities_list(principal).filter(areas=area, stage__in=HAPPENED, starts_on__lte=month_end)
    latest = happened.values_list("starts_on", flat=True).first()
    return Signs(quiet, latest, happened.filter(stage=Stage.UNDER_WAY).exists())


def _concerned(principal: Principal, area: PriorityArea, found: Tally, on: datetime.date) -> list[Concerned]:
    """The bodies with a part in its commitments or its activities, in their order."""
    owes: dict[int, set[int]] = defaultdict(set)
    for text in found.texts:
        for line in text.lines:
            for part in line.commitment.responsibilities.all():
                owes[part.body_id].add(line.commitment.pk)
    parts = visible_to(Participation.objects.filter(activity__areas=area), principal).order_by()
    did: dict[int, int] = dict(parts.values_list("body").annotate(Count("activity", distinct=True)))
    return [
        Concerned(
            body,
            Figure(len(owes[body.pk]), "commitments", {"area": area.slug, "body": body.slug, "on": on.isoformat()}),
            Figure(did.get(body.pk, 0), "activities", {"area": area.slug, "body": body.slug}),
        )
        for body in Body.objects.filter(pk__in=[*owes, *did])
    ]
