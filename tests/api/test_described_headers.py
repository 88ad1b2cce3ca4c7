"""Does the description name every header, media type and 304 that an address answers GET with, and no others?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from commitments.api.described_answers import HEADERS
from commitments.models.people import Person
from tests import factories as make
from tests.api.copying import with_copy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files", "seeded")]


@pytest.fixture
def addresses(manager: Person, administrator: Person) -> dict[str, str]:
    """What stands for each name of a row in the description, by the path up to it."""
    activity, copy = with_copy(manager)
    work = {
        "assessments": make.AssessmentFactory(),
        "decisions": make.DecisionFactory(),
        "targets": make.TargetFactory(),
        "reviews": make.ReviewFactory(),
    }
    names = {
        "activities": activity.pk,
        "agreements": "programme-2020",
        "areas": "cyber-defence",
        "bodies": "shape",
        "commitments": "IPCP20-3.3-c4",
        "milestones": make.MilestoneFactory().key,
        "parties": "nato",
        "provisions": "IPCP20-3.3",
    }
    names |= {noun: row.pk for noun, row in work.items()}
    return {f"/api/v1/{noun}/{{name}}/": f"/api/v1/{noun}/{name}/" for noun, name in names.items()} | {
        "/api/v1/activities/{name}/evidence/{evidence}/": copy
    }


def address_of(path: str, addresses: dict[str, str]) -> str:
    """The address of a path of the description: the longest beginning that is known, and what is left of it."""
    known = max((each for each in addresses if path.startswith(each)), key=len, default="")
    return addresses.get(known, "") + path.removeprefix(known)


def questions(operation: dict[str, Any]) -> list[dict[str, str]]:
    """With which parameters an address is asked: what it needs, then each that changes the headers."""
    known = {
        each["name"]: each.get("required", False) for each in operation.get("parameters", []) if each["in"] == "query"
    }
    needed = {"from": "2026-01-01"} if known.get("from") else {}
    others = {"recorded_by": timezone.now().isoformat(), "format": "ndjson"}
    return [needed, *({**needed, name: value} for name, value in others.items() if name in known)]


def test_every_answer_to_get_is_as_it_is_described(
    api: Callable[..., Client], administrator: Person, addresses: dict[str, str]
) -> None:
    client = api(administrator, "read", "changes", "audit")
    described = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    readable = {path: verbs["get"] for path, verbs in described["paths"].items() if "get" in verbs}
    assert len(readable) > 30
    for path, operation in readable.items():
        for asked in questions(operation):
            answer = client.get(address_of(path, addresses), asked)
            assert (path, asked, answer.status_code) == (path, asked, 200)
            assert (path, asked, faults(answer, operation["responses"], asked)) == (path, asked, [])
            answer.getvalue()  # read to its end, which closes it
        known = answer.headers.get("ETag", "")
        again = client.get(address_of(path, addresses), asked, headers={"If-None-Match": known or "*"})
        assert again.getvalue() or known
        told = ("304" in operation["responses"], bool(known), again.status_code)
        assert (path, told) == (path, (bool(known), bool(known), 304 if known else 200))


def faults(answer: HttpResponse, described: dict[str, Any], asked: dict[str, str]) -> list[str]:
    """What an answer has that its description has not, and the other way round."""
    kind = answer["Content-Type"].partition(";")[0]
    told, sent = set(described["200"]["headers"]), {name for name in HEADERS if name in answer}
    left_out = {"Marking"}  # where no resource of the answer carries one
    left_out |= set() if "recorded_by" in asked else {"Recorded-By"}
    left_out |= {"Content-Disposition"} if kind in ("application/json", "text/plain") else set()
    return [
        *(f"It has {name}, which nobody told of." for name in sorted(sent - told)),
        *(f"It has no {name}." for name in sorted(told - left_out - sent)),
        *(f"It is {kind}." for _ in "." if kind not in described["200"]["content"]),
    ]
