"""Can assessments, decisions and targets be made and withdrawn, and never edited?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests import factories as make

Api = Callable[..., Client]


@pytest.fixture
def commitment(db: None) -> Commitment:
    return make.CommitmentFactory()


SENT: dict[str, dict[str, Any]] = {
    "assessments": {"confidence": "at_risk", "party": "nato", "assessed_on": "2026-06-01", "narrative": "Slow."},
    "decisions": {"kind": "fulfilled", "effective_on": "2026-06-01", "reason": "It was done."},
    "targets": {"kind": "rhythm", "every": "P1Y", "set_on": "2026-06-01"},
}
MADE: dict[str, dict[str, Any]] = {
    "assessments": {**SENT["assessments"], "next_step": ""},
    "decisions": {**SENT["decisions"], "review": None},
    "targets": {**SENT["targets"], "every": "P12M", "due_on": None, "reason": "", "replaces": None},
}
FACTORIES = {
    "assessments": make.AssessmentFactory,
    "decisions": make.DecisionFactory,
    "targets": make.TargetFactory,
}


@pytest.mark.parametrize("resource", SENT)
def test_a_statement_is_made(api: Api, manager: Person, commitment: Commitment, resource: str) -> None:
    sent = SENT[resource] | {"commitment": commitment.reference, "version": 1, "withdrawn": None, "by": "manager"}
    client = api(manager)
    answer = client.post(f"/api/v1/{resource}/", sent, "application/json")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    fixed = {
        "commitment": commitment.reference,
        "by": "manager",
        "withdrawn": None,
        "marking": "internal",
        "version": 1,
    }
    assert {name: made[name] for name in [*MADE[resource], *fixed]} == MADE[resource] | fixed
    assert client.get(answer["Location"]).json() == made


@pytest.mark.parametrize("resource", SENT)
def test_a_statement_is_withdrawn_with_a_reason_and_stays_readable(api: Api, manager: Person, resource: str) -> None:
    row, client = FACTORIES[resource](), api(manager)
    address = f"/api/v1/{resource}/{row.pk}/"
    unexplained = client.post(f"{address}withdraw/", {}, "application/json")
    assert (unexplained.status_code, unexplained.json()["errors"][0]["pointer"]) == (400, "/reason")
    answer = client.post(f"{address}withdraw/", {"reason": "Wrong text."}, "application/json")
    assert answer.status_code == 200
    withdrawn = answer.json()["withdrawn"]
    assert withdrawn == {"at": withdrawn["at"], "by": "manager", "reason": "Wrong text."}
    assert (answer.json()["version"], client.get(address).json()) == (2, answer.json())
    again = client.post(f"{address}withdraw/", {"reason": "Again."}, "application/json")
    assert again.status_code == 409


@pytest.mark.parametrize("resource", SENT)
@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_a_statement_is_never_edited(api: Api, manager: Person, resource: str, verb: str) -> None:
    row = FACTORIES[resource]()
    answer = getattr(api(manager), verb)(f"/api/v1/{resource}/{row.pk}/", {}, "application/json")
    assert answer.status_code == 405


@pytest.mark.parametrize("resource", SENT)
def test_a_viewer_makes_and_withdraws_nothing(api: Api, viewer: Person, resource: str) -> None:
    row, client = FACTORIES[resource](), api(viewer)
    assert client.post(f"/api/v1/{resource}/", {}, "application/json").status_code == 403
    assert client.post(f"/api/v1/{resource}/{row.pk}/withdraw/", {}, "application/json").status_code == 403


def test_an_analyst_assesses_and_does_not_decide(api: Api, analyst: Person, commitment: Commitment) -> None:
    client = api(analyst)
    for resource, status in [("assessments", 201), ("decisions", 403), ("targets", 403)]:
        sent = SENT[resource] | {"commitment": commitment.reference}
        make.PartyFactory(slug="nato")
        assert client.post(f"/api/v1/{resource}/", sent, "application/json").status_code == status


def test_a_person_with_a_party_assesses_for_it_alone(api: Api, commitment: Commitment) -> None:
    person = make.PersonFactory(role="analyst", party=make.PartyFactory(slug="japan"))
    sent = SENT["assessments"] | {"commitment": commitment.reference}
    answer = api(person).post("/api/v1/assessments/", sent, "application/json")
    assert (answer.status_code, answer.json()["errors"]) == (403, [])


@pytest.mark.parametrize(
    ("resource", "sent", "at"),
    [
        ("decisions", {"reason": ""}, "/reason"),
        ("decisions", {"kind": "forgotten"}, "/kind"),
        ("decisions", {"review": "7"}, "/review"),
        ("decisions", {"commitment": None}, "/commitment"),
        ("decisions", {"commitment": ["x"]}, "/commitment"),
        ("decisions", {"withdrawn": {"at": "2026-01-01T00:00:00Z"}}, "/withdrawn"),
        ("decisions", {"version": 2}, "/version"),
        ("decisions", {"by": "viewer"}, "/by"),
        ("assessments", {"confidence": ""}, "/confidence"),
        ("assessments", {"assessed_on": "0000-00-00"}, "/assessed_on"),
        ("targets", {"every": "P1W"}, "/every"),
        ("targets", {"kind": "date"}, "/kind"),
        ("targets", {"kind": "date", "every": None, "due_on": "2026-01-01"}, "/due_on"),
        ("targets", {"color": "red"}, "/color"),
    ],
)
def test_what_is_not_sound_is_refused_where_it_stands(
    api: Api, manager: Person, commitment: Commitment, resource: str, sent: dict[str, Any], at: str
) -> None:
    whole = SENT[resource] | {"commitment": commitment.reference} | sent
    answer = api(manager).post(f"/api/v1/{resource}/", whole, "application/json")
    assert answer.status_code == 400, answer.content
    assert at in {error["pointer"] for error in answer.json()["errors"]}


def test_a_target_without_a_day_is_set_today_and_replaces_the_one_in_force(
    api: Api, manager: Person, commitment: Commitment
) -> None:
    old = make.TargetFactory(commitment=commitment)
    sent = {"commitment": commitment.reference, "kind": "date", "due_on": "2199-01-01"}
    client = api(manager)
    assert client.post("/api/v1/targets/", sent, "application/json").json()["errors"][0]["pointer"] == "/reason"
    made = client.post("/api/v1/targets/", sent | {"reason": "Later."}, "application/json").json()
    assert (made["set_on"], made["replaces"]) == (timezone.localdate().isoformat(), str(old.pk))


def test_reviews_are_read_only(api: Api, manager: Person) -> None:
    review, client = make.ReviewFactory(), api(manager)
    assert client.post("/api/v1/reviews/", {}, "application/json").status_code == 405
    assert client.put(f"/api/v1/reviews/{review.pk}/", {}, "application/json").status_code == 405


@pytest.mark.parametrize(
    "resource", ["parties", "agreements", "provisions", "areas", "bodies", "commitments", "milestones"]
)
def test_what_the_texts_say_is_read_only(api: Api, administrator: Person, resource: str) -> None:
    assert api(administrator).post(f"/api/v1/{resource}/", {}, "application/json").status_code == 405
