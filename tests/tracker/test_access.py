"""Is every refusal put down, with who asked and from where, and does nothing else come of it?"""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from commitments.models.access import AccessEvent
from commitments.models.people import Person
from tests import factories as make
from tests.api.serving import all_at_once, serving
from tracker.access import AccessMiddleware

pytestmark = pytest.mark.django_db


def refusals() -> list[tuple[str, str, str, str, str]]:
    """(who, address, door, subject, detail) of each refusal, in order."""
    rows = AccessEvent.objects.filter(kind="refused").order_by("id")
    return list(rows.values_list("who", "address", "door", "subject", "detail"))


def bearing(key: str, **extra: Any) -> Client:
    return Client(headers={"Authorization": f"Bearer {key}"}, **extra)


def entered(person: Person, **extra: Any) -> Client:
    client = Client(**extra)
    client.force_login(person)
    return client


def test_a_caller_whom_nobody_knows_is_put_down_without_what_they_sent() -> None:
    answer = bearing("ct_12345678_a-key-of-mine").get("/api/v1/activities/?search=a-secret-word")
    said = "This token is not known, has expired or was revoked."
    assert (answer.status_code, refusals()) == (401, [("", "127.0.0.1", "api", "/api/v1/activities/", said)])
    assert AccessEvent.objects.get().request == answer["X-Request-ID"]


def test_a_token_without_the_scope_is_put_down_by_its_prefix(analyst: Person) -> None:
    token = make.TokenFactory(owner=analyst, scopes=["write"])
    assert bearing(token.key, REMOTE_ADDR="192.0.2.7").get("/api/v1/activities/").status_code == 403
    said = "This token does not have the scope “read”."
    assert refusals() == [(f"token:{token.prefix}", "192.0.2.7", "api", "/api/v1/activities/", said)]


def test_a_refused_write_is_put_down_though_it_is_taken_back(viewer: Person) -> None:
    token = make.TokenFactory(owner=viewer)
    activity = make.ActivityFactory()
    answer = bearing(token.key).delete(f"/api/v1/activities/{activity.pk}/", headers={"If-Match": '"1"'})
    said = "This needs the role “analyst”; yours is “viewer”."
    assert (answer.status_code, refusals()) == (
        403,
        [(f"token:{token.prefix}", "127.0.0.1", "api", "/api/v1/activities/<name>/", said)],
    )


def test_a_page_of_the_admin_that_is_not_for_this_role_is_put_down(viewer: Person, analyst: Person) -> None:
    assert entered(viewer).get(f"/admin/commitments/person/{analyst.username}/password/").status_code == 403
    said = "This needs the role “administrator”; yours is “viewer”."
    page = "/admin/commitments/person/<object_id>/password/"
    assert refusals() == [("person:viewer", "127.0.0.1", "admin", page, said)]


def test_a_form_without_its_csrf_token_is_put_down(analyst: Person) -> None:
    client = entered(analyst, enforce_csrf_checks=True)
    assert client.post("/admin/commitments/activity/add/", {}).status_code == 403
    assert refusals() == [("person:analyst", "127.0.0.1", "admin", "/admin/commitments/activity/add/", "")]


def test_too_many_requests_are_put_down(settings: Any, analyst: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commitments.api.throttling._rate", lambda _rate: (1, 3600))
    client = bearing(make.TokenFactory(owner=analyst).key)
    assert [client.get("/api/v1/areas/").status_code for _time in range(3)] == [200, 429, 429]
    assert {(subject, said) for *_, subject, said in refusals()} == {
        ("/api/v1/areas/", "Too many requests; wait a little.")
    }
    assert sum(AccessEvent.objects.values_list("times", flat=True)) == 2


@pytest.mark.parametrize("path", ["/api/v1/activities/00000000-0000-4000-8000-000000000000/", "/nowhere/", "/healthz"])
def test_what_is_not_there_and_what_is_given_are_no_refusals(analyst: Person, path: str) -> None:
    entered(analyst).get(path)
    assert refusals() == []


def test_what_the_sender_says_of_where_they_are_is_not_believed(analyst: Person) -> None:
    token = make.TokenFactory(owner=analyst, scopes=["write"])
    bearing(token.key).get("/api/v1/areas/", headers={"X-Forwarded-For": "203.0.113.5"})
    assert [address for _who, address, *_ in refusals()] == ["127.0.0.1"]


def answered(view: Any, user: Any) -> Any:
    request = RequestFactory().post("/activities/")
    request.user = user
    return AccessMiddleware(view)(request)


def test_the_sentence_of_a_page_is_put_down() -> None:
    def view(_request: Any) -> HttpResponse:
        response = HttpResponse(status=403)
        response.refusal = str(PermissionDenied("Not today."))  # type: ignore[attr-defined]
        return response

    answered(view, AnonymousUser())
    assert refusals() == [("", "127.0.0.1", "pages", "/activities/", "Not today.")]


class Broken:
    """An execute wrapper: a database that takes no more rows."""

    def __call__(self, execute: Any, sql: str, *more: Any) -> Any:
        if "commitments_accessevent" in sql:
            raise DatabaseError("The disk is full.")
        return execute(sql, *more)


def test_where_it_cannot_be_put_down_the_answer_stands_and_the_log_says_so(caplog: Any) -> None:
    with connection.execute_wrapper(Broken()), caplog.at_level(logging.ERROR, "tracker.access"):
        answer = answered(lambda _request: HttpResponse(status=403), AnonymousUser())
    assert (answer.status_code, [record.name for record in caplog.records]) == (403, ["tracker.access"])
    assert "127.0.0.1" in caplog.text


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_refusals_of_eight_at_once_are_all_counted_in_one_row_each_minute(
    tmp_path: Any, analyst: Person, administrator: Person
) -> None:
    refused = make.TokenFactory(owner=analyst, scopes=["write"])
    auditor = make.TokenFactory(owner=administrator, scopes=["audit"])
    with serving(tmp_path) as server:
        answers = all_at_once(lambda _n: [server.ask(refused.key, "GET", "areas/").status for _time in range(7)], 8)
        rows = server.ask(auditor.key, "GET", f"audit/access/?who=token:{refused.prefix}").body["results"]
    assert [status for own in answers for status in own] == [403] * 56
    assert sum(row["times"] for row in rows) == 56
    assert len(rows) == len({row["at"][:16] for row in rows}) <= 2
