"""Does the API treat markings as every door does, and say which one an answer carries?"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from commitments.models.people import Person
from tests.factories import ActivityFactory, AgreementFactory, CommitmentFactory

ACTIVITIES = "/api/v1/activities/"


def test_a_new_activity_has_no_reason_for_a_lower_marking(api: Any, analyst: Person) -> None:
    sent = {
        "title": "Talks",
        "kind": "visit",
        "starts_on": "2026-09-01",
        "commitments": [CommitmentFactory().reference],
        "marking_reason": "It was published.",
    }
    answer = api(analyst).post(ACTIVITIES, sent, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": "/marking_reason", "detail": "There is no such field."}]


@pytest.mark.parametrize(
    ("noun", "more"),
    [
        ("activities", {"title": "Talks", "kind": "visit", "starts_on": "2026-09-01"}),
        ("assessments", {"confidence": "on_track", "assessed_on": "2026-09-01"}),
        ("decisions", {"kind": "fulfilled", "effective_on": "2026-09-01", "reason": "Kept."}),
        ("targets", {"kind": "date", "set_on": "2026-09-01", "due_on": "2026-10-01"}),
    ],
)
def test_nothing_is_taken_in_above_the_ceiling(
    api: Any, manager: Person, monkeypatch: pytest.MonkeyPatch, noun: str, more: dict[str, Any]
) -> None:
    monkeypatch.setattr(settings, "MARKING_CEILING", "internal")
    reference = CommitmentFactory().reference
    tie = {"commitments": [reference]} if noun == "activities" else {"commitment": reference}
    sent = {**more, **tie, "marking": "restricted"}
    answer = api(manager).post(f"/api/v1/{noun}/", sent, content_type="application/json")
    assert answer.status_code == 400
    assert [error["detail"] for error in answer.json()["errors"]] == [
        "This installation holds nothing above “internal”."
    ]


def test_an_answer_says_the_highest_marking_of_its_rows(api: Any, manager: Person, analyst: Person) -> None:
    public, secret = ActivityFactory(), ActivityFactory(marking="restricted")
    told = [
        api(manager).get(ACTIVITIES),
        api(analyst).get(ACTIVITIES),
        api(manager).get(f"{ACTIVITIES}{secret.pk}/"),
        api(manager).get(f"{ACTIVITIES}{public.pk}/"),
        api(manager).get("/api/v1/agreements/"),
        api(manager).get("/api/v1/commitments/"),
        api(manager).get(f"{ACTIVITIES}{public.pk}/?expand=commitments"),
    ]
    assert [answer.headers.get("Marking") for answer in told] == [
        *("restricted", "public", "restricted", "public", "public", None, None)
    ]


def test_the_marking_of_an_agreement_is_not_changed_through_the_api(api: Any, manager: Person) -> None:
    agreement = AgreementFactory()
    answer = api(manager).patch(
        f"/api/v1/agreements/{agreement.slug}/", {"marking": "internal"}, content_type="application/json"
    )
    assert answer.status_code == 405
