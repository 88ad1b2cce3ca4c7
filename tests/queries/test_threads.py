"""What became of each promise from one text to the next?"""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models.areas import PriorityArea
from commitments.models.commitments import Lineage
from commitments.models.people import Person
from commitments.queries.threads import Strand, strands_of
from commitments.queries.visibility import principal_of
from tests.factories import AgreementFactory, CommitmentFactory, PriorityAreaFactory

DAY = datetime.date(2026, 11, 21)


def references(strands: list[Strand]) -> list[list[str]]:
    return [[knot.commitment.reference for knot in strand.knots] for strand in strands]


@pytest.mark.usefixtures("seeded")
def test_arms_control_is_merged_of_two_promises_of_2013(viewer: Person) -> None:
    area = PriorityArea.objects.get(slug="arms-control")

    strands = strands_of(principal_of(viewer), on=DAY, area=area)

    assert references(strands) == [["JPD13-10-c4", "JPD13-10-c5", "IPCP20-3.1.4-c1"]]
    assert [tie.kind for tie in strands[0].knots[2].ties] == ["merged", "merged"]


@pytest.mark.usefixtures("seeded")
def test_before_the_later_text_begins_nothing_has_become_of_a_promise(viewer: Person) -> None:
    area = PriorityArea.objects.get(slug="counter-terrorism")

    before = strands_of(principal_of(viewer), on=datetime.date(2020, 6, 25), area=area)
    after = strands_of(principal_of(viewer), on=datetime.date(2020, 6, 26), area=area)

    assert references(before) == references(after) == [["JPD13-10-c3"]]
    assert [len(strands[0].knots[0].drops) for strands in (before, after)] == [0, 1]


@pytest.mark.usefixtures("seeded")
def test_what_no_tie_leads_to_is_new_in_a_later_text_alone(viewer: Person) -> None:
    strands = strands_of(principal_of(viewer), on=DAY)
    new = {knot.commitment.reference for strand in strands for knot in strand.knots if knot.is_new}
    tied = set(Lineage.objects.exclude(later=None).values_list("later__reference", flat=True))

    counted = {knot.commitment.reference for strand in strands for knot in strand.knots}
    assert len(counted) == 56
    assert new == {reference for reference in counted if reference.startswith("IPCP20")} - tied


def test_a_tie_to_a_hidden_text_is_none(viewer: Person, manager: Person) -> None:
    area = PriorityAreaFactory()
    old = CommitmentFactory(areas=[area])
    hidden = CommitmentFactory(agreement=AgreementFactory(marking="restricted"))
    Lineage.objects.create(earlier=old, later=hidden, kind="extended")
    Lineage.objects.create(earlier=old, dropped_by=hidden.agreement, kind="dropped")

    seen = strands_of(principal_of(viewer), on=DAY, area=area)

    assert references(seen) == [[old.reference]]
    assert seen[0].knots[0].drops == []
    assert references(strands_of(principal_of(manager), on=DAY, area=area)) == [[old.reference, hidden.reference]]


def test_more_strands_take_no_more_queries(viewer: Person) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            strands_of(principal_of(viewer), on=DAY)
        return len(queries)

    def more() -> None:
        Lineage.objects.create(earlier=CommitmentFactory(), later=CommitmentFactory(), kind="merged")

    more()
    one = asked()
    more()
    more()

    assert asked() == one
