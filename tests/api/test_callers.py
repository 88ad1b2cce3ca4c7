"""Who may call, and how much?"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.settings import api_settings

from commitments.models.people import Person
from commitments.models.tokens import Token
from tests import factories as make

Api = Callable[..., Client]
LIST = "/api/v1/activities/"
VARYING = {"X-Request-ID", "RateLimit-Remaining", "RateLimit-Reset"}


def test_nobody_is_asked_to_log_in(db: None) -> None:
    answer = Client().get(LIST)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert answer.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "Log in, or send a token.",
        "instance": LIST,
        "errors": [],
    }


@pytest.mark.parametrize("verb", ["get", "post", "put", "patch", "delete", "options"])
def test_nobody_learns_what_is_there(db: None, verb: str) -> None:
    for address in (LIST, f"{LIST}{make.ActivityFactory().pk}/", f"{LIST}nowhere/", "/api/v1/summaries/overview/"):
        assert getattr(Client(), verb)(address).status_code == 401


@pytest.mark.parametrize("key", ["", "x", "ct_x_y", "ct__", "ct_00000000_" + "a" * 43, "é", "a b", "ct_\x01_x"])
def test_a_wrong_token_is_refused(db: None, key: str) -> None:
    answer = Client(headers={"Authorization": f"Bearer {key}"}).get(LIST)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="api", error="invalid_token"'


def test_a_token_that_expired_or_was_revoked_is_refused(api: Api, analyst: Person) -> None:
    client = api(analyst)
    assert client.get(LIST).status_code == 200
    Token.objects.update(revoked_at=timezone.now())
    assert client.get(LIST).status_code == 401
    Token.objects.update(revoked_at=None, expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(LIST).status_code == 401


def test_the_token_of_somebody_who_left_is_refused(api: Api, analyst: Person) -> None:
    client = api(analyst)
    Person.objects.update(is_active=False)
    assert client.get(LIST).status_code == 401


def test_a_token_changes_things_without_a_csrf_token(token_of: Callable[..., str], analyst: Person) -> None:
    make.PriorityAreaFactory(slug="cyber")
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {token_of(analyst)}"})
    sent = {"title": "A", "kind": "visit", "starts_on": "2026-01-01", "areas": ["cyber"]}
    assert client.post(LIST, sent, "application/json").status_code == 201


def test_a_session_reads_and_needs_the_csrf_token_to_write(analyst: Person) -> None:
    make.PriorityAreaFactory(slug="cyber")
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)
    assert client.get(LIST).status_code == 200
    sent = {"title": "A", "kind": "visit", "starts_on": "2026-01-01", "areas": ["cyber"]}
    refused = client.post(LIST, sent, "application/json")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post(LIST, sent, "application/json", headers={"X-CSRFToken": "a" * 32})
    assert (answer.status_code, answer.json()["logged_by"]) == (201, "analyst")


def test_answers_are_for_their_reader_alone(api: Api, analyst: Person) -> None:
    answer = api(analyst).get(LIST)
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_whoever_asks_too_much_is_told_when_to_come_back(
    api: Api, analyst: Person, viewer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "caller", "2/day")
    client = api(analyst)
    answers = [client.get(LIST) for _number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    late = answers[-1]
    assert (late["RateLimit-Limit"], late["RateLimit-Policy"]) == ("2", "2;w=86400")
    assert 0 < int(late["Retry-After"]) <= 86_400
    assert late["Content-Type"] == "application/problem+json"
    assert api(viewer).get(LIST).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer ct_00000000_guess"}])
def test_whoever_is_refused_again_and_again_is_told_to_wait(
    db: None, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "refused", "2/day")
    client = Client(headers=headers)
    answers = [client.get(address) for address in (LIST, "/api/v1/summaries/overview/", LIST)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    late = answers[-1]
    assert (late["RateLimit-Limit"], late["RateLimit-Policy"], "WWW-Authenticate" in late) == ("2", "2;w=86400", False)
    assert 0 < int(late["Retry-After"]) <= 86_400
    assert late["Content-Type"] == "application/problem+json"


def test_the_refused_of_one_address_stand_in_nobody_elses_way(
    api: Api, analyst: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "refused", "1/day")
    statuses = [
        Client(REMOTE_ADDR=address).get(LIST).status_code for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2")
    ]
    assert statuses == [401, 429, 401]
    assert api(analyst).get(LIST, REMOTE_ADDR="192.0.2.1").status_code == 200  # a neighbour behind the same address


def test_a_subscriber_of_ipv6_is_one_caller(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "refused", "1/day")
    hops = ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")
    assert [Client(REMOTE_ADDR=address).get(LIST).status_code for address in hops] == [401, 429, 401]


def test_a_token_from_another_network_is_answered_as_one_that_does_not_exist(
    token_of: Callable[..., str], analyst: Person
) -> None:
    key = token_of(analyst, networks=["192.0.2.0/24"])

    def asked(sent: str, address: str, **more: str) -> tuple[int, bytes, list[tuple[str, str]]]:
        answer = Client(headers={"Authorization": f"Bearer {sent}", **more}, REMOTE_ADDR=address).get(LIST)
        kept = [(name, value) for name, value in answer.headers.items() if name not in VARYING]
        return answer.status_code, answer.content, kept

    assert asked(key, "192.0.2.200")[0] == 200
    unknown = asked("ct_00000000_unknown", "198.51.100.1")
    assert (unknown[0], asked(key, "198.51.100.1")) == (401, unknown)
    assert asked(key, "198.51.100.1", **{"X-Forwarded-For": "192.0.2.200"}) == unknown


def test_a_token_does_no_more_than_its_owner_may_by_now(token_of: Callable[..., str], manager: Person) -> None:
    target = make.TargetFactory(marking="public")
    hidden = make.ActivityFactory(marking="restricted")
    client = Client(headers={"Authorization": f"Bearer {token_of(manager)}"})
    withdraw = f"/api/v1/targets/{target.pk}/withdraw/"

    def may() -> list[int]:
        return [
            client.get(LIST).status_code,
            client.get(f"{LIST}{hidden.pk}/").status_code,
            client.post(withdraw, {}, "application/json").status_code,
        ]

    assert may() == [200, 200, 400]
    Person.objects.filter(pk=manager.pk).update(role="analyst")
    assert may() == [200, 200, 403]
    Person.objects.filter(pk=manager.pk).update(clearance="internal")
    assert may() == [200, 404, 403]
    Person.objects.filter(pk=manager.pk).update(is_active=False)
    assert may() == [401, 401, 401]


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense", "*/*"])
def test_whatever_is_accepted_json_comes_back(api: Api, analyst: Person, accept: str) -> None:
    answer = api(analyst).get(LIST, headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_an_answer_that_is_known_is_not_sent_again(api: Api, analyst: Person) -> None:
    activity, client = make.ActivityFactory(version=7), api(analyst)
    address = f"{LIST}{activity.pk}/"
    for known in ('"7"', 'W/"7"', '"1", "7"', "*"):
        answer = client.get(address, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", '"7"')
    assert client.get(address, headers={"If-None-Match": '"6"'}).status_code == 200


def test_an_answer_that_is_computed_has_a_tag_of_its_own(api: Api, analyst: Person) -> None:
    activity = make.ActivityFactory()
    client, commitment = api(analyst), activity.commitments.get()
    address = f"/api/v1/commitments/{commitment.reference}/?on=2026-11-21"
    before = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": before}).status_code == 304
    make.AssessmentFactory(commitment=commitment)
    after = client.get(address, headers={"If-None-Match": before})
    assert (after.status_code, after["ETag"] == before) == (200, False)
    assert client.get(f"{LIST}{activity.pk}/?expand=areas")["ETag"] != '"1"'


def test_a_fault_of_ours_is_said_without_a_word_about_the_inside(
    api: Api, analyst: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = api(analyst)
    monkeypatch.delattr("commitments.api.activities.ActivityViewSet.listed")
    monkeypatch.delattr("commitments.api.resources.ResourceViewSet.listed")
    answer = client.get(LIST)
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["detail"] == "Something went wrong here; it has been noted."
