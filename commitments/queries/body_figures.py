"""In how many commitments does each body have a part on a day, and in how many activities?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from commitments.models.activities import Participation
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment, Responsibility
from commitments.queries.figures import Figure
from commitments.queries.posts import Post, posts
from commitments.queries.standing import counted
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class BodyFigures:
    """One body; `post` says who fills it, where it is a post. Activities are those of any day."""

    body: Body
    commitments: Figure
    activities: Figure
    post: Post | None


def bodies_with_figures(principal: Principal, bodies: Sequence[Body], *, on: datetime.date) -> list[BodyFigures]:
    """These bodies, in their order. A constant number of queries."""
    listed = counted(visible_to(Commitment.objects.all(), principal), on=on, seen_by=principal.clearance)
    parts = Responsibility.objects.filter(
        body__in=bodies, retired_on=None, commitment__in=listed.order_by().values("pk")
    )
    owes = dict(parts.order_by().values_list("body").annotate(Count("commitment", distinct=True)))
    took_part = visible_to(Participation.objects.filter(body__in=bodies), principal).order_by()
    did = dict(took_part.values_list("body").annotate(Count("activity", distinct=True)))
    held = {post.body.pk: post for post in posts(principal, on=on)}
    return [
        BodyFigures(
            body,
            Figure(owes.get(body.pk, 0), "commitments", {"body": body.slug, "on": on.isoformat()}),
            Figure(did.get(body.pk, 0), "activities", {"body": body.slug}),
            held.get(body.pk),
        )
        for body in bodies
    ]
