"""Which world do the pages' tests look at?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest

from commitments.models.commitments import Commitment
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    CommitmentFactory,
    DecisionFactory,
    PriorityAreaFactory,
    ReviewFactory,
    TargetFactory,
    both_parties,
)

DAY = "2026-11-21"


@dataclass(frozen=True)
class World:
    """Two agreements, one restricted; commitments in several states; activities of every marking."""

    active: Commitment
    silent: Commitment
    closed: Commitment
    secret: Commitment


@pytest.fixture
def world(db: None) -> World:
    cyber = PriorityAreaFactory(slug="cyber-defence", short_name="Cyber defence", order=1)
    sea = PriorityAreaFactory(slug="maritime-security", short_name="Maritime security", order=2)
    term = (datetime.date(2020, 6, 26), datetime.date(2022, 6, 26))
    ended = AgreementFactory(code="OLD20", short_name="Programme 2020", term=term)
    running = AgreementFactory(code="NEW24", short_name="Programme 2024", dated_on=datetime.date(2024, 1, 10))
    hidden = AgreementFactory(code="SEC24", short_name="Secret protocol", marking="restricted")
    active = CommitmentFactory(agreement=running, title="Talk about networks", areas=[cyber, sea])
    silent = CommitmentFactory(agreement=running, title="Talk about ships", areas=[sea])
    closed = CommitmentFactory(agreement=ended, title="Talk about talks")
    secret = CommitmentFactory(agreement=hidden, title="Talk in secret", areas=[cyber])
    made = [
        ("public", "carried_out", (2026, 9, 1), [active]),
        ("internal", "carried_out", (2026, 3, 1), [active]),
        ("restricted", "carried_out", (2026, 3, 2), [secret]),
        ("internal", "planned", (2027, 1, 15), [active, closed]),
        ("public", "cancelled", (2026, 5, 5), [silent]),
        ("public", "planned", (2026, 6, 6), [closed]),
    ]
    for number, (marking, stage, day, commitments) in enumerate(made):
        ActivityFactory(
            title=f"Meeting {number}",
            marking=marking,
            stage=stage,
            starts_on=datetime.date(*day),
            commitments=commitments,
        )
    ActivityFactory(title="Loose end", starts_on=datetime.date(2026, 10, 2), commitments=[], areas=[])
    japan, nato = both_parties()
    AssessmentFactory(commitment=active, party=japan, confidence="on_track", narrative="All is well.")
    AssessmentFactory(commitment=active, party=nato, confidence="off_track", marking="internal")
    DecisionFactory(commitment=closed, kind="fulfilled", reason="It was kept.")
    TargetFactory(commitment=silent, due_on=datetime.date(2026, 2, 1))
    ReviewFactory(agreement=ended, due_on=datetime.date(2022, 1, 1), marking="internal")
    return World(active, silent, closed, secret)
