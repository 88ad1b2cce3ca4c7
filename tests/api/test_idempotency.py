"""Is a request that is sent twice carried out once, and only the same request?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from commitments.actions.keys import PRUNED_AT_ONCE
from commitments.ledger.models import Revision
from commitments.models.activities import Activity
from commitments.models.assessments import Assessment
from commitments.models.commitments import Commitment
from commitments.models.keys import IdempotencyKey
from commitments.models.people import Person
from commitments.models.tokens import Token
from tests import factories as make
from tests.api.sending import LIST, SENT, confirm, faults, patch, post

Api = Callable[..., Client]
KEY = {"Idempotency-Key": "5f9f0c1e"}


@pytest.fixture
def sent(talks: Commitment) -> dict[str, Any]:
    return SENT | {"commitments": [talks.reference]}


def replayed(answer: HttpResponse) -> bool:
    return answer.get("Idempotency-Replayed") == "true"


def test_the_second_answer_is_the_first_and_nothing_more_is_written(
    api: Api, analyst: Person, sent: dict[str, Any]
) -> None:
    client = api(analyst)
    first, revisions = post(client, sent, **KEY), Revision.objects.count()
    second = post(client, sent, **KEY)
    assert (first.status_code, replayed(first)) == (201, False)
    assert (second.status_code, replayed(second)) == (201, True)
    assert (second.json(), second["ETag"], second["Location"]) == (first.json(), first["ETag"], first["Location"])
    assert (Activity.objects.count(), Revision.objects.count()) == (1, revisions)


def test_without_a_key_every_request_is_carried_out(api: Api, analyst: Person, sent: dict[str, Any]) -> None:
    assert [post(api(analyst), sent).status_code for _time in range(2)] == [201, 201]
    assert (Activity.objects.count(), IdempotencyKey.objects.count()) == (2, 0)


def test_a_replay_shows_the_row_as_it_is_now(api: Api, analyst: Person, sent: dict[str, Any]) -> None:
    client = api(analyst)
    post(client, sent, **KEY)
    changed = patch(client, Activity.objects.get(), {"place": "Oslo"}, if_match='"1"')
    again = post(client, sent, **KEY)
    assert (again.status_code, again.json(), again["ETag"]) == (201, changed.json(), '"2"')


def test_a_replay_of_what_is_gone_or_hidden_by_now_finds_nothing(
    api: Api, analyst: Person, sent: dict[str, Any]
) -> None:
    client = api(analyst)
    post(client, sent, **KEY)
    Activity.objects.update(marking="restricted")
    hidden = post(client, sent, **KEY)
    Activity.objects.all().delete()
    gone = post(client, sent, **KEY)
    assert [(answer.status_code, replayed(answer)) for answer in (hidden, gone)] == [(404, True)] * 2
    assert hidden.json() == gone.json()
    assert Activity.objects.count() == 0


@pytest.mark.parametrize("change", [{"title": "Another"}, {"place": ""}])
def test_the_same_key_with_another_body_is_refused(
    api: Api, analyst: Person, sent: dict[str, Any], change: dict[str, Any]
) -> None:
    client = api(analyst)
    first = post(client, sent, **KEY).json()
    answer = post(client, sent | change, **KEY)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert not replayed(answer)
    assert Activity.objects.count() == 1
    assert post(client, sent, **KEY).json() == first


def test_the_same_key_at_another_address_is_refused(
    api: Api, manager: Person, talks: Commitment, sent: dict[str, Any]
) -> None:
    client = api(manager)
    post(client, sent, **KEY)
    assessed = {"commitment": talks.reference, "confidence": "on_track", "assessed_on": "2026-05-01"}
    assert post(client, assessed, "/api/v1/assessments/", **KEY).status_code == 422
    assert Assessment.objects.count() == 0


def test_what_is_wrong_besides_is_said_before_the_key_is(
    api: Api, analyst: Person, manager: Person, sent: dict[str, Any]
) -> None:
    post(api(analyst), sent)
    activity, client = Activity.objects.get(), api(manager)
    post(client, sent, **KEY)
    assert faults(post(client, {**sent, "kind": "party"}, **KEY)) == {"/kind"}
    assert confirm(client, activity, **KEY).status_code == 428
    assert confirm(client, activity, if_match='"9"', **KEY).status_code == 412
    assert post(client, {}, f"{LIST}{make.PartyFactory().slug}/confirm/", **KEY).status_code == 404
    assert confirm(client, activity, if_match='"1"', **KEY).status_code == 422
    assert Activity.objects.get(pk=activity.pk).state == "logged"


def test_a_refused_request_keeps_no_key(api: Api, analyst: Person, sent: dict[str, Any]) -> None:
    client = api(analyst)
    assert post(client, {**sent, "kind": "party"}, **KEY).status_code == 400
    assert IdempotencyKey.objects.count() == 0
    assert post(client, sent, **KEY).status_code == 201


def test_each_token_and_each_person_has_keys_of_their_own(api: Api, analyst: Person, sent: dict[str, Any]) -> None:
    session = Client()
    session.force_login(analyst)
    for client in (api(analyst), api(analyst), session):
        answers = [post(client, sent, **KEY) for _time in range(2)]
        assert [replayed(answer) for answer in answers] == [False, True]
    token_ids = sorted(f"token:{token.pk}" for token in Token.objects.all())
    callers = IdempotencyKey.objects.values_list("caller", flat=True)
    assert sorted(callers) == sorted([*token_ids, f"person:{analyst.pk}"])


def test_a_replay_needs_what_the_request_needed(api: Api, analyst: Person, sent: dict[str, Any]) -> None:
    client = api(analyst)
    post(client, sent, **KEY)
    analyst.role = "viewer"
    analyst.save()
    answer = post(client, sent, **KEY)
    assert (answer.status_code, replayed(answer)) == (403, False)
    Token.objects.update(revoked_at=timezone.now())
    assert post(client, sent, **KEY).status_code == 401


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "clé", "a\tb"])
def test_a_key_that_is_none_is_refused(api: Api, analyst: Person, sent: dict[str, Any], key: str) -> None:
    answer = post(api(analyst), sent, **{"Idempotency-Key": key})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert Activity.objects.count() == 0


@pytest.mark.parametrize("key", ["x", "~" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"'])
def test_any_visible_characters_make_a_key(api: Api, analyst: Person, sent: dict[str, Any], key: str) -> None:
    client = api(analyst)
    answers = [post(client, sent, **{"Idempotency-Key": key}) for _time in range(2)]
    assert [(answer.status_code, replayed(answer)) for answer in answers] == [(201, False), (201, True)]


def test_a_withdrawal_that_is_sent_again_is_answered_as_the_first_time(
    api: Api, analyst: Person, sent: dict[str, Any]
) -> None:
    client = api(analyst)
    address = post(client, sent).json()["url"] + "withdraw/"
    why = {"reason": "Logged twice."}
    answers = [post(client, why, address, if_match='"1"', **KEY) for _time in range(2)]
    assert [(answer.status_code, answer.content, replayed(answer)) for answer in answers] == [
        (204, b"", False),
        (204, b"", True),
    ]
    assert post(client, why, address, if_match='"1"').status_code == 404
    assert post(client, {"reason": "Else."}, address, if_match='"1"', **KEY).status_code == 404
    assert post(api(analyst), why, address, if_match='"1"', **KEY).status_code == 404


def test_a_confirmation_that_is_sent_again_is_answered_as_the_first_time(
    api: Api, analyst: Person, manager: Person, sent: dict[str, Any]
) -> None:
    post(api(analyst), sent)
    client, activity = api(manager), Activity.objects.get()
    first, second = (confirm(client, activity, if_match='"1"', **KEY) for _time in range(2))
    assert (second.status_code, second.json(), replayed(second)) == (200, first.json(), True)
    assert confirm(client, activity, if_match='"2"').status_code == 409


@pytest.mark.parametrize("resource", ["assessments", "decisions", "targets"])
def test_statements_are_made_and_withdrawn_once(api: Api, manager: Person, talks: Commitment, resource: str) -> None:
    made: dict[str, dict[str, Any]] = {
        "assessments": {"confidence": "at_risk", "assessed_on": "2026-06-01"},
        "decisions": {"kind": "fulfilled", "effective_on": "2026-06-01", "reason": "It was done."},
        "targets": {"kind": "rhythm", "every": "P1Y", "set_on": "2026-06-01"},
    }
    client, list_of = api(manager), f"/api/v1/{resource}/"
    sent = made[resource] | {"commitment": talks.reference}
    first, second = (post(client, sent, list_of, **KEY) for _time in range(2))
    assert (second.status_code, second.json(), replayed(second)) == (201, first.json(), True)
    assert client.get(f"{list_of}?count=true").json()["count"] == 1
    own = {"Idempotency-Key": "another"}
    gone, again = (post(client, {"reason": "An error."}, first.json()["url"] + "withdraw/", **own) for _time in "ab")
    assert (again.status_code, again.json(), replayed(again)) == (200, gone.json(), True)


def test_other_verbs_take_no_notice_of_a_key(api: Api, analyst: Person, sent: dict[str, Any]) -> None:
    client = api(analyst)
    post(client, sent)
    activity = Activity.objects.get()
    assert patch(client, activity, {"place": "Oslo"}, if_match='"1"', **KEY).status_code == 200
    assert patch(client, activity, {"place": "Rome"}, if_match='"2"', **KEY).status_code == 200
    assert IdempotencyKey.objects.count() == 0


def test_a_key_keeps_no_word_of_the_request(api: Api, analyst: Person, sent: dict[str, Any]) -> None:
    made = post(api(analyst), sent | {"title": "Unmistakable"}, **KEY).json()
    (kept,) = IdempotencyKey.objects.values()
    assert (kept["status"], kept["ids"]) == (201, [made["id"]])
    assert "Unmistakable" not in str(kept)


def test_keys_are_kept_for_a_day_and_then_go_as_new_ones_come(api: Api, analyst: Person, sent: dict[str, Any]) -> None:
    client, hour = api(analyst), datetime.timedelta(hours=1)
    for age, number in ((23, 1), (25, PRUNED_AT_ONCE + 1)):
        IdempotencyKey.objects.bulk_create(
            IdempotencyKey(
                caller="token:0", key=f"{age}-{each}", request_digest="", created_at=timezone.now() - age * hour
            )
            for each in range(number)
        )
    post(client, sent, **KEY)
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) >= {"23-0", KEY["Idempotency-Key"]}
    assert IdempotencyKey.objects.count() == 3
    post(client, sent, **{"Idempotency-Key": "next"})
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"23-0", "next", KEY["Idempotency-Key"]}
