"""Does an answer about an earlier moment keep what may not be read, then or now?"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from commitments.ledger.models import Change, Revision
from commitments.ledger.recording import seal
from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.people import Person
from tests import factories as make
from tests.api.remembering import head, read, written

Api = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api: Api, manager: Person) -> Client:
    return api(manager)


class TestMarkings:
    """Today's marking holds as well as that of the time."""

    @pytest.fixture
    def public(self, api: Api, viewer: Person) -> Client:
        return api(viewer)

    def ids(self, client: Client, by: Revision) -> list[str]:
        answer = client.get(f"/api/v1/activities/?recorded_by={by.recorded_at}")
        return [row["id"] for row in answer.json()["results"]]

    def test_what_was_raised_since_is_hidden(self, public: Client, client: Client) -> None:
        activity = written(lambda: make.ActivityFactory(commitments=[], areas=[]))
        then = head()
        assert self.ids(public, then) == [str(activity.pk)]
        written(lambda: Activity.objects.update(marking="internal"))
        assert self.ids(public, then) == []
        assert read(client, "activities/", then)["results"][0]["marking"] == "internal"

    def test_what_was_lowered_since_stays_hidden_for_that_time(self, public: Client) -> None:
        activity = written(lambda: make.ActivityFactory(commitments=[], areas=[], marking="internal"))
        seen = written(lambda: make.ActivityFactory(commitments=[], areas=[]))
        then = head()
        written(lambda: Activity.objects.filter(pk=activity.pk).update(marking="public"))
        assert self.ids(public, then) == [str(seen.pk)]

    def test_what_was_withdrawn_before_its_agreement_was_raised_is_hidden(self, public: Client) -> None:
        activity = written(make.ActivityFactory)
        then = head()
        assert self.ids(public, then) == [str(activity.pk)]
        written(lambda: Activity.objects.all().delete())
        assert self.ids(public, then) == [str(activity.pk)]
        written(lambda: Agreement.objects.update(marking="internal"))
        assert self.ids(public, then) == []

    def test_the_write_that_is_named_is_one_that_the_reader_may_know_of(self, public: Client) -> None:
        written(lambda: make.ActivityFactory(commitments=[], areas=[]))
        known = head()
        written(lambda: make.ActivityFactory(commitments=[], areas=[], marking="restricted"))
        answer = public.get(f"/api/v1/activities/?recorded_by={head().recorded_at}")
        assert answer["Recorded-By"] == known.public_id


class TestRedaction:
    """What was redacted says so at every moment, and the rest of the row stays what it was."""

    def redact(self, kind: str, row: Any, field: str) -> None:
        options = {"by": "administrator", "second": "manager", "reason": "A private name.", "stdout": StringIO()}
        call_command("redact", kind, str(row.pk), field, **options)
        seal()

    def test_redacted_words_read_as_redacted_and_the_rest_as_it_was(
        self, client: Client, administrator: Person, manager: Person
    ) -> None:
        activity = written(
            lambda: make.ActivityFactory(commitments=[], areas=[], summary="Secret", place="Secret place")
        )
        evidence = written(lambda: make.EvidenceFactory(activity=activity, title="Secret paper"))
        expected = read(client, f"activities/{activity.pk}/")
        then = head()
        written(lambda: Activity.objects.update(title="Changed since", stage="planned"))
        self.redact("activity", activity, "summary")
        self.redact("activity", activity, "place")
        self.redact("evidence", evidence, "title")
        found = read(client, f"activities/{activity.pk}/", then)
        expected |= {"summary": "[redacted]", "place": "[redacted]"}
        expected["evidence"][0]["title"] = "[redacted]"
        assert found == expected
        assert "Secret" not in str(list(Change.objects.values_list("before", "after")))

    def test_a_raised_marking_still_holds_for_what_was_redacted(
        self, api: Api, viewer: Person, administrator: Person, manager: Person
    ) -> None:
        activity = written(lambda: make.ActivityFactory(commitments=[], areas=[], summary="Secret"))
        then = head()
        written(lambda: Activity.objects.update(marking="internal"))
        self.redact("activity", activity, "summary")
        answer = api(viewer).get(f"/api/v1/activities/?recorded_by={then.recorded_at}")
        assert answer.json()["results"] == []
