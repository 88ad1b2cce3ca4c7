"""Does the rule answer for many commitments at once, in one query, and do its filters agree with its answers?"""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models.commitments import Commitment
from commitments.queries.attention import standing_of
from commitments.queries.standing import counted, with_standing
from commitments.vocabulary import Attention, State
from tests.factories import AgreementFactory, CommitmentFactory
from tests.queries.recorded import a_day, assessed, decided, did, due, planned, term

MIXED = (
    [],
    [did("2026-11-01")],
    [did("2021-03-01")],
    [planned("2026-11-20")],
    [decided("fulfilled", "2021-01-01")],
    [decided("superseded", "2021-01-01")],
    [decided("discontinued", "2021-01-01")],
    [due("2026-06-30", "2026-01-01"), assessed("japan", "off_track", "2026-01-01")],
    [assessed("japan", "on_track", "2026-01-01"), assessed("nato", "at_risk", "2026-01-01")],
)


@pytest.fixture
def mixed(db: None) -> list[Commitment]:
    """One commitment for each row of MIXED, and one whose agreement has not begun."""
    commitments = [CommitmentFactory() for _ in MIXED]
    for commitment, recorded in zip(commitments, MIXED, strict=True):
        for record in recorded:
            record(commitment)
    return [*commitments, CommitmentFactory(agreement=AgreementFactory(dated_on=datetime.date(2030, 1, 1)))]


@pytest.mark.parametrize("rows", [1, 3])
def test_any_number_of_commitments_takes_one_query(rows: int, db: None, day: datetime.date) -> None:
    for _ in range(rows):
        did("2026-11-01")(CommitmentFactory())
    with CaptureQueriesContext(connection) as asked:
        standings = [standing_of(row) for row in with_standing(Commitment.objects.all(), on=day)]
    assert (len(standings), len(asked)) == (rows, 1)


@pytest.mark.parametrize("state", State)
def test_filtering_by_state_finds_what_stands_so(state: State, mixed: list[Commitment], day: datetime.date) -> None:
    rows = with_standing(Commitment.objects.all(), on=day)
    so = {row.pk for row in rows if (standing := standing_of(row)) and standing.state == state}
    assert set(rows.filter(state=state).values_list("pk", flat=True)) == so
    assert so


def test_filtering_by_no_state_finds_what_has_not_begun(mixed: list[Commitment], day: datetime.date) -> None:
    assert list(with_standing(Commitment.objects.all(), on=day).filter(state=None)) == [mixed[-1]]


@pytest.mark.parametrize("code", [code for code in Attention if code not in ("term_ended", "review_due")])
def test_filtering_by_attention_finds_what_asks_for_it(
    code: Attention, mixed: list[Commitment], day: datetime.date
) -> None:
    rows = with_standing(Commitment.objects.all(), on=day)
    so = {row.pk for row in rows if (standing := standing_of(row)) and code in [why.code for why in standing.attention]}
    assert set(rows.filter(attention__contains=f" {code} ").values_list("pk", flat=True)) == so
    assert so


def test_what_begins_later_is_not_counted(mixed: list[Commitment], day: datetime.date) -> None:
    assert list(counted(Commitment.objects.all(), on=day)) == mixed[:-1]


def test_what_begins_on_the_day_is_counted(db: None, day: datetime.date) -> None:
    commitment = CommitmentFactory(agreement=AgreementFactory(dated_on=day))
    assert list(counted(Commitment.objects.all(), on=day)) == [commitment]


def test_the_term_says_when_it_begins_rather_than_the_date(db: None, day: datetime.date) -> None:
    term("2026-11-22", None)(CommitmentFactory())
    assert list(counted(Commitment.objects.all(), on=day)) == []


def test_a_commitment_of_an_agreement_without_a_date_is_counted(db: None, day: datetime.date) -> None:
    commitment = CommitmentFactory(agreement=AgreementFactory(dated_on=None))
    assert list(counted(Commitment.objects.all(), on=day)) == [commitment]


@pytest.mark.parametrize(("retired_on", "found"), [("2026-11-20", 0), ("2026-11-21", 0), ("2026-11-22", 1)])
def test_a_retired_commitment_leaves_the_counts_from_its_day(
    retired_on: str, found: int, db: None, day: datetime.date
) -> None:
    CommitmentFactory(retired_on=a_day(retired_on), retired_because="No longer in the reading.")
    assert counted(Commitment.objects.all(), on=day).count() == found


def test_standing_neither_orders_nor_leaves_out_rows(mixed: list[Commitment], day: datetime.date) -> None:
    rows = Commitment.objects.order_by("-position")
    assert list(with_standing(rows, on=day)) == list(rows)
