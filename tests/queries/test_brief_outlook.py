"""How does a brief tell what comes next, and what nobody knows?"""

from __future__ import annotations

import datetime

import pytest

from commitments.models.activities import Activity
from commitments.models.agreements import AgreementLink
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from tests.factories import (
    AgreementFactory,
    AssessmentFactory,
    DecisionFactory,
    EvidenceFactory,
    MilestoneFactory,
    PersonFactory,
    ReviewFactory,
    TargetFactory,
)
from tests.queries.telling import asked, clause, meeting, plain

pytestmark = pytest.mark.django_db


def test_what_comes_next_is_in_the_order_of_its_days(manager: Person, promise: Commitment) -> None:
    last = meeting(promise, starts_on=datetime.date(2026, 1, 3))
    ReviewFactory(agreement=promise.agreement, due_on=datetime.date(2026, 12, 24), provenance="agreed")
    TargetFactory(commitment=promise, due_on=datetime.date(2027, 2, 1))
    MilestoneFactory(provision=promise.provision, title="A centre", planned=True, dated_on=datetime.date(2027, 5, 1))
    coming = meeting(promise, starts_on=datetime.date(2026, 12, 1), stage="planned")
    cited = clause(promise)
    assert last != coming
    assert plain(asked(manager, "area", "cyber").ahead) == [
        f"“Staff talks” (joint meeting) is to begin on 1 December 2026. [{coming}; {cited}]",
        "A review of Programme 2024 is due on 24 December 2026 (agreed). [NEW24]",
        f"“Talk about networks” goes quiet on 4 January 2027 unless more is done. [{cited}]",
        "The term of Programme 2024 ends on 10 January 2027 (derived). [NEW24]",
        f"“Talk about networks”: the office's own target is 1 February 2027. [{cited}]",
        f"The text expects “A centre” by 1 May 2027. [{cited}]",
    ]


def test_a_rhythm_says_when_it_is_due_again(manager: Person, promise: Commitment) -> None:
    meeting(promise)
    TargetFactory(commitment=promise, every="P6M")
    assert (
        f"“Talk about networks”: by the office's own rhythm it is to happen again by 1 March 2027. [{clause(promise)}]"
        in (plain(asked(manager, "area", "cyber").ahead))
    )


def test_what_is_closed_lapses_no_more(manager: Person, promise: Commitment) -> None:
    TargetFactory(commitment=promise, due_on=datetime.date(2027, 2, 1))
    DecisionFactory(commitment=promise)
    told = "".join(plain(asked(manager, "area", "cyber").ahead))
    assert "target" not in told


def test_what_is_not_known_is_said(manager: Person, promise: Commitment) -> None:
    cited = clause(promise)
    assert plain(asked(manager, "area", "cyber").unknown) == [
        f"Whether anything was done for 1 commitment is not known: nothing is recorded for it. [{cited}]",
        f"No party has said how it judges 1 commitment. [{cited}]",
    ]
    cite = meeting(promise)
    EvidenceFactory(activity=Activity.objects.get())
    AssessmentFactory(commitment=promise)
    assert plain(asked(manager, "area", "cyber").unknown) == [
        f"1 activity was logged, but not confirmed by a second person. [{cite}]",
        f"1 activity rests on a link of which no copy is kept. [{cite}]",
    ]


def test_where_all_is_known_the_brief_says_that_too(manager: Person, promise: Commitment) -> None:
    meeting(promise, confirmed_by=PersonFactory())
    AssessmentFactory(commitment=promise)
    assert plain(asked(manager, "area", "cyber").unknown) == [f"Nothing is known to be missing. [{clause(promise)}]"]


def test_texts_that_are_only_cited_are_not_known(manager: Person, promise: Commitment) -> None:
    agreement = promise.agreement
    cited = AgreementFactory(held=False, text="", short_name="Concept 2010")
    AgreementLink.objects.create(agreement=agreement, to=cited, kind="cites", provision=promise.provision)
    said = f"Texts that it cites are not held here. [{clause(promise)}]"
    assert said in plain(asked(manager, "agreement", "new24").unknown)
