"""Is it put down who took a copy, and does that stand in nobody's way?"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.utils import OperationalError
from django.http import Http404
from django.test import RequestFactory

from commitments.actions.access import asked_from
from commitments.actions.downloads import hand_out
from commitments.actions.evidence import add_evidence
from commitments.models.access import AccessEvent
from commitments.models.activities import Activity
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests import factories
from tests.copies.making import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

DIGEST = hashlib.sha256(pdf()).hexdigest()


@pytest.fixture
def activity(manager: Person) -> Activity:
    activity = factories.ActivityFactory(marking="internal")
    return add_evidence(activity, {"title": "Minutes"}, SimpleUploadedFile("a.pdf", pdf()), by=principal_of(manager))


def take(activity: Activity, by: Person, method: str = "GET", token: Any = None, **headers: str) -> Any:
    request = RequestFactory().generic(method, "/", headers={n.replace("_", "-"): v for n, v in headers.items()})
    with asked_from("192.0.2.7", "pages", "r-1"):
        return hand_out(activity, activity.evidence.get().pk, by=principal_of(by, token), request=request)


def noted() -> list[Any]:
    return list(
        AccessEvent.objects.filter(kind="download")
        .order_by("id")
        .values("who", "address", "door", "subject", "detail", "times")
    )


def test_every_taking_is_put_down_with_what_was_taken_from_where(activity: Activity, analyst: Person) -> None:
    token = factories.TokenFactory(owner=analyst)
    for with_token in (None, token):
        assert b"".join(take(activity, analyst, token=with_token).streaming_content) == pdf()
    told = {"address": "192.0.2.7", "door": "pages", "subject": f"evidence:{activity.evidence.get().pk}", "times": 1}
    detail = f"of activity:{activity.pk}; marking: internal; sha256: {DIGEST}"
    assert noted() == [{"who": who, **told, "detail": detail} for who in ("person:analyst", f"token:{token.prefix}")]


def test_what_is_public_is_not_put_down(activity: Activity, analyst: Person) -> None:
    Activity.objects.update(marking="public")
    activity.refresh_from_db()
    assert (take(activity, analyst).status_code, noted()) == (200, [])


@pytest.mark.parametrize(
    ("method", "tag"), [("HEAD", ""), ("GET", f'"{DIGEST}"'), ("GET", f'W/"{DIGEST}"'), ("GET", "*")]
)
def test_looking_whether_it_is_there_or_has_changed_is_no_taking(
    activity: Activity, analyst: Person, method: str, tag: str
) -> None:
    answer = take(activity, analyst, method, if_none_match=tag)
    assert (answer.status_code, noted()) == (200 if method == "HEAD" else 304, [])


def test_who_may_not_see_it_takes_nothing(activity: Activity, viewer: Person) -> None:
    with pytest.raises(Http404):
        take(activity, viewer)
    assert noted() == []


def test_where_it_cannot_be_put_down_it_is_handed_out_and_the_log_says_so(
    activity: Activity, analyst: Person, caplog: Any
) -> None:
    def full(execute: Any, sql: str, *more: Any) -> Any:
        if sql.startswith("INSERT") and "accessevent" in sql:
            raise OperationalError("No space left on device")
        return execute(sql, *more)

    with connection.execute_wrapper(full):
        answer = take(activity, analyst)
    assert (b"".join(answer.streaming_content), noted()) == (pdf(), [])
    piece = activity.evidence.get().pk
    assert [line for line in caplog.messages if f"person:analyst took evidence:{piece}" in line] == [
        caplog.messages[-1]
    ]
