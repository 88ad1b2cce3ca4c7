"""Who fills the posts that the texts promise, and since when?"""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from commitments.models.agreements import Agreement
from commitments.models.bodies import Body
from commitments.models.people import Person
from commitments.queries.filters.activities import ActivityFilter
from commitments.queries.filters.bodies import BodyFilter
from commitments.queries.listing import activities_list, text_rows_list
from commitments.queries.posts import posts
from commitments.queries.visibility import Principal, principal_of
from tests.factories import ActivityFactory, BodyFactory

DAY = datetime.date(2026, 11, 21)
Told = tuple[str, bool, datetime.date | None, str, int]


@pytest.fixture
def post(db: None) -> Body:
    return BodyFactory(kind="post", slug="liaison")


def posting(
    post: Body, title: str, first: tuple[int, int, int], last: tuple[int, int, int] | None, **more: str
) -> None:
    ActivityFactory(
        title=title,
        kind="liaison_officer",
        stage="carried_out" if last else "under_way",
        starts_on=datetime.date(*first),
        ends_on=datetime.date(*last) if last else None,
        bodies=[(post, "participant")],
        **more,
    )


def told(principal: Principal, on: datetime.date) -> list[Told]:
    found = posts(principal, on=on)
    return [
        (post.body.slug, post.filled, post.since, post.posting.title if post.posting else "", post.postings.count)
        for post in found
    ]


def test_a_post_is_filled_by_the_posting_that_runs(manager: Person, post: Body) -> None:
    posting(post, "First officer", (2021, 9, 1), (2023, 8, 31))
    posting(post, "Second officer", (2023, 9, 1), None)

    assert told(principal_of(manager), DAY) == [("liaison", True, datetime.date(2023, 9, 1), "Second officer", 2)]
    assert told(principal_of(manager), datetime.date(2022, 1, 1)) == [
        ("liaison", True, datetime.date(2021, 9, 1), "First officer", 1)
    ]


def test_a_post_is_vacant_from_the_day_after_its_last_posting(manager: Person, post: Body) -> None:
    posting(post, "First officer", (2021, 9, 1), (2023, 8, 31))

    assert told(principal_of(manager), datetime.date(2023, 8, 31))[0][1] is True
    assert told(principal_of(manager), DAY) == [("liaison", False, datetime.date(2023, 9, 1), "First officer", 1)]


def test_a_post_that_nobody_was_sent_to_was_never_filled(manager: Person, post: Body) -> None:
    posting(post, "First officer", (2021, 9, 1), None)
    ActivityFactory(title="A visit", kind="visit", bodies=[(post, "host")])

    assert told(principal_of(manager), datetime.date(2021, 8, 31)) == [("liaison", False, None, "", 0)]


def test_a_posting_that_may_not_be_read_fills_nothing(viewer: Person, post: Body) -> None:
    posting(post, "Hidden officer", (2021, 9, 1), None, marking="restricted")

    assert told(principal_of(viewer), DAY) == [("liaison", False, None, "", 0)]


def test_posts_stand_as_the_filters_of_bodies_say(manager: Person, post: Body) -> None:
    posting(post, "First officer", (2021, 9, 1), (2023, 8, 31))
    posting(BodyFactory(kind="post", slug="expert"), "Expert", (2022, 1, 1), None)
    BodyFactory(kind="post", slug="never")
    asked = principal_of(manager)

    def filtered(where: str) -> set[str]:
        rows = BodyFilter(QueryDict(where), text_rows_list(Body, asked, DAY), principal=asked, on=DAY).qs
        return set(rows.values_list("slug", flat=True))

    found = posts(asked, on=DAY)
    assert {post.body.slug for post in found if post.filled} == filtered("filled=true") == {"expert"}
    assert {post.body.slug for post in found if post.posting is None} == filtered("ever_filled=false") == {"never"}


def test_the_number_of_postings_is_that_of_their_list(manager: Person, post: Body) -> None:
    posting(post, "First officer", (2021, 9, 1), (2023, 8, 31))
    posting(post, "Second officer", (2023, 9, 1), None)
    posting(post, "To come", (2027, 9, 1), None)
    asked = principal_of(manager)
    figure = posts(asked, on=DAY)[0].postings

    rows = ActivityFilter(QueryDict(urlencode(figure.where, doseq=True)), activities_list(asked), principal=asked).qs

    assert rows.count() == figure.count == 2


@pytest.mark.usefixtures("seeded")
def test_the_programme_promises_four_posts_and_none_was_ever_filled(viewer: Person) -> None:
    found = posts(principal_of(viewer), on=DAY, agreement=Agreement.objects.get(code="IPCP20"))

    assert [post.body.slug for post in found] == [
        "vnc-psp-post-nato-headquarters",
        "liaison-officer-shape",
        "liaison-officer-marcom",
        "expert-ccdcoe",
    ]
    assert [(post.filled, post.since, len(post.provisions)) for post in found] == [(False, None, 1)] * 4
    assert posts(principal_of(viewer), on=DAY, agreement=Agreement.objects.get(code="JPD13")) == []
    host = Body.objects.get(slug="shape")
    assert [post.body.slug for post in posts(principal_of(viewer), on=DAY, body=host)] == ["liaison-officer-shape"]


def test_more_posts_take_no_more_queries(manager: Person) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            posts(principal_of(manager), on=DAY)
        return len(queries)

    def more() -> None:
        posting(BodyFactory(kind="post"), "Officer", (2021, 9, 1), None)

    more()
    one = asked()
    more()
    more()

    assert asked() == one == 4
