"""Who fills the posts that the texts promise, since when, and which were never filled?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from commitments.models.activities import Activity
from commitments.models.bodies import Body
from commitments.models.provisions import BodyMention
from commitments.queries.figures import Figure
from commitments.queries.listing import text_rows_list
from commitments.queries.postings import postings_begun, postings_running
from commitments.queries.sources import HAPPENED, in_reading
from commitments.queries.visibility import visible_to
from commitments.vocabulary import POSTING_KINDS, BodyKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.models.agreements import Agreement
    from commitments.queries.visibility import Principal

A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Post:
    """A post as it stood on a day.

    `posting` runs on the day, or (`filled` false) is the one that ended last; None: nobody ever filled it. `postings`
    counts those that had begun. `provisions` are the keys (of the database) of those that name it.
    """

    body: Body
    filled: bool
    posting: Activity | None
    since: datetime.date | None
    postings: Figure
    provisions: frozenset[int]


def posts(
    principal: Principal, *, on: datetime.date, agreement: Agreement | None = None, body: Body | None = None
) -> list[Post]:
    """The posts, in their order: of an agreement those that it names, of a body those that it hosts, or itself.

    `since` is the first day of the posting that runs, or the first day without one; None where nobody ever filled it.
    What a posting says rests on the activities that this reader may see. Four queries.
    """
    seen_by = principal.clearance
    rows = text_rows_list(Body, principal, on).filter(kind=BodyKind.POST).select_related("parent", "party")
    named = visible_to(BodyMention.objects.filter(in_reading(on), body__kind=BodyKind.POST), principal)
    if agreement is not None:
        named = named.filter(provision__agreement=agreement)
        rows = rows.filter(pk__in=named.order_by().values("body"))
    if body is not None:
        rows = rows.filter(Q(parent=body) | Q(pk=body.pk))
    rows = rows.annotate(
        runs=_one(postings_running(on, seen_by).order_by("-starts_on", "pk")),
        ended=_one(postings_begun(on, seen_by).order_by(_last_day().desc(), "pk")),
    )
    found = list(rows)
    activities = Activity.objects.in_bulk({key for row in found for key in (row.runs, row.ended) if key})
    counts = _counts(postings_begun(on, seen_by), found)
    places: dict[int, set[int]] = {}
    for key, provision in named.order_by().values_list("body", "provision"):
        places.setdefault(key, set()).add(provision)
    return [_post(row, activities, counts.get(row.pk, 0), on, frozenset(places.get(row.pk, ()))) for row in found]


def _one(postings: QuerySet[Activity]) -> Subquery:
    return Subquery(postings.filter(participations__body=OuterRef("pk")).values("pk")[:1])


def _last_day() -> Any:
    return Coalesce(F("ends_on"), F("starts_on"))


def _counts(postings: QuerySet[Activity], found: list[Any]) -> dict[int, int]:
    """How many postings each of the posts had; one in which a post has two parts counts once."""
    at_posts = postings.filter(participations__body__in=[row.pk for row in found])
    counted = at_posts.values("participations__body").annotate(number=Count("pk", distinct=True))
    return dict(counted.values_list("participations__body", "number"))


def _post(row: Any, activities: dict[Any, Activity], count: int, on: datetime.date, provisions: frozenset[int]) -> Post:
    posting = activities.get(row.runs or row.ended)
    since = None
    if posting:
        since = posting.starts_on if row.runs else (posting.ends_on or posting.starts_on) + A_DAY
    where = {
        "body": row.slug,
        "kind": [kind.value for kind in POSTING_KINDS],
        "stage": [stage.value for stage in HAPPENED],
        "started_before": on.isoformat(),
    }
    return Post(row, bool(row.runs), posting, since, Figure(count, "activities", where), provisions)
