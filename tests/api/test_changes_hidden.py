"""Does the change feed take away what a caller may not see any more, and keep quiet about what they never saw?"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from commitments.ledger.recording import acting, seal
from commitments.models.activities import Activity
from commitments.models.agreements import Agreement, AgreementLink
from commitments.models.commitments import Lineage
from commitments.models.people import Person
from commitments.models.provisions import AreaMention, BodyMention
from tests import factories as make
from tests.api.following import asked, copied, followed, now, told
from tests.ledger.tampering import tampering

Api = Callable[..., Client]
pytestmark = pytest.mark.django_db
SECRET = "Something that nobody may read"


@pytest.fixture
def public(api: Api, viewer: Person) -> Client:
    """Follows what is public."""
    return api(viewer, "read", "changes")


@pytest.fixture
def whole(api: Api, manager: Person) -> Client:
    """Follows everything."""
    return api(manager, "read", "changes")


def written(change: Callable[[], Any]) -> Any:
    with acting("person:ann", "admin"):
        return change()


def marked(marking: str, **more: Any) -> Activity:
    return written(lambda: make.ActivityFactory(marking=marking, commitments=[], areas=[], **more))


def test_a_raised_marking_takes_the_row_away_and_nothing_of_it_is_left_anywhere(public: Client, whole: Client) -> None:
    activity = marked("public", title=SECRET)
    cursor, early = now(public), now(whole)
    written(lambda: Activity.objects.update(marking="internal"))
    (gone,), _next = followed(public, cursor)
    assert (gone["op"], gone["id"], gone["version"], gone["data"]) == ("delete", str(activity.pk), 2, None)
    assert SECRET not in str([followed(public), followed(public, cursor)])
    assert {event["op"] for event in followed(public)[0]} == {"delete"}
    assert told(followed(whole, early)[0]) == [("activities", str(activity.pk), "upsert", 2)]


def test_a_page_carries_the_highest_marking_of_its_rows(public: Client, whole: Client) -> None:
    marked("public"), marked("internal")
    highest = [client.get("/api/v1/changes/?types=activities")["Marking"] for client in (public, whole)]
    assert highest == ["public", "internal"]


def test_a_lowered_marking_brings_the_row(public: Client) -> None:
    activity = marked("internal")
    cursor = now(public)
    written(lambda: Activity.objects.update(marking="public"))
    events, _next = followed(public, cursor)
    assert told(events) == [("activities", str(activity.pk), "upsert", 2)]
    assert events[0]["data"]["marking"] == "public"


def test_hidden_work_leaves_no_trace(public: Client) -> None:
    marked("public")
    before = {limit: asked(public, limit=limit) for limit in (1, 7, 200)}
    cursor, head = now(public), asked(public, "now")
    secret = marked("restricted")
    written(lambda: Activity.objects.filter(pk=secret.pk).update(title="Again"))
    written(secret.delete)
    assert {limit: asked(public, limit=limit) for limit in (1, 7, 200)} == before
    assert asked(public, "now") == head
    assert asked(public, cursor) == {"results": [], "next": cursor, "has_more": False}


def test_a_write_of_hidden_and_seen_rows_looks_like_one_of_the_seen_rows_alone(public: Client) -> None:
    cursor = now(public, types="activities")
    rows = written(
        lambda: [make.ActivityFactory(marking=m, commitments=[], areas=[]) for m in ("public", "internal") * 10]
    )
    events, _next = followed(public, cursor, limit=3, types="activities")
    assert {event["id"] for event in events} == {str(row.pk) for row in rows if row.marking == "public"}
    assert [event["revision"]["last"] for event in events] == [False] * 9 + [True]


def test_a_part_of_what_is_hidden_is_hidden(public: Client) -> None:
    seen, hidden = marked("public"), marked("internal")
    cursor = now(public)
    written(lambda: make.EvidenceFactory(activity=hidden))
    written(lambda: make.EvidenceFactory(activity=seen))
    assert told(followed(public, cursor)[0]) == [("activities", str(seen.pk), "upsert", 2)]


def test_what_comes_and_goes_while_hidden_is_told_only_where_it_showed(public: Client) -> None:
    activity = marked("internal")
    for marking in ("restricted", "public", "restricted", "internal"):
        written(lambda marking=marking: Activity.objects.update(marking=marking))  # type: ignore[misc]
    written(activity.delete)
    assert [each[2:] for each in told(followed(public)[0])] == [("delete", 3), ("delete", 4)]


def test_a_long_stretch_of_hidden_work_is_read_once(public: Client, django_assert_num_queries: Any) -> None:
    marked("public")
    cursor = now(public)
    for _ in range(3):
        marked("restricted")
    assert asked(public, cursor)["results"] == []
    with django_assert_num_queries(3):  # the token, the cursor, the head
        assert asked(public, cursor)["results"] == []
    marked("restricted")
    seen = marked("public")
    assert told(followed(public, cursor)[0]) == [("activities", str(seen.pk), "upsert", 1)]


def test_what_was_read_of_a_ledger_that_was_restored_over_is_forgotten(public: Client) -> None:
    marked("public")
    cursor = now(public)
    hidden = marked("restricted")
    assert asked(public, cursor)["results"] == []
    with tampering() as lost:  # as if the backup had been made before
        lost.execute("DELETE FROM ledger_change WHERE object_id = %s", [str(hidden.pk)])
        lost.execute("DELETE FROM ledger_revision WHERE number = (SELECT max(number) FROM ledger_revision)")
    seen, _more = marked("public"), marked("public")
    assert followed(public, cursor)[0][0]["id"] == str(seen.pk)


class TestAgreements:
    """Text rows share the marking of their agreement."""

    @pytest.fixture
    def agreement(self) -> Agreement:
        def make_all() -> Agreement:
            agreement = make.AgreementFactory(code="TEST1", slug="test-1")
            other = make.AgreementFactory(code="TEST2", slug="test-2")
            commitment = make.CommitmentFactory(agreement=agreement)
            later = make.CommitmentFactory(agreement=other)
            provision = commitment.provision
            make.MilestoneFactory(provision=provision, commitments=[commitment])
            span = {"provision": provision, "start": provision.start, "end": provision.end, "quote": provision.text}
            AreaMention.objects.create(area=make.PriorityAreaFactory(slug="cyber"), named_as="priority", **span)
            BodyMention.objects.create(body=make.BodyFactory(slug="centre"), **span)
            AgreementLink.objects.create(agreement=other, kind="based_on", to=agreement)
            Lineage.objects.create(earlier=commitment, later=later, kind="extended")
            return agreement

        made: Agreement = written(make_all)
        return made

    def test_a_raised_agreement_takes_its_text_away_and_a_lowered_one_brings_it_back(
        self, agreement: Agreement, public: Client, whole: Client
    ) -> None:
        first, cursor = followed(public)
        provision = agreement.provisions.get()
        own = [
            *(("agreements", "test-1"), ("commitments", f"{provision.key}-c1"), ("milestones", f"{provision.key}-m1")),
            ("provisions", provision.key),
        ]
        shows_it = [("agreements", "test-2"), ("areas", "cyber"), ("bodies", "centre"), ("commitments", "TEST2-1-c1")]
        written(lambda: Agreement.objects.filter(pk=agreement.pk).update(marking="internal"))
        events, behind = followed(public, cursor, limit=1)
        assert [(each["type"], each["id"]) for each in events] == sorted([*own, *shows_it])
        assert {(each["type"], each["id"]) for each in events if each["op"] == "delete"} == set(own)
        assert [each["revision"]["last"] for each in events] == [False] * 7 + [True]
        copy = copied(events, copied(first))
        assert "TEST1" not in str(copy)
        assert copy == copied(followed(public)[0])
        written(lambda: Agreement.objects.filter(pk=agreement.pk).update(marking="public"))
        events, _next = followed(public, behind)
        assert {each["op"] for each in events} == {"upsert"}
        assert copied(events, copy) == copied(first) | {("agreements", "test-1"): events[0]["data"]}

    def test_changes_of_a_hidden_text_leave_no_trace(self, agreement: Agreement, public: Client) -> None:
        written(lambda: Agreement.objects.filter(pk=agreement.pk).update(marking="internal"))
        cursor = now(public)
        written(lambda: agreement.provisions.update(note="Read so."))
        written(lambda: Agreement.objects.filter(pk=agreement.pk).update(marking="restricted"))
        assert asked(public, cursor) == {"results": [], "next": cursor, "has_more": False}

    def test_text_made_in_the_same_write_as_the_marking_is_told_once(self, public: Client) -> None:
        types = "agreements,provisions,commitments"
        cursor = now(public, types=types)
        written(lambda: make.CommitmentFactory(agreement=make.AgreementFactory(code="NEW1", slug="new-1")))
        events, _next = followed(public, cursor, types=types)
        assert [each["type"] for each in events] == ["agreements", "commitments", "provisions"]


class TestRedaction:
    def redact(self, row: Any, field: str) -> None:
        options = {"by": "administrator", "second": "manager", "reason": "A private name.", "stdout": StringIO()}
        call_command("redact", "activity", str(row.pk), field, **options)
        seal()

    @pytest.fixture(autouse=True)
    def _people(self, administrator: Person, manager: Person) -> None:
        pass

    def test_what_was_redacted_is_sent_again_without_the_words(self, public: Client) -> None:
        activity = marked("public", summary=SECRET)
        cursor = now(public)
        self.redact(activity, "summary")
        (event,), _next = followed(public, cursor)
        assert (event["op"], event["version"], event["data"]["summary"]) == ("upsert", 2, "")
        assert SECRET not in str(followed(public))

    @pytest.mark.parametrize("fields", [("summary",), ("summary", "place"), ("place", "summary")])
    def test_it_hides_and_shows_nothing_that_happened_before(self, public: Client, fields: tuple[str, ...]) -> None:
        activity = marked("public", summary=SECRET, place="Oslo")
        marked("internal", summary=SECRET)
        seen = now(public)
        written(lambda: Activity.objects.filter(pk=activity.pk).update(marking="internal"))
        before, _next = followed(public)
        for field in fields:
            self.redact(activity, field)
            self.redact(Activity.objects.exclude(pk=activity.pk).get(), field)
        assert told(followed(public)[0]) == told(before)
        assert told(followed(public, seen)[0]) == [("activities", str(activity.pk), "delete", 2)]
