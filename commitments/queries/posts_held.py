"""Who fills a post on a day, since when, or since when does nobody?"""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commitments.models.activities import Participation
from commitments.queries.postings import postings_begun
from commitments.vocabulary import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.models.activities import Activity
    from commitments.models.bodies import Body
    from commitments.queries.visibility import Principal

A_DAY = datetime.timedelta(days=1)


class Filled(enum.Enum):
    FILLED = "filled"
    VACANT = "vacant"
    NEVER = "never"


@dataclass(frozen=True)
class Post:
    """A post on a day. `since`: the day on which its holder came, or the first on which it was vacant; None for never
    filled. `posting` is the activity of whoever holds it, or held it last."""

    body: Body
    filled: Filled
    since: datetime.date | None
    posting: Activity | None


def posts_of(principal: Principal, bodies: Iterable[Body], *, on: datetime.date) -> list[Post]:
    """These posts, each as it was on the day. One query, however many posts."""
    by_body: dict[int, list[Activity]] = {}
    bodies = list(bodies)
    held = Participation.objects.filter(body__in=bodies, activity__in=postings_begun(on, principal.clearance))
    for part in held.select_related("activity").order_by():
        by_body.setdefault(part.body_id, []).append(part.activity)
    return [_post(body, by_body.get(body.pk, []), on) for body in bodies]


def _post(body: Body, postings: list[Activity], on: datetime.date) -> Post:
    if not postings:
        return Post(body, Filled.NEVER, None, None)
    latest = max(postings, key=lambda activity: (_last_day(activity, on), activity.starts_on, activity.pk))
    last = _last_day(latest, on)
    return (
        Post(body, Filled.FILLED, latest.starts_on, latest)
        if last >= on
        else Post(body, Filled.VACANT, last + A_DAY, latest)
    )


def _last_day(posting: Activity, on: datetime.date) -> datetime.date:
    """The last day it ran, at most the day asked about; without an end it runs on while under way."""
    if posting.ends_on is None and posting.stage == Stage.UNDER_WAY:
        return on
    return min(posting.ends_on or posting.starts_on, on)
