"""What does a test of briefs ask about, and how does it read what is said?"""

from __future__ import annotations

import datetime
from typing import Any

from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.queries.brief import Brief, brief, subject_of
from commitments.queries.visibility import principal_of
from tests.factories import ActivityFactory

DAY = datetime.date(2026, 11, 21)


def asked(person: Person, kind: str, slug: str, on: datetime.date = DAY) -> Brief:
    who = principal_of(person)
    return brief(who, subject_of(who, kind, slug, on=on), on=on)


def plain(said: list[Any]) -> list[str]:
    return [str(each) for each in said]


def clause(row: Commitment) -> str:
    return f"{row.agreement.code} ¶{row.provision.citation}"


def meeting(promise: Commitment, **more: Any) -> str:
    """An activity, as the brief cites it."""
    told = {"title": "Staff talks", "commitments": [promise], "starts_on": datetime.date(2026, 9, 1), **more}
    return f"A-{ActivityFactory(**told).pk.hex[:8]}"
