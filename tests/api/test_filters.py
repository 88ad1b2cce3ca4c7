"""Does every filter of every list keep the rows it speaks of, and is every other one refused by name?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.api.nouns import VIEWSETS
from commitments.models.agreements import Agreement, AgreementLink
from commitments.models.people import Person
from tests import factories as make

Api = Callable[..., Client]

DECLARED = {
    "parties": {"search", "on"},
    "agreements": {"party", "to", "provision", "search", "on"},
    "provisions": {"agreement", "parent", "gives", "unread", "search", "on"},
    "areas": {"agreement", "provision", "quiet", "search", "on"},
    "bodies": {"kind", "filled", "ever_filled", "on", "party", "parent", "agreement", "provision", "search"},
    "commitments": {
        *("agreement", "area", "body", "party", "strength", "scope", "recurrence", "state", "confidence", "attention"),
        *("search", "on"),
    },
    "milestones": {"agreement", "provision", "commitment", "search", "on"},
    "activities": {
        *("commitment", "area", "body", "agreement", "kind", "stage", "state", "confirmed", "marking"),
        *("started_after", "started_before", "ended_after", "ended_before", "updated_after", "updated_before"),
        *("source", "external_id", "logged_by", "search", "copy"),
    },
    "assessments": {"commitment", "party", "by", "search"},
    "decisions": {"commitment", "review", "by", "search"},
    "targets": {"commitment", "replaces", "kind", "marking", "by", "search"},
    "reviews": {"agreement", "commitment", "party", "search"},
}


@pytest.fixture
def client(api: Api, manager: Person) -> Client:
    return api(manager)


@pytest.fixture
def _two(analyst: Person, manager: Person) -> None:
    """Two agreements, ONE and TWO, and two rows of each noun that rest on one of them each."""
    for code, person, area in (("ONE", analyst, "cyber"), ("TWO", manager, "space")):
        party = make.PartyFactory(slug=f"party-{code.lower()}", name=f"Party {code}")
        agreement = make.AgreementFactory(code=code, parties=[party])
        commitment = make.CommitmentFactory(
            agreement=agreement, title=f"Talks {code}", areas=[make.PriorityAreaFactory(slug=area)]
        )
        make.MilestoneFactory(agreement=agreement, title=f"Done {code}", commitments=[commitment])
        dated: dict[str, Any] = {"commitment": commitment, "by": person}
        make.AssessmentFactory(**dated, party=party, narrative=f"Why {code}")
        review = make.ReviewFactory(agreement=agreement)
        make.DecisionFactory(**dated, reason=f"Why {code}", review=review)
        make.TargetFactory(**dated, reason=f"Why {code}")
    clause = make.ProvisionFactory(agreement=agreement, role="operative", key="TWO-link")
    one = Agreement.objects.get(code="ONE")
    AgreementLink.objects.create(agreement=agreement, to=one, kind="cites", provision=clause)


def test_the_filters_are_those_of_the_contract_and_no_others() -> None:
    assert {viewset.resource: set(viewset.filter_class.base_filters) for viewset in VIEWSETS} == DECLARED


@pytest.mark.usefixtures("_two")
@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("parties/?search=party+one", 1),
        ("agreements/?party=party-one", 1),
        ("agreements/?party=party-one&party=party-two", 2),
        ("agreements/?search=two", 1),
        ("agreements/?to=one", 1),
        ("agreements/?to=two", 0),
        ("agreements/?provision=TWO-link", 1),
        ("provisions/?agreement=one", 2),
        ("provisions/?unread=true", 3),
        ("provisions/?unread=false&agreement=two", 1),
        ("provisions/?search=talks&agreement=two", 3),
        ("areas/?search=cooperation", 2),
        ("areas/?quiet=true", 0),
        ("areas/?quiet=false", 2),
        ("milestones/?agreement=one", 1),
        ("milestones/?commitment=ONE-1-c1", 1),
        ("milestones/?search=done+two", 1),
        ("assessments/?commitment=ONE-1-c1", 1),
        ("assessments/?party=party-two", 1),
        ("assessments/?by=analyst", 1),
        ("assessments/?by=analyst&by=manager", 2),
        ("assessments/?search=why+one", 1),
        ("decisions/?commitment=TWO-1-c1", 1),
        ("decisions/?by=manager", 1),
        ("decisions/?search=why", 2),
        ("targets/?commitment=ONE-1-c1&commitment=TWO-1-c1", 2),
        ("targets/?by=analyst", 1),
        ("targets/?search=two", 1),
        ("reviews/?agreement=one", 1),
        ("reviews/?agreement=one&agreement=two", 2),
    ],
)
def test_a_filter_keeps_the_rows_it_speaks_of(client: Client, query: str, number: int) -> None:
    address = f"/api/v1/{query}&count=true"
    told = client.get(address).json()
    assert (told["count"], len(told["results"])) == (number, number)


@pytest.mark.usefixtures("_two")
def test_reviews_are_found_by_decisions_and_targets_by_what_replaced_them(client: Client) -> None:
    decision = client.get("/api/v1/decisions/?by=analyst").json()["results"][0]
    found = client.get(f"/api/v1/decisions/?review={decision['review']}").json()["results"]
    assert found == [decision]


@pytest.mark.parametrize("resource", ["parties", "agreements", "provisions", "areas", "bodies", "milestones"])
def test_text_rows_are_listed_as_of_a_day(client: Client, resource: str) -> None:
    noun = next(viewset for viewset in VIEWSETS if viewset.resource == resource).noun
    factory = {
        "parties": make.PartyFactory,
        "agreements": make.AgreementFactory,
        "provisions": make.ProvisionFactory,
        "areas": make.PriorityAreaFactory,
        "bodies": make.BodyFactory,
        "milestones": make.MilestoneFactory,
    }[resource]
    row = factory()
    noun._default_manager.filter(pk=row.pk).update(retired_on=datetime.date(2025, 1, 1))
    name = getattr(row, noun.public_name)

    def listed(query: str) -> bool:
        results = client.get(f"/api/v1/{resource}/?page_size=500&{query}").json()["results"]
        return any(each["url"].endswith(f"/{name}/") for each in results)

    assert [listed("on=2024-12-31"), listed("on=2025-01-01"), listed("count=true")] == [True, False, False]


@pytest.mark.parametrize("resource", DECLARED)
@pytest.mark.parametrize(
    "name",
    [
        "owner__password__startswith",
        "id",
        "pk",
        "marking__in",
        "logged_by__password",
        "title__regex",
        "created_at__year",
    ],
)
def test_whatever_is_not_declared_is_refused_by_name(client: Client, resource: str, name: str) -> None:
    for query, at in ((f"{name}=x", name), (f"ordering={name}", "ordering"), (f"ordering=-{name}", "ordering")):
        answer = client.get(f"/api/v1/{resource}/?{query}")
        if query == "ordering=id":
            continue
        assert answer.status_code == 400, query
        assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{at}"]


@pytest.mark.parametrize("resource", DECLARED)
def test_what_is_named_and_not_there_is_refused_by_name(client: Client, resource: str) -> None:
    words = {"search", "source", "external_id"}
    for name in DECLARED[resource] - words:
        answer = client.get(f"/api/v1/{resource}/?{name}=nothing-of-that-name")
        assert answer.status_code == 400, name
        assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{name}"]


def test_none_is_without_any_where_the_contract_says_so(client: Client) -> None:
    for query in ("area", "confidence", "attention"):
        assert client.get(f"/api/v1/commitments/?{query}=none").status_code == 200
    for query in ("commitment", "area"):
        assert client.get(f"/api/v1/activities/?{query}=none").status_code == 200
    for query in ("body", "agreement", "kind", "party"):
        assert client.get(f"/api/v1/commitments/?{query}=none").status_code == 400
