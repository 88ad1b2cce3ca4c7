"""Does the SQL rule say what the words of the domain say, whatever was recorded?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.models.agreements import Term
from commitments.models.commitments import Commitment
from commitments.models.parties import Party
from commitments.queries.attention import standing_of
from commitments.queries.standing import with_standing
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    CommitmentFactory,
    DecisionFactory,
    MilestoneFactory,
    PersonFactory,
    ReviewFactory,
    TargetFactory,
)
from tests.queries.oracle import asked

ASKED = st.sampled_from([datetime.date(*day) for day in ((2026, 11, 21), (2024, 2, 29), (2025, 3, 31), (2025, 3, 1))])
NEAR = [0, 1, -1, -27, -28, -29, -30, -31, -32, -89, -92, -182, -184, -364, -365, -366, -367, -729, -730, -731, 30]
AWAY = st.sampled_from(NEAR) | st.integers(-1500, 400)
MARKING = st.sampled_from(["public", "internal", "restricted"])
INTERVAL = st.sampled_from(["P1M", "P3M", "P6M", "P12M", "P24M", "P120M"])
PARTY = st.sampled_from(["agreed", "japan", "nato", "third"])


def some(**fields: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries({"marking": MARKING, **fields}), max_size=3)


RECORDED = st.fixed_dictionaries(
    {
        "strength": st.sampled_from(["undertaking", "aspiration", "discretion", "affirmation"]),
        "activities": some(
            stage=st.sampled_from(["planned", "under_way", "carried_out", "cancelled"]),
            starts=AWAY,
            lasts=st.none() | st.sampled_from([0, 1, 30, 365, 800]),
        ),
        "milestones": some(
            on=AWAY,
            precision=st.sampled_from(["day", "month", "year"]),
            effect=st.sampled_from(["evidences", "fulfils"]),
            planned=st.booleans(),
            retires=st.none() | AWAY,
        ),
        "decisions": some(
            on=AWAY,
            kind=st.sampled_from(["fulfilled", "discontinued", "superseded", "reopened"]),
            withdrawn=st.booleans(),
        ),
        "targets": some(
            set_on=AWAY, due=st.sampled_from([0, 1, 29, 30, 365]), every=st.just("") | INTERVAL, withdrawn=st.booleans()
        ),
        "assessments": some(
            on=AWAY,
            party=PARTY,
            confidence=st.sampled_from(["on_track", "at_risk", "off_track"]),
            withdrawn=st.booleans(),
        ),
    }
)
AGREED = st.fixed_dictionaries(
    {
        "dated": st.none() | AWAY,
        "precision": st.sampled_from(["day", "month", "year"]),
        "terms": st.lists(
            st.tuples(st.none() | AWAY, st.none() | st.integers(0, 800), st.none() | AWAY),
            max_size=2,
        ),
        "reviews": some(on=AWAY, outcome=st.sampled_from(["continued", "renewed", "ended", "not_held"])),
    }
)


class Recorder:
    """Writes what was drawn, every day counted from the day asked about; each row a second after the one before."""

    def __init__(self, on: datetime.date, person: Any) -> None:
        self.on, self.person, self.moment = on, person, timezone.now()

    def day(self, away: int | None) -> datetime.date | None:
        return None if away is None else self.on + datetime.timedelta(days=away)

    def usual(self, drawn: dict[str, Any]) -> dict[str, Any]:
        self.moment += datetime.timedelta(seconds=1)
        withdrawn_at = self.moment if drawn.get("withdrawn") else None
        return {
            "by": self.person,
            "created_at": self.moment,
            "withdrawn_at": withdrawn_at,
            "marking": drawn["marking"],
        }

    def agreement(self, drawn: dict[str, Any]) -> Any:
        dated = self.day(drawn["dated"])
        precision = {"date_precision": drawn["precision"]} if dated else {}
        agreement = AgreementFactory(dated_on=dated, **precision)
        for order, (starts, lasts, retires) in enumerate(drawn["terms"]):
            first = self.day(starts)
            last = (first or self.on - datetime.timedelta(days=400)) + datetime.timedelta(days=lasts) if lasts else None
            Term.objects.create(
                agreement=agreement,
                order=order,
                starts_on=first,
                ends_on=last,
                provenance="assumed",
                retired_on=self.day(retires),
            )
        for row in drawn["reviews"]:
            ReviewFactory(
                agreement=agreement, outcome=row["outcome"], outcome_on=self.day(row["on"]), marking=row["marking"]
            )
        return agreement

    def commitment(self, agreement: Any, drawn: dict[str, Any]) -> None:
        commitment = CommitmentFactory(agreement=agreement, strength=drawn["strength"])
        for row in drawn["activities"]:
            starts = self.day(row["starts"])
            ends = None if row["lasts"] is None else starts + datetime.timedelta(days=row["lasts"])
            ActivityFactory(
                commitments=[commitment],
                stage=row["stage"],
                starts_on=starts,
                ends_on=ends,
                marking=row["marking"],
                logged_by=self.person,
            )
        for row in drawn["milestones"]:
            MilestoneFactory(
                provision=commitment.provision,
                dated_on=self.day(row["on"]),
                date_precision=row["precision"],
                planned=row["planned"],
                retired_on=self.day(row["retires"]),
                commitments=[(commitment, row["effect"])],
            )
        for row in drawn["decisions"]:
            DecisionFactory(
                commitment=commitment, kind=row["kind"], effective_on=self.day(row["on"]), **self.usual(row)
            )
        for row in drawn["targets"]:
            due = {} if row["every"] else {"due_on": self.day(row["set_on"] + row["due"])}
            TargetFactory(
                commitment=commitment, every=row["every"], set_on=self.day(row["set_on"]), **due, **self.usual(row)
            )
        for row in drawn["assessments"]:
            party = None if row["party"] == "agreed" else Party.objects.get(slug=row["party"])
            AssessmentFactory(
                commitment=commitment,
                party=party,
                confidence=row["confidence"],
                assessed_on=self.day(row["on"]),
                **self.usual(row),
            )


def in_plain_words(commitment: Commitment) -> dict[str, Any] | None:
    """The answer of the SQL rule in the shape of the oracle's."""
    standing = standing_of(commitment)
    if standing is None:
        return None
    return {
        "state": standing.state.value,
        "age": standing.evidence_age_days,
        "confidence": standing.confidence,
        "attention": {reason.code.value: reason.since for reason in standing.attention},
    }


drawn = given(ASKED, AGREED, st.lists(RECORDED, min_size=2, max_size=2), MARKING)
unhurried = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.usefixtures("db")
@settings(unhurried, max_examples=30)
@drawn
def test_the_sql_rule_agrees_with_the_words_of_the_domain(
    on: datetime.date, agreed: dict[str, Any], recorded: list[dict[str, Any]], clearance: str
) -> None:
    agree(on, agreed, recorded, clearance)


@pytest.mark.long
@pytest.mark.usefixtures("db")
@settings(unhurried, max_examples=300)
@drawn
def test_it_agrees_however_long_one_looks(
    on: datetime.date, agreed: dict[str, Any], recorded: list[dict[str, Any]], clearance: str
) -> None:
    agree(on, agreed, recorded, clearance)


def agree(on: datetime.date, agreed: dict[str, Any], recorded: list[dict[str, Any]], clearance: str) -> None:
    """The rule, the oracle, and the rule reading rows instead of counts say the same."""
    with transaction.atomic():
        Party.objects.get_or_create(slug="third", name="Third", short_name="Third")
        recorder = Recorder(on, PersonFactory())
        agreement = recorder.agreement(agreed)
        for drawn in recorded:
            recorder.commitment(agreement, drawn)
        found = with_standing(Commitment.objects.filter(agreement=agreement), on=on, seen_by=clearance)
        answers = [(in_plain_words(row), asked(row, on, clearance)) for row in found]
        rows = with_standing(Commitment.objects.filter(agreement=agreement), on=on, seen_by=clearance, from_rows=True)
        from_rows = [in_plain_words(row) for row in rows]
        transaction.set_rollback(True)
    assert [sql for sql, _ in answers] == [slow for _, slow in answers]
    assert [sql for sql, _ in answers] == from_rows
