"""Is whoever names a hidden row told exactly what naming nothing tells, whatever they try to do with it?"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from commitments.actions.activities import withdraw_activity
from commitments.actions.tokens import issue_token
from commitments.ledger.recording import acting
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests import factories as make
from tests.privacy.crawl import TOKEN, VARYING

Sent = dict[str, Any]
Try = tuple[str, str, str, Callable[[str], Sent]]

ACTIVITY = {"title": "Talks", "kind": "visit", "starts_on": "2026-09-01"}
ASSESSED = {"confidence": "on_track", "assessed_on": "2026-09-01"}
DECIDED = {"kind": "fulfilled", "effective_on": "2026-09-01", "reason": "Done."}
SET = {"kind": "date", "due_on": "2027-01-01", "set_on": "2026-09-01"}
FORM = {**ACTIVITY, "stage": "carried_out", "marking": "public", "commitments_add": "", "bodies_add": ""}
LINKS = {"evidence-TOTAL_FORMS": "0", "evidence-INITIAL_FORMS": "0"}

API: dict[str, Try] = {
    "log an activity for it": ("post", "activities/", "commitment", lambda name: {**ACTIVITY, "commitments": [name]}),
    "assess it": ("post", "assessments/", "commitment", lambda name: {**ASSESSED, "commitment": name}),
    "decide about it": ("post", "decisions/", "commitment", lambda name: {**DECIDED, "commitment": name}),
    "set a target for it": ("post", "targets/", "commitment", lambda name: {**SET, "commitment": name}),
    "decide at it": (
        "post",
        "decisions/",
        "review",
        lambda name: {**DECIDED, "commitment": "PUB1-1-c1", "review": name},
    ),
    "replace it": ("put", "activities/{name}/", "activity", lambda name: {**ACTIVITY, "commitments": ["PUB1-1-c1"]}),
    "change it": ("patch", "activities/{name}/", "activity", lambda name: {"title": "Other talks"}),
    "change it to nonsense": ("patch", "activities/{name}/", "activity", lambda name: {"kind": "nonsense"}),
    "delete it": ("delete", "activities/{name}/", "activity", lambda name: {}),
    "confirm it": ("post", "activities/{name}/confirm/", "activity", lambda name: {}),
    "withdraw it": ("post", "activities/{name}/withdraw/", "activity", lambda name: {"reason": "No."}),
    "take back a withdrawn one": ("post", "activities/{name}/withdraw/", "withdrawn", lambda name: {"reason": "No."}),
    "show something for it": ("post", "activities/{name}/evidence/", "activity", lambda name: {"title": "A"}),
    "withdraw an assessment": ("post", "assessments/{name}/withdraw/", "assessment", lambda name: {"reason": "No."}),
    "withdraw a decision": ("post", "decisions/{name}/withdraw/", "decision", lambda name: {"reason": "No."}),
    "withdraw a target": ("post", "targets/{name}/withdraw/", "target", lambda name: {"reason": "No."}),
    "post to an agreement": ("post", "agreements/{name}/", "agreement", lambda name: {}),
    "read options": ("options", "activities/{name}/", "activity", lambda name: {}),
    "read its head": ("head", "activities/{name}/", "activity", lambda name: {}),
}

ADMIN: dict[str, Try] = {
    "log an activity for it": (
        *("post", "activity/add/", "commitment"),
        lambda name: {**FORM, **LINKS, "commitments": name},
    ),
    "log an activity for what is typed": (
        *("post", "activity/add/", "commitment"),
        lambda name: {**FORM, **LINKS, "commitments_add": name},
    ),
    "assess it": ("post", "assessment/add/", "commitment", lambda name: {**ASSESSED, "commitment": name}),
    "decide about it": ("post", "decision/add/", "commitment", lambda name: {**DECIDED, "commitment": name}),
    "decide at it": (
        *("post", "decision/add/", "review"),
        lambda name: {**DECIDED, "commitment": "PUB1-1-c1", "review": name, "marking": "public"},
    ),
    "set a target for it": ("post", "target/add/", "commitment", lambda name: {**SET, "commitment": name}),
    "schedule a review of it": (
        *("post", "review/add/", "agreement"),
        lambda name: {"agreement": name, "due_on": "2027-01-01", "marking": "public"},
    ),
    "change it": ("post", "activity/{name}/change/", "activity", lambda name: {**FORM, **LINKS, "version": "1"}),
    "change a withdrawn one": ("post", "activity/{name}/change/", "withdrawn", lambda name: {**FORM, "version": "1"}),
    "confirm it": ("post", "activity/{name}/confirm/", "activity", lambda name: {"version": "1"}),
    "withdraw it": ("post", "activity/{name}/withdraw/", "activity", lambda name: {"reason": "No."}),
    "undo its last change": ("post", "activity/{name}/undo/", "activity", lambda name: {"version": "1"}),
    "bring it back": ("post", "activity/bring-back/", "withdrawn", lambda name: {"activity": name}),
    "read its history": ("get", "activity/{name}/history/", "withdrawn", lambda name: {}),
    "withdraw several": (
        *("post", "activity/", "activity"),
        lambda name: {"action": "withdraw_several", "_selected_action": [name], "index": "0"},
    ),
    "confirm several": (
        *("post", "activity/", "activity"),
        lambda name: {"action": "confirm", "_selected_action": [name], "index": "0"},
    ),
    "hold a review": ("post", "review/{name}/change/", "review", lambda name: {"outcome": "continued", "version": "1"}),
    "withdraw an assessment": ("post", "assessment/{name}/withdraw/", "assessment", lambda name: {"reason": "No."}),
    "withdraw a target": ("post", "target/{name}/withdraw/", "target", lambda name: {"reason": "No."}),
}


@pytest.fixture
def hidden(db: None) -> dict[str, str]:
    """A hidden row of each noun, by name; one of them is withdrawn."""
    author = make.PersonFactory()
    make.CommitmentFactory(agreement=make.AgreementFactory(code="PUB1"))
    promise = make.CommitmentFactory(agreement=make.AgreementFactory(code="SEC1", marking="restricted"))
    told: Sent = {"commitment": promise, "marking": "restricted", "by": author}
    gone = make.ActivityFactory(marking="restricted", logged_by=author)
    with acting(f"person:{author.username}", "admin"):
        withdraw_activity(gone, "Wrong.", by=principal_of(author))
    rows = {
        "activity": make.ActivityFactory(commitments=[promise], marking="restricted", logged_by=author),
        "assessment": make.AssessmentFactory(**told),
        "decision": make.DecisionFactory(**told),
        "target": make.TargetFactory(**told),
        "review": make.ReviewFactory(agreement=promise.agreement, marking="restricted"),
    }
    names = {noun: str(row.pk) for noun, row in rows.items()}
    return names | {"withdrawn": str(gone.pk), "commitment": promise.reference, "agreement": promise.agreement.slug}


@pytest.fixture
def cleared_for_little(db: None) -> Person:
    """A manager who may read what is public: may do everything, sees nothing of it."""
    return make.PersonFactory(username="eager", role="manager", clearance="public")


def nobody_like(name: str) -> str:
    """A name of the same form that nothing has."""
    return str(uuid.uuid4()) if len(name) == 36 else name.replace("SEC1", "ZZZ1").replace("sec1", "zzz1")


def told(client: Client, tried: Try, name: str, root: str, **how: Any) -> tuple[int, list[tuple[str, str]], str]:
    """Status, headers and body, without the name and without what differs from moment to moment."""
    verb, path, _noun, body = tried
    cache.clear()
    client.cookies.pop("messages", None)
    sent: Any = body(name) if not how or verb in ("get", "head", "options") else json.dumps(body(name))
    answer = getattr(client, verb)(root + path.format(name=name), sent, **how)
    varying = {each.lower() for each in VARYING}
    headers = [(key, value.replace(name, "X")) for key, value in answer.items() if key.lower() not in varying]
    said = [str(message) for message in getattr(answer, "wsgi_request", answer)._messages] if not how else []
    body_told = TOKEN.sub("", answer.content.decode()).replace(name, "X")
    return answer.status_code, sorted(headers), "\n".join([body_told, *said]).replace(name, "X")


@pytest.mark.parametrize("tried", API.values(), ids=API.keys())
def test_in_the_api_a_hidden_name_is_as_unknown_as_any(
    hidden: dict[str, str], cleared_for_little: Person, tried: Try
) -> None:
    _token, key = issue_token(cleared_for_little, name="T", scopes=("read", "write"), now=timezone.now(), days=1)
    client = Client(headers={"Authorization": f"Bearer {key}", "If-Match": '"1"'})
    name = hidden[tried[2]]
    answers = [
        told(client, tried, each, "/api/v1/", content_type="application/json") for each in (name, nobody_like(name))
    ]
    assert answers[0] == answers[1]
    assert 400 <= answers[0][0] < 500


@pytest.mark.parametrize("tried", ADMIN.values(), ids=ADMIN.keys())
def test_in_the_admin_a_hidden_name_is_as_unknown_as_any(
    hidden: dict[str, str], cleared_for_little: Person, tried: Try
) -> None:
    client = Client()
    client.force_login(cleared_for_little)
    name = hidden[tried[2]]
    answers = [told(client, tried, each, "/admin/commitments/") for each in (name, nobody_like(name))]
    assert answers[0] == answers[1]


def test_only_the_owner_of_a_source_learns_that_an_external_id_is_taken(cleared_for_little: Person) -> None:
    make.CommitmentFactory(agreement=make.AgreementFactory(code="PUB1"))
    make.ActivityFactory(marking="restricted", source="missions", external_id="7")
    client = Client()
    client.force_login(cleared_for_little)
    sent = {**ACTIVITY, "commitments": ["PUB1-1-c1"], "source": "missions"}
    answers = [
        client.post("/api/v1/activities/", {**sent, "external_id": each}, "application/json") for each in ("7", "8")
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].content == answers[1].content


def test_a_replay_shows_nothing_any_more_that_the_caller_has_lost_the_clearance_for(db: None) -> None:
    owner = make.PersonFactory(role="manager", clearance="restricted")
    make.CommitmentFactory(agreement=make.AgreementFactory(code="PUB1"))
    _token, key = issue_token(owner, name="T", scopes=("read", "write"), now=timezone.now(), days=1)
    client = Client(headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "once"})
    sent = {**ACTIVITY, "title": "Under seal", "commitments": ["PUB1-1-c1"], "marking": "restricted"}
    made = client.post("/api/v1/activities/", sent, "application/json")
    Person.objects.filter(pk=owner.pk).update(clearance="public")
    again = client.post("/api/v1/activities/", sent, "application/json")
    assert (made.status_code, again.status_code) == (201, 404)
    assert b"Under seal" not in again.content
    assert made.json()["id"].encode() not in again.content
