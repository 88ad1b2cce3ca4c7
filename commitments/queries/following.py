"""What follows from the commitments an activity is logged against? Their areas and bodies; all can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import F

from commitments.models.areas import PriorityArea
from commitments.models.commitments import Responsibility
from commitments.vocabulary import ParticipationRole, ResponsibilityRole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.models.bodies import Body
    from commitments.models.commitments import Commitment

Followed = TypeVar("Followed")

PARTICIPATES_AS = {
    ResponsibilityRole.LEAD: ParticipationRole.ORGANISER,
    ResponsibilityRole.IMPLEMENTING: ParticipationRole.CONTRIBUTOR,
    ResponsibilityRole.HOST: ParticipationRole.HOST,
    ResponsibilityRole.CHANNEL: ParticipationRole.ORGANISER,
    ResponsibilityRole.PARTICIPANT: ParticipationRole.PARTICIPANT,
}


def areas_of(commitments: Iterable[Commitment]) -> list[PriorityArea]:
    """The areas of the commitments, each once, in their order."""
    return areas_of_each([commitments])[0]


def areas_of_each(groups: Iterable[Iterable[Commitment]]) -> list[list[PriorityArea]]:
    """The same for each of many groups of commitments, in one query."""
    groups = [list(group) for group in groups]
    keys = {commitment.pk for group in groups for commitment in group}
    if not keys:
        return [[] for _group in groups]
    areas = PriorityArea.objects.filter(commitments__in=keys).annotate(of=F("commitments")).order_by("order", "slug")
    found = [(area.of, area) for area in areas]
    return [_following({commitment.pk for commitment in group}, found) for group in groups]


def bodies_of(commitments: Iterable[Commitment]) -> list[tuple[Body, str]]:
    """The bodies responsible for the commitments with the part they would take, each once, in their order."""
    return bodies_of_each([commitments])[0]


def bodies_of_each(groups: Iterable[Iterable[Commitment]]) -> list[list[tuple[Body, str]]]:
    """The same for each of many groups of commitments, in one query."""
    groups = [list(group) for group in groups]
    keys = {commitment.pk for group in groups for commitment in group}
    if not keys:
        return [[] for _group in groups]
    rows = Responsibility.objects.filter(commitment__in=keys, retired_on=None).select_related("body")
    found = [
        (row.commitment_id, (row.body, PARTICIPATES_AS[ResponsibilityRole(row.role)].value))
        for row in rows.order_by("body__order")
    ]
    return [_following({commitment.pk for commitment in group}, found) for group in groups]


def _following(commitments: set[int], found: Iterable[tuple[int, Followed]]) -> list[Followed]:
    """What follows from these commitments, each once, in the order it was found."""
    return list(dict.fromkeys(followed for commitment, followed in found if commitment in commitments))
