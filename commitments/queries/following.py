"""What follows from the commitments an activity is logged against? Their areas and bodies; all can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.models.areas import PriorityArea
from commitments.models.commitments import Responsibility
from commitments.vocabulary import ParticipationRole, ResponsibilityRole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.models.bodies import Body
    from commitments.models.commitments import Commitment

PARTICIPATES_AS = {
    ResponsibilityRole.LEAD: ParticipationRole.ORGANISER,
    ResponsibilityRole.IMPLEMENTING: ParticipationRole.CONTRIBUTOR,
    ResponsibilityRole.HOST: ParticipationRole.HOST,
    ResponsibilityRole.CHANNEL: ParticipationRole.ORGANISER,
    ResponsibilityRole.PARTICIPANT: ParticipationRole.PARTICIPANT,
}


def areas_of(commitments: Iterable[Commitment]) -> list[PriorityArea]:
    """The areas of the commitments, each once, in their order."""
    return list(PriorityArea.objects.filter(commitments__in=commitments).distinct())


def bodies_of(commitments: Iterable[Commitment]) -> list[tuple[Body, str]]:
    """The bodies responsible for the commitments with the part they would take, each once, in their order."""
    found = Responsibility.objects.filter(commitment__in=commitments, retired_on=None).select_related("body")
    ties = [(row.body, PARTICIPATES_AS[ResponsibilityRole(row.role)].value) for row in found.order_by("body__order")]
    return list(dict.fromkeys(ties))
