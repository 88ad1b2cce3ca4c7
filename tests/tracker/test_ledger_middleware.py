"""Is what a request writes one revision of whoever sent it, or nothing at all?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from commitments.ledger.models import Revision
from commitments.ledger.recording import acting, name_actor
from commitments.models.parties import Party
from commitments.vocabulary import Role
from tests.factories import PartyFactory, PersonFactory, PriorityAreaFactory, TokenFactory
from tracker.middleware import LedgerMiddleware

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody")]


def answered(
    view: Callable[[HttpRequest], HttpResponse], *, path: str = "/x/", method: str = "POST", user: Any = None
) -> Any:
    request = getattr(RequestFactory(), method.lower())(path, {"a": "b"}, content_type="application/json")
    request.user, request.request_id = user or AnonymousUser(), "request-1"
    return LedgerMiddleware(view)(request)


def making(status: int = 200) -> Callable[[HttpRequest], HttpResponse]:
    def view(_request: HttpRequest) -> HttpResponse:
        PartyFactory(slug="made")
        PartyFactory(slug="made-too")
        return HttpResponse(status=status)

    return view


@pytest.fixture
def ann(db: None) -> Any:
    return PersonFactory(username="ann")


@pytest.mark.parametrize(("path", "door"), [("/api/v1/x/", "api"), ("/admin/x/", "admin"), ("/activities/", "pages")])
def test_what_a_request_writes_is_one_revision_of_the_person(ann: Any, path: str, door: str) -> None:
    assert answered(making(), path=path, user=ann).status_code == 200
    (revision,) = Revision.objects.all()
    assert (revision.actor, revision.door, revision.request) == ("person:ann", door, "request-1")
    assert revision.changes.count() == 2


@pytest.mark.parametrize("status", [400, 404, 412, 500])
def test_an_answer_that_refuses_takes_everything_back(ann: Any, status: int) -> None:
    assert answered(making(status), user=ann).status_code == status
    assert (Party.objects.count(), Revision.objects.count()) == (0, 0)


def test_a_failure_takes_everything_back(ann: Any) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        PartyFactory()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answered(view, user=ann)
    assert Party.objects.count() == 0


def test_whoever_is_known_only_later_is_named_by_the_door() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        name_actor("token:abc")
        return making()(request)

    answered(view)
    assert Revision.objects.get().actor == "token:abc"


def test_nobody_writes_nothing() -> None:
    with pytest.raises(IntegrityError, match="nobody acts"):
        answered(making())
    assert Party.objects.count() == 0


def test_a_request_that_reads_opens_no_transaction(ann: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert answered(lambda _request: HttpResponse(), method="GET", user=ann).status_code == 200


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer: nothing gets in its way.")
class TestConflicts:
    """Two transactions got in each other's way."""

    def conflicting(self, times: int, *, caught: bool, sqlstate: str) -> Callable[[HttpRequest], HttpResponse]:
        self.tries: list[bytes] = []

        def view(request: HttpRequest) -> HttpResponse:
            self.tries.append(request.body)
            PartyFactory(slug="made")
            if len(self.tries) <= times:
                try:
                    connection.cursor().execute(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{sqlstate}'; END $$")
                except Exception:
                    if not caught:
                        raise
                    return HttpResponse(status=500)
            return HttpResponse(status=201)

        return view

    @pytest.mark.parametrize("caught", [True, False], ids=["answered by the view", "raised"])
    @pytest.mark.parametrize("sqlstate", ["40P01", "40001"], ids=["deadlock", "serialisation"])
    def test_it_is_tried_once_more_with_the_same_body(self, ann: Any, caught: bool, sqlstate: str) -> None:
        assert answered(self.conflicting(1, caught=caught, sqlstate=sqlstate), user=ann).status_code == 201
        assert self.tries == [b'{"a": "b"}'] * 2
        assert Revision.objects.count() == 1

    def test_the_second_time_it_is_said_and_nothing_is_saved(self, ann: Any) -> None:
        response = answered(self.conflicting(2, caught=True, sqlstate="40P01"), user=ann, path="/api/v1/x/")
        assert (response.status_code, response["Retry-After"]) == (503, "1")
        assert response["Content-Type"] == "application/problem+json"
        assert (json.loads(response.content)["instance"], len(self.tries)) == ("/api/v1/x/", 2)
        assert Party.objects.count() == 0

    def test_another_failure_is_not_tried_again(self, ann: Any) -> None:
        assert answered(self.conflicting(1, caught=True, sqlstate="22012"), user=ann).status_code == 500
        assert len(self.tries) == 1


def test_an_activity_logged_through_the_api_is_one_revision_of_the_token(client: Client) -> None:
    token = TokenFactory(owner=PersonFactory(role=Role.ANALYST))
    with acting("person:ann", "admin"):
        area = PriorityAreaFactory(slug="cyber")
    content = {"title": "Talks", "kind": "visit", "stage": "planned", "starts_on": "2026-12-01", "areas": [area.slug]}
    sent = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {token.key}"}}
    response = client.post("/api/v1/activities/", json.dumps(content), **sent)
    assert (response.status_code, response.json()["version"]) == (201, 1)
    last = Revision.objects.latest("number")
    assert (last.actor, last.door, last.request) == (f"token:{token.prefix}", "api", response["X-Request-ID"])
    assert {change.object_id for change in last.changes.all()} == {response.json()["id"]}
    refused = client.post("/api/v1/activities/", json.dumps({**content, "kind": "unheard-of"}), **sent)
    assert (refused.status_code, Revision.objects.latest("number")) == (400, last)
