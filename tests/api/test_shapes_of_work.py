"""Is what people did and decided written exactly as the contract says?"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from commitments.api.rendering import moment
from commitments.models.areas import PriorityArea
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.models.reviews import ReviewPosition
from tests import factories as make
from tests.api.reading import ROOT, read

Api = Callable[..., Client]


@pytest.fixture
def client(api: Api, manager: Person) -> Client:
    return api(manager)


def test_an_activity(client: Client, talks: Commitment, analyst: Person, manager: Person) -> None:
    activity = make.ActivityFactory(
        title="A visit",
        kind="visit",
        commitments=[talks],
        bodies=[(talks.responsibilities.get().body, "host")],
        logged_by=analyst,
        confirmed_by=manager,
        summary="What was said.",
    )
    evidence = make.EvidenceFactory(activity=activity, title="A page", url="https://example.org/1")
    assert read(client, "activities", activity.pk) == {
        "url": f"{ROOT}activities/{activity.pk}/",
        "id": str(activity.pk),
        "title": "A visit",
        "kind": "visit",
        "stage": "carried_out",
        "state": "confirmed",
        "starts_on": "2026-09-01",
        "ends_on": None,
        "place": "Brussels",
        "summary": "What was said.",
        "outcome": "",
        "next_steps": "",
        "commitments": ["TEST1-1-c1"],
        "areas": ["cyber"],
        "bodies": [{"body": "centre", "role": "host"}],
        "evidence": [
            {
                "id": str(evidence.pk),
                "title": "A page",
                "publisher": "The office",
                "url": "https://example.org/1",
                "seen_on": None,
                "file": None,
                "sha256": None,
            }
        ],
        "marking": "public",
        "source": "",
        "external_id": "",
        "logged_by": "analyst",
        "confirmed_by": "manager",
        "created_at": moment(activity.created_at),
        "updated_at": moment(activity.updated_at),
        "version": 1,
    }


def test_expanding_embeds_whole_resources_one_level_deep(client: Client, talks: Commitment) -> None:
    body = talks.responsibilities.get().body
    activity = make.ActivityFactory(commitments=[talks], bodies=[(body, "host"), (body, "organiser")])
    seen = read(client, "activities", activity.pk, "?expand=commitments&expand=areas,bodies")
    assert seen["commitments"] == [read(client, "commitments", talks.reference)]
    assert seen["areas"] == [read(client, "areas", PriorityArea.objects.get().slug)]
    whole = read(client, "bodies", body.slug)
    assert seen["bodies"] == [{"body": whole, "role": "host"}, {"body": whole, "role": "organiser"}]


def test_an_assessment_that_was_withdrawn(client: Client, talks: Commitment, analyst: Person) -> None:
    at = datetime.datetime(2026, 11, 20, 12, 30, tzinfo=datetime.UTC)
    row = make.AssessmentFactory(
        commitment=talks,
        party=make.PartyFactory(slug="japan"),
        by=analyst,
        withdrawn_at=at,
        withdrawn_by=analyst,
        withdrawn_because="Wrong text.",
        version=2,
    )
    assert read(client, "assessments", row.pk) == {
        "url": f"{ROOT}assessments/{row.pk}/",
        "id": str(row.pk),
        "commitment": "TEST1-1-c1",
        "party": "japan",
        "confidence": "on_track",
        "narrative": "",
        "next_step": "",
        "assessed_on": "2026-06-01",
        "by": "analyst",
        "withdrawn": {"at": "2026-11-20T12:30:00.000000Z", "by": "analyst", "reason": "Wrong text."},
        "marking": "public",
        "created_at": moment(row.created_at),
        "version": 2,
    }


def test_a_decision(client: Client, talks: Commitment, manager: Person) -> None:
    review = make.ReviewFactory(agreement=talks.agreement)
    row = make.DecisionFactory(commitment=talks, review=review, by=manager)
    assert read(client, "decisions", row.pk) == {
        "url": f"{ROOT}decisions/{row.pk}/",
        "id": str(row.pk),
        "commitment": "TEST1-1-c1",
        "kind": "fulfilled",
        "effective_on": "2026-06-01",
        "reason": "It was done.",
        "review": str(review.pk),
        "by": "manager",
        "withdrawn": None,
        "marking": "public",
        "created_at": moment(row.created_at),
        "version": 1,
    }


def test_a_target(client: Client, talks: Commitment, manager: Person) -> None:
    old = make.TargetFactory(commitment=talks, by=manager)
    row = make.TargetFactory(commitment=talks, every="P12M", replaces=old, reason="Later.", by=manager)
    assert read(client, "targets", old.pk)["every"] is None
    assert read(client, "targets", row.pk) == {
        "url": f"{ROOT}targets/{row.pk}/",
        "id": str(row.pk),
        "commitment": "TEST1-1-c1",
        "kind": "rhythm",
        "due_on": None,
        "every": "P12M",
        "reason": "Later.",
        "replaces": str(old.pk),
        "set_on": "2026-01-01",
        "by": "manager",
        "withdrawn": None,
        "marking": "public",
        "created_at": moment(row.created_at),
        "version": 1,
    }


def test_a_review_with_its_positions(client: Client, talks: Commitment) -> None:
    row = make.ReviewFactory(agreement=talks.agreement, outcome="continued", minutes="All agreed.")
    nato = make.PartyFactory(slug="nato")
    ReviewPosition.objects.create(review=row, commitment=talks, party=nato, position="keep", note="As it is.")
    assert read(client, "reviews", row.pk) == {
        "url": f"{ROOT}reviews/{row.pk}/",
        "id": str(row.pk),
        "agreement": "test1",
        "due_on": "2026-06-26",
        "provenance": "assumed",
        "held_on": "2026-06-26",
        "outcome": "continued",
        "minutes": "All agreed.",
        "positions": [{"commitment": "TEST1-1-c1", "party": "nato", "position": "keep", "note": "As it is."}],
        "marking": "public",
        "created_at": moment(row.created_at),
        "version": 1,
    }
