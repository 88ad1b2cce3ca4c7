"""Is what a caller may not see gone from everywhere: 404 by name, and in no list, count, filter or figure?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.models.commitments import Lineage
from commitments.models.people import Person
from commitments.models.provisions import AreaMention
from tests import factories as make

Api = Callable[..., Client]


def _hidden_agreement() -> Any:
    return make.AgreementFactory(marking="restricted")


HIDDEN: dict[str, Callable[[], tuple[str, Any]]] = {
    "agreements": lambda: ("slug", _hidden_agreement()),
    "provisions": lambda: ("key", make.ProvisionFactory(agreement=_hidden_agreement())),
    "commitments": lambda: ("reference", make.CommitmentFactory(agreement=_hidden_agreement())),
    "milestones": lambda: ("key", make.MilestoneFactory(agreement=_hidden_agreement())),
    "activities": lambda: ("pk", make.ActivityFactory(marking="internal")),
    "assessments": lambda: ("pk", make.AssessmentFactory(marking="internal")),
    "decisions": lambda: ("pk", make.DecisionFactory(marking="internal")),
    "targets": lambda: ("pk", make.TargetFactory(marking="internal")),
    "reviews": lambda: ("pk", make.ReviewFactory(marking="internal")),
}


@pytest.mark.parametrize("resource", HIDDEN)
def test_a_hidden_row_is_not_found_and_not_counted(api: Api, viewer: Person, manager: Person, resource: str) -> None:
    name, row = HIDDEN[resource]()
    address = f"/api/v1/{resource}/{getattr(row, name)}/"
    assert api(manager).get(address).status_code == 200
    client = api(viewer)
    answer = client.get(address)
    assert answer.status_code == 404
    nowhere = client.get(f"/api/v1/{resource}/nowhere/")
    assert answer.json() | {"instance": ""} == nowhere.json() | {"instance": ""}
    assert client.get(f"/api/v1/{resource}/?count=true").json() == {
        "count": 0,
        "results": [],
        "next": None,
        "previous": None,
    }


@pytest.mark.parametrize("verb", ["get", "put", "patch", "delete", "post", "options"])
def test_whatever_is_asked_of_a_hidden_row_the_answer_is_not_found(api: Api, viewer: Person, verb: str) -> None:
    activity = make.ActivityFactory(marking="restricted")
    assert getattr(api(viewer), verb)(f"/api/v1/activities/{activity.pk}/").status_code == 404


def test_confirming_a_hidden_activity_finds_nothing(api: Api, viewer: Person) -> None:
    activity = make.ActivityFactory(marking="restricted")
    assert api(viewer).post(f"/api/v1/activities/{activity.pk}/confirm/").status_code == 404


def test_the_text_of_a_hidden_agreement_is_not_found(api: Api, viewer: Person) -> None:
    assert api(viewer).get(f"/api/v1/agreements/{_hidden_agreement().slug}/text/").status_code == 404


def test_filtering_by_a_hidden_row_says_what_filtering_by_nothing_says(api: Api, viewer: Person) -> None:
    hidden = make.CommitmentFactory(agreement=_hidden_agreement())
    answer = api(viewer).get(f"/api/v1/activities/?commitment={hidden.reference}")
    nothing = api(viewer).get("/api/v1/activities/?commitment=NOWHERE-1-c1")
    assert answer.status_code == nothing.status_code == 400
    said = answer.json()["errors"][0]["detail"]
    assert said.replace(hidden.reference, "X") == nothing.json()["errors"][0]["detail"].replace("NOWHERE-1-c1", "X")


def test_naming_a_hidden_row_in_a_body_says_what_naming_nothing_says(api: Api, analyst: Person) -> None:
    hidden = make.CommitmentFactory(agreement=_hidden_agreement())
    sent = {"title": "A", "kind": "visit", "starts_on": "2026-01-01", "commitments": [hidden.reference]}
    answer = api(analyst).post("/api/v1/activities/", sent, "application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": "/commitments/0", "detail": f"There is no “{hidden.reference}”."}]


def test_somebody_who_only_wrote_hidden_rows_is_as_unknown_as_nobody(api: Api, viewer: Person) -> None:
    make.ActivityFactory(marking="restricted", logged_by=make.PersonFactory(username="secretive"))
    make.ActivityFactory(logged_by=make.PersonFactory(username="open"))
    client = api(viewer)
    assert client.get("/api/v1/activities/?logged_by=secretive").status_code == 400
    assert client.get("/api/v1/activities/?logged_by=viewer").json()["results"] == []
    assert len(client.get("/api/v1/activities/?logged_by=open").json()["results"]) == 1


def test_standing_rests_on_what_the_reader_may_see(api: Api, viewer: Person, manager: Person) -> None:
    commitment = make.CommitmentFactory()
    make.ActivityFactory(commitments=[commitment], marking="restricted")
    make.AssessmentFactory(commitment=commitment, marking="internal")
    address = f"/api/v1/commitments/{commitment.reference}/?on=2026-11-21"
    seen, whole = (api(person).get(address).json()["standing"] for person in (viewer, manager))
    assert (seen["state"], seen["confidence"]) == ("silent", {})
    assert (whole["state"], whole["confidence"]) == ("active", {"agreed": "on_track"})
    filtered = "/api/v1/commitments/?count=true&on=2026-11-21"
    assert api(viewer).get(f"{filtered}&state=active").json()["count"] == 0
    assert api(viewer).get(f"{filtered}&confidence=none").json()["count"] == 1
    assert api(viewer).get(f"{filtered}&attention=silent").json()["count"] == 1
    assert api(manager).get(f"{filtered}&attention=none&confidence=on_track").json()["count"] == 1


def test_a_token_may_see_less_than_its_owner(api: Api, manager: Person) -> None:
    activity = make.ActivityFactory(marking="internal")
    assert api(manager, clearance="public").get(f"/api/v1/activities/{activity.pk}/").status_code == 404


def test_parts_in_hidden_texts_are_not_shown(api: Api, viewer: Person, manager: Person) -> None:
    area, commitment = make.PriorityAreaFactory(slug="cyber"), make.CommitmentFactory()
    hidden = make.CommitmentFactory(agreement=_hidden_agreement())
    AreaMention.objects.create(
        area=area, provision=hidden.provision, named_as="priority", quote="talks", start=1, end=6
    )
    Lineage.objects.create(earlier=commitment, later=hidden, kind="extended", note="More.")
    Lineage.objects.create(earlier=commitment, dropped_by=_hidden_agreement(), kind="dropped", note="Gone.")
    shown = {
        person: (
            len(api(person).get("/api/v1/areas/cyber/").json()["mentions"]),
            len(api(person).get(f"/api/v1/commitments/{commitment.reference}/").json()["lineage"]),
        )
        for person in (viewer, manager)
    }
    assert shown == {viewer: (0, 0), manager: (1, 2)}


def test_retired_rows_are_in_no_list_and_are_still_read_by_reference(api: Api, viewer: Person) -> None:
    commitment = make.CommitmentFactory(retired_on="2026-01-01", retired_because="Read twice.")
    client = api(viewer)
    assert client.get("/api/v1/commitments/").json()["results"] == []
    assert client.get(f"/api/v1/commitments/{commitment.reference}/").status_code == 200
    assert client.get("/api/v1/commitments/?on=2025-12-31&count=true").json()["count"] == 1


def test_retired_parts_are_not_shown(api: Api, viewer: Person) -> None:
    commitment = make.CommitmentFactory(responsibilities=[(make.BodyFactory(slug="centre"), "host")])
    commitment.responsibilities.update(retired_on="2026-01-01")
    client = api(viewer)
    assert client.get(f"/api/v1/commitments/{commitment.reference}/").json()["responsibilities"] == []
    assert client.get("/api/v1/commitments/?body=centre").json()["results"] == []
