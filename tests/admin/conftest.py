"""How does a test use the admin as a person does?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests.factories import CommitmentFactory, PriorityAreaFactory

ACTIVITIES = "/admin/commitments/activity/"


@pytest.fixture
def enter() -> Callable[[Person], Client]:
    """A browser in which this person is logged in."""

    def opened(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return opened


@pytest.fixture
def promise(db: None) -> Commitment:
    """A public commitment in one area."""
    return CommitmentFactory(areas=[PriorityAreaFactory(slug="cyber-defence", short_name="Cyber defence")])


def filled(*commitments: Commitment, **changed: Any) -> dict[str, Any]:
    """The form of an activity, filled in well; what is given here differs."""
    return {
        "commitments": [each.reference for each in commitments],
        "title": "Staff talks in Brussels",
        "kind": "consultation",
        "starts_on": "2026-09-01",
        "stage": "carried_out",
        "marking": "public",
        **changed,
    }


def change_path(activity: Activity) -> str:
    return f"{ACTIVITIES}{activity.pk}/change/"


def problems(response: Any) -> list[str]:
    """What the error summary says, in order; nothing when there is none."""
    text = response.content.decode()
    found = re.search(r'<div class="problem".*?<ul>(.*?)</ul>', text, re.DOTALL)
    return [plain(each) for each in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)] if found else []


def plain(markup: str) -> str:
    """Markup as a reader hears it."""
    words = re.sub(r"<[^>]+>", " ", markup)
    for entity, sign in (("&#x27;", "'"), ("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        words = words.replace(entity, sign)
    return " ".join(words.split())


def titles(response: Any) -> list[str]:
    """The rows of a list, by their first link."""
    cells = re.findall(r'<th class="field-[a-z_]+[^"]*"[^>]*><a[^>]*>(.*?)</a>', response.content.decode())
    return [plain(cell) for cell in cells]
