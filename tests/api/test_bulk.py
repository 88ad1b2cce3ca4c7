"""Are many activities logged with one request: all of them, in order, as one revision, or none?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.ledger.models import Change, Revision
from commitments.ledger.recording import seal
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests import factories as make
from tests.api.sending import LIST, SENT, faults, post

Api = Callable[..., Client]
BULK = f"{LIST}bulk/"


def rows(number: int, **more: Any) -> list[dict[str, Any]]:
    return [{**SENT, "title": f"Visit {index}", "areas": ["cyber"], **more} for index in range(number)]


def bulk(client: Client, sent: Any, **headers: str) -> Any:
    return post(client, sent, BULK, **headers)


def test_many_activities_are_logged_in_the_order_in_which_they_were_sent(
    api: Api, analyst: Person, talks: Commitment
) -> None:
    client = api(analyst)
    sent = [
        *rows(3),
        {**SENT, "title": "With bodies", "commitments": [talks.reference], "bodies": [{"body": "centre"}]},
    ]
    answer = bulk(client, sent)
    assert (answer.status_code, answer["Marking"]) == (201, "internal")
    told = answer.json()
    assert [row["title"] for row in told] == ["Visit 0", "Visit 1", "Visit 2", "With bodies"]
    assert [client.get(row["url"]).json() for row in told] == told
    assert (told[3]["areas"], told[3]["bodies"]) == (["cyber"], [{"body": "centre", "role": "participant"}])


def test_a_row_sent_in_bulk_becomes_what_it_becomes_alone(api: Api, analyst: Person, talks: Commitment) -> None:
    client = api(analyst)
    sent = {**SENT, "title": "  Talks ", "commitments": [talks.reference], "ends_on": "2026-05-03", "place": "Oslo"}
    alone, (many,) = post(client, sent).json(), bulk(client, [sent]).json()
    own = {"id", "url", "created_at", "updated_at"}
    assert {name: many[name] for name in many if name not in own} == {
        name: alone[name] for name in alone if name not in own
    }


def test_all_of_it_is_one_revision(api: Api, analyst: Person, talks: Commitment) -> None:
    seal()
    before = Revision.objects.count()
    bulk(api(analyst), rows(5))
    seal()
    assert Revision.objects.count() == before + 1
    assert Change.objects.filter(type="activities", op="I", source=Activity._meta.db_table).count() == 5


def test_faults_are_told_by_row_and_nothing_is_logged(api: Api, analyst: Person, talks: Commitment) -> None:
    sent: list[Any] = rows(5)
    sent[1] |= {"kind": "party", "titel": "x"}
    sent[3] |= {"bodies": [{"body": "nowhere", "role": "host"}]}
    sent[4] = "a visit"
    assert faults(bulk(api(analyst), sent)) == {"/1/kind", "/1/titel", "/3/bodies/0/body", "/4"}
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"areas": []}, "/1/commitments"),
        ({"ends_on": "2026-04-30"}, "/1/ends_on"),
        ({"title": "   "}, "/1/title"),
        ({"marking": "restricted"}, "/1/marking"),
        ({"external_id": "7"}, "/1/source"),
        ({"source": "erp", "external_id": "7"}, "/1/source"),
        ({"starts_on": "1899-12-31"}, "/1/starts_on"),
        ({"title": "\u200b"}, "/1/title"),
        ({"marking_reason": "Because."}, "/1/marking_reason"),
        ({"state": "confirmed"}, "/1/state"),
        ({"areas": ["nowhere"]}, "/1/areas/0"),
    ],
)
def test_a_row_in_bulk_is_as_sound_as_one_alone(
    api: Api, analyst: Person, talks: Commitment, wrong: dict[str, Any], at: str
) -> None:
    sent = rows(3)
    sent[1] |= wrong
    client = api(analyst)
    assert at in faults(bulk(client, sent))
    assert {f"/1{pointer}" for pointer in faults(post(client, sent[1]))} == faults(bulk(client, sent))
    assert not Activity.objects.exists()


def test_an_external_id_that_stands_twice_or_is_taken_is_refused(api: Api, analyst: Person, talks: Commitment) -> None:
    client = api(analyst, source="erp")
    sent = [{**row, "source": "erp", "external_id": str(index % 2)} for index, row in enumerate(rows(3))]
    assert faults(bulk(client, sent)) == {"/2/external_id"}
    assert bulk(client, sent[:2]).status_code == 201
    assert faults(bulk(client, sent[:2])) == {"/0/external_id", "/1/external_id"}


@pytest.mark.parametrize("sent", [{}, [], "x", None, [{}] * 1001])
def test_anything_but_one_to_a_thousand_activities_is_refused(api: Api, analyst: Person, sent: Any) -> None:
    answer = api(analyst).post(BULK, json.dumps(sent), "application/json")
    assert faults(answer) == {""}


def test_what_its_writer_may_not_see_cannot_be_named(api: Api, analyst: Person) -> None:
    hidden = make.CommitmentFactory(agreement=make.AgreementFactory(marking="restricted"))
    assert faults(bulk(api(analyst), [{**SENT, "commitments": [hidden.reference]}])) == {"/0/commitments/0"}


def test_a_thousand_take_no_more_statements_than_ten(api: Api, analyst: Person, talks: Commitment) -> None:
    client, counts = api(analyst), []
    sent = rows(500, commitments=[talks.reference], bodies=[{"body": "centre", "role": "host"}])
    for part in (sent[:10], sent):
        with CaptureQueriesContext(connection) as asked:
            assert bulk(client, part).status_code == 201
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 3 * 10  # SQLite takes a thousand values in a statement, and no more
    assert Activity.objects.count() == 510


def test_the_same_request_with_the_same_key_is_carried_out_once(api: Api, analyst: Person, talks: Commitment) -> None:
    client, key = api(analyst), {"Idempotency-Key": "a-push"}
    first, second = (bulk(client, rows(3), **key) for _time in range(2))
    assert (second.status_code, second.json(), second["Idempotency-Replayed"]) == (201, first.json(), "true")
    assert Activity.objects.count() == 3
    assert bulk(client, rows(4), **key).status_code == 422
    gone = first.json()[1]
    client.delete(gone["url"], headers={"If-Match": '"1"'})
    assert bulk(client, rows(3), **key).json() == [first.json()[0], first.json()[2]]


def test_bodies_of_up_to_ten_megabytes_are_read(api: Api, analyst: Person, talks: Commitment) -> None:
    client, sent = api(analyst), rows(150, summary="word " * 3_500)
    assert 2_000_000 < len(json.dumps(sent)) < 10_000_000
    first, second = (bulk(client, sent, **{"Idempotency-Key": "large"}) for _time in range(2))
    assert (first.status_code, second.status_code, len(second.json())) == (201, 201, 150)
    assert Activity.objects.count() == 150
    answer = bulk(client, rows(600, summary="word " * 3_500))
    assert (answer.status_code, answer.json()["detail"]) == (413, "The body is larger than 10 MB.")
    large = post(client, {**SENT, "areas": ["cyber"], "summary": "x" * 1_000_000})
    assert (large.status_code, large.json()["detail"]) == (413, "The body is larger than 1 MB.")


def test_whoever_may_not_log_one_may_not_log_many(api: Api, viewer: Person, analyst: Person) -> None:
    assert bulk(api(viewer), []).status_code == 403
    assert bulk(api(analyst, "read"), []).status_code == 403
    assert api(analyst).get(BULK).status_code == 405
    assert faults(post(api(analyst), rows(1), f"{BULK}?on=2026-01-01")) == {"/on"}
