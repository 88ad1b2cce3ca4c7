"""Does each page carry the highest marking of what it shows, at its top and at its foot?"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.queries.banner import everything_seen_by, highest_marking_of
from commitments.queries.visibility import principal_of
from tests.dashboards.reading import folded
from tests.factories import ActivityFactory, AgreementFactory, AssessmentFactory, CommitmentFactory, ReviewFactory

READERS = {"viewer": "public", "analyst": "internal", "manager": "restricted"}


def banners(client: Client, address: str) -> list[str]:
    """What stands in the two lines of a page, without tags."""
    text = client.get(address).content.decode()
    lines = re.findall(r'<(?:div|p) class="marking[^>]*>(.*?)</(?:div|p)>', text, re.DOTALL)
    return [folded(re.sub(r"<[^>]+>", "", line)) for line in lines]


@pytest.fixture
def promise(db: None) -> Commitment:
    """A public commitment with a public activity, and a restricted assessment that only figures rest on."""
    commitment = CommitmentFactory()
    ActivityFactory(commitments=[commitment])
    AssessmentFactory(commitment=commitment, marking="restricted")
    return commitment


@pytest.mark.parametrize("reader", READERS)
def test_a_page_carries_the_highest_marking_of_what_it_shows_or_counts(
    request: pytest.FixtureRequest, client: Client, promise: Commitment, reader: str
) -> None:
    client.force_login(request.getfixturevalue(reader))
    seen = f"as seen with clearance “{READERS[reader]}”"
    figures = "restricted" if reader == "manager" else "public"
    activity = Activity.objects.get()
    pages = {
        "/": figures,
        "/commitments/": figures,
        "/commitments/?state=quiet": figures,
        f"/commitments/{promise.reference}/": figures,
        "/activities/": "public",
        f"/activities/{activity.pk}/": "public",
    }
    found = {address: banners(client, address) for address in pages}
    assert found == {address: [f"{marking} · {seen}", marking] for address, marking in pages.items()}


def test_an_agreement_that_a_filter_names_counts_as_shown(client: Client, manager: Person, promise: Commitment) -> None:
    client.force_login(manager)
    AgreementFactory(marking="internal")
    assert banners(client, "/activities/")[0].startswith("internal · ")


def test_a_review_that_standing_rests_on_counts_as_shown(client: Client, manager: Person) -> None:
    client.force_login(manager)
    commitment = CommitmentFactory()
    ReviewFactory(agreement=commitment.agreement, marking="internal")
    assert banners(client, f"/commitments/{commitment.reference}/")[0].startswith("internal · ")


def test_a_page_that_shows_nothing_marked_says_only_the_clearance(client: Client, manager: Person) -> None:
    client.force_login(manager)
    assert banners(client, "/") == ["as seen with clearance “restricted”"]


def test_the_highest_marking_is_that_of_questions_rows_and_words_alike(manager: Person, promise: Commitment) -> None:
    secret = ActivityFactory(marking="restricted")
    asked = [
        highest_marking_of(),
        highest_marking_of(Activity.objects.none()),
        highest_marking_of(Activity.objects.filter(marking="public")),
        highest_marking_of(Activity.objects.filter(marking="public"), [secret]),
        highest_marking_of(["internal", ""], Commitment.objects.all()),
        highest_marking_of([promise]),
        everything_seen_by(principal_of(manager)),
    ]
    assert asked == [None, None, "public", "restricted", "internal", "public", "restricted"]
