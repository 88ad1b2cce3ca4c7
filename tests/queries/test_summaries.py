"""Is what the overview says the truth, for this reader, in a constant number of queries?"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models.people import Person
from commitments.queries.figures import Figure
from commitments.queries.summaries import OF_COMMITMENTS, overview
from commitments.queries.visibility import principal_of
from commitments.vocabulary import Attention, State
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    CommitmentFactory,
    DecisionFactory,
    PriorityAreaFactory,
    ProvisionFactory,
    ReviewFactory,
    TargetFactory,
)

ON = "2026-11-21"


def commitments(count: int, **where: Any) -> Figure:
    return Figure(count, "commitments", {**where, "on": ON})


def test_every_state_is_counted_with_the_list_that_yields_it(manager: Person, day: datetime.date) -> None:
    agreement = AgreementFactory(dated_on=datetime.date(2026, 6, 1))
    one, two, three = [CommitmentFactory(agreement=agreement) for _number in range(3)]
    ActivityFactory(commitments=[one], starts_on=datetime.date(2026, 11, 1))
    ActivityFactory(commitments=[two], starts_on=datetime.date(2027, 1, 1), stage="planned")
    DecisionFactory(commitment=three, kind="superseded")

    found = overview(principal_of(manager), on=day)

    assert found.total == commitments(3)
    assert found.states == {
        State.ACTIVE: commitments(1, state="active"),
        State.QUIET: commitments(0, state="quiet"),
        State.PLANNED: commitments(1, state="planned"),
        State.SILENT: commitments(0, state="silent"),
        State.FULFILLED: commitments(0, state="fulfilled"),
        State.SUPERSEDED: commitments(1, state="superseded"),
        State.DISCONTINUED: commitments(0, state="discontinued"),
    }
    assert found.asking == commitments(0, attention=OF_COMMITMENTS)
    assert found.activities == Figure(2, "activities", {})
    assert found.attention == []


def test_the_gravest_reasons_come_first_and_among_like_ones_the_oldest(manager: Person, day: datetime.date) -> None:
    ended = AgreementFactory(slug="ended", term=(datetime.date(2020, 6, 26), datetime.date(2022, 6, 26)))
    ReviewFactory(agreement=ended, due_on=datetime.date(2021, 6, 1))
    running = AgreementFactory(slug="running")
    silent = CommitmentFactory(agreement=running)
    late = CommitmentFactory(agreement=running)
    later = CommitmentFactory(agreement=running)
    TargetFactory(commitment=late, due_on=datetime.date(2026, 5, 1))
    TargetFactory(commitment=later, due_on=datetime.date(2026, 3, 1))
    of_ended = CommitmentFactory(agreement=ended)

    found = overview(principal_of(manager), on=day)

    assert [(line.reason.code, line.about, line.reason.since) for line in found.attention] == [
        (Attention.TERM_ENDED, "ended", datetime.date(2022, 6, 27)),
        (Attention.REVIEW_DUE, "ended", datetime.date(2021, 6, 1)),
        (Attention.TARGET_MISSED, later.reference, datetime.date(2026, 3, 2)),
        (Attention.TARGET_MISSED, late.reference, datetime.date(2026, 5, 2)),
        (Attention.SILENT, silent.reference, datetime.date(2021, 6, 26)),
        (Attention.SILENT, late.reference, datetime.date(2021, 6, 26)),
        (Attention.SILENT, later.reference, datetime.date(2021, 6, 26)),
    ]
    assert of_ended.reference not in [line.about for line in found.attention]
    assert [(group.code, group.figure) for group in found.attention_groups] == [
        (Attention.TERM_ENDED, None),
        (Attention.REVIEW_DUE, None),
        (Attention.TARGET_MISSED, commitments(2, attention="target_missed")),
        (Attention.SILENT, commitments(3, attention="silent")),
    ]
    assert found.attention[0].figure == commitments(1, agreement="ended")
    assert found.asking == commitments(3, attention=OF_COMMITMENTS)


def test_the_roll_follows_the_text_and_puts_items_under_their_paragraph(manager: Person, day: datetime.date) -> None:
    agreement = AgreementFactory(slug="programme")
    heading = ProvisionFactory(agreement=agreement, citation="h3", role="heading", text="3. AREAS")
    chapeau = ProvisionFactory(agreement=agreement, citation="3.1", parent=heading)
    first = CommitmentFactory(provision=ProvisionFactory(agreement=agreement, citation="3.1.1", parent=chapeau))
    second = CommitmentFactory(provision=ProvisionFactory(agreement=agreement, citation="3.1.2", parent=chapeau))
    third = CommitmentFactory(provision=ProvisionFactory(agreement=agreement, citation="3.2", parent=heading))

    (roll,) = overview(principal_of(manager), on=day).rolls

    assert roll.total == commitments(3, agreement="programme")
    assert [(part.citation, [place.commitment for place in part.places]) for part in roll.paragraphs] == [
        ("3.1", [first, second]),
        ("3.2", [third]),
    ]


def test_figures_rest_on_what_the_reader_may_see(viewer: Person, day: datetime.date) -> None:
    commitment = CommitmentFactory(agreement=AgreementFactory(dated_on=datetime.date(2026, 6, 1)))
    CommitmentFactory(agreement=AgreementFactory(marking="internal"))
    ActivityFactory(commitments=[commitment], starts_on=datetime.date(2026, 11, 1), marking="internal")

    found = overview(principal_of(viewer), on=day)

    assert (found.total.count, found.states[State.SILENT].count, found.activities.count) == (1, 1, 0)
    assert [row.total.count for row in found.quarters.rows] == [0, 0]
    assert len(found.agreements) == 1


def test_more_rows_take_no_more_queries(manager: Person, day: datetime.date) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            overview(principal_of(manager), on=day)
        return len(queries)

    def more() -> None:
        term = (datetime.date(2020, 6, 26), datetime.date(2022, 6, 26))
        commitment = CommitmentFactory(agreement=AgreementFactory(term=term), areas=[PriorityAreaFactory()])
        ActivityFactory(commitments=[commitment])
        ReviewFactory(agreement=commitment.agreement)

    more()
    one = asked()
    more()
    more()

    assert asked() == one
