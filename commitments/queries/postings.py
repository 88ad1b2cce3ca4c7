"""Which posts are filled on a day?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from commitments.models.activities import Activity, Participation
from commitments.models.provisions import BodyMention
from commitments.queries.sources import HAPPENED
from commitments.queries.visibility import up_to
from commitments.vocabulary import POSTING_KINDS, BodyKind, Stage

if TYPE_CHECKING:
    import datetime

    from django.db.models import QuerySet


def filled_posts(on: datetime.date, seen_by: str) -> QuerySet[Participation, Any]:
    """The keys of posts that a posting, under way or carried out, runs at on the day."""
    return _posts(postings_running(on, seen_by))


def posts_ever_filled(on: datetime.date, seen_by: str) -> QuerySet[Participation, Any]:
    """The keys of posts that a posting has run at by the day."""
    return _posts(postings_begun(on, seen_by))


def promised_posts(on: datetime.date, seen_by: str) -> Q:
    """A condition on posts: a text that was there by the day names it, or none does at all.

    A post that only a later text names was nobody's to fill. Texts are those that may be read with the clearance.
    """
    named = up_to(BodyMention.objects.filter(body=OuterRef("pk"), retired_on=None), seen_by)
    begun = Q(provision__agreement__counts_on=None) | Q(provision__agreement__counts_on__lte=on)
    return Q(Exists(named.filter(begun))) | ~Q(Exists(named))


def postings_running(on: datetime.date, seen_by: str) -> QuerySet[Activity]:
    """The postings, under way or carried out, that run on the day."""
    runs = Q(ends_on__gte=on) | Q(ends_on=None, stage=Stage.UNDER_WAY) | Q(ends_on=None, starts_on=on)
    return postings_begun(on, seen_by).filter(runs)


def postings_begun(on: datetime.date, seen_by: str) -> QuerySet[Activity]:
    """The postings, under way or carried out, that began by the day."""
    begun = Activity.objects.filter(kind__in=POSTING_KINDS, stage__in=HAPPENED, starts_on__lte=on)
    return up_to(begun, seen_by).order_by()


def _posts(postings: QuerySet[Activity]) -> QuerySet[Participation, Any]:
    at_posts = Participation.objects.filter(activity__in=postings, body__kind=BodyKind.POST)
    return at_posts.order_by().values("body")
