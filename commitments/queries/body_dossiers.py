"""What is known of one body on a day, to this reader?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from commitments.models.activities import Participation
from commitments.models.bodies import Body
from commitments.models.commitments import Responsibility
from commitments.models.provisions import BodyMention
from commitments.queries.listing import text_rows_list
from commitments.queries.logged import Logged, logged
from commitments.queries.mentioned import InText, mentioned_in
from commitments.queries.posts import Post, posts
from commitments.queries.tallies import Line, Tally, tally
from commitments.vocabulary import BodyKind, ResponsibilityRole, State

if TYPE_CHECKING:
    from commitments.queries.figures import Where
    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Part:
    """A commitment in which the body has a part, and which: its roles."""

    line: Line
    roles: list[ResponsibilityRole]


@dataclass(frozen=True)
class BodyDossier:
    """One body as it stood on the day. `post` is set where the body is a post itself; `posts` are those it hosts."""

    body: Body
    texts: list[InText]
    tally: Tally
    parts: list[Part]
    logged: Logged
    post: Post | None
    posts: list[Post]
    children: list[Body]

    @property
    def went_quiet(self) -> list[Line]:
        """The commitments for which nothing was done for too long."""
        return [part.line for part in self.parts if part.line.standing.state == State.QUIET]


def body_dossier(principal: Principal, slug: str, *, on: datetime.date) -> BodyDossier | None:
    """The body of that slug as it stood on the day; None when there is none. A constant number of queries."""
    body = Body.objects.select_related("party", "parent").filter(slug=slug).first()
    if body is None:
        return None
    where: Where = {"body": slug}
    mine = Responsibility.objects.filter(body=body, retired_on=None).order_by()
    took_part = Participation.objects.filter(body=body).order_by().values("activity")  # once, whatever its roles
    found = tally(principal, Q(pk__in=mine.values("commitment")), where, on=on)
    children = list(text_rows_list(Body, principal, on).filter(parent=body))
    held = posts(principal, on=on, body=body)
    return BodyDossier(
        body=body,
        texts=mentioned_in(principal, BodyMention.objects.filter(body=body), on=on),
        tally=found,
        parts=[Part(line, _roles(line, body)) for text in found.texts for line in text.lines],
        logged=logged(principal, Q(pk__in=took_part), where, on=on),
        post=next((post for post in held if post.body == body), None),
        posts=[post for post in held if post.body != body],
        children=[each for each in children if each.kind != BodyKind.POST],
    )


def _roles(line: Line, body: Body) -> list[ResponsibilityRole]:
    return [ResponsibilityRole(part.role) for part in line.commitment.responsibilities.all() if part.body_id == body.pk]
