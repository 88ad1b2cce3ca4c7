"""Which day do imprecise dates and periods come to?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.texts.periods import add_months, duration_of, earliest_proof, end_of_term, last_day_of, months_in

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("day", "precision", "last"),
    [
        (date(2018, 1, 1), "year", date(2018, 12, 31)),
        (date(2011, 4, 1), "month", date(2011, 4, 30)),
        (date(2012, 2, 1), "month", date(2012, 2, 29)),
        (date(2014, 5, 6), "day", date(2014, 5, 6)),
    ],
)
def test_an_imprecise_date_counts_from_the_last_day_of_its_period(day, precision, last):
    assert last_day_of(day, precision) == last


def test_another_precision_is_refused():
    with pytest.raises(ValueError, match="not to “week”"):
        last_day_of(date(2020, 1, 1), "week")


@pytest.mark.parametrize(("duration", "months"), [("P12M", 12), ("P2Y", 24), ("P1Y6M", 18), ("P1M", 1)])
def test_a_duration_counts_whole_months(duration, months):
    assert months_in(duration) == months


@pytest.mark.parametrize(
    "duration", ["", "P", "P0M", "P1W", "P30D", "PT1M", "P1.5Y", "-P1M", "p1m", "P1M ", "12", "P٣M"]
)
def test_what_is_no_whole_number_of_months_is_refused(duration):
    with pytest.raises(ValueError, match="is not a duration of whole years and months"):
        months_in(duration)


@given(st.integers(1, 9999))
def test_months_come_back_from_their_canonical_form(months):
    assert duration_of(months) == f"P{months}M"
    assert months_in(duration_of(months)) == months


def test_no_months_are_no_duration():
    with pytest.raises(ValueError, match="at least one month"):
        duration_of(0)


def test_the_programme_of_2020_ends_on_26_june_2022():
    assert end_of_term(date(2020, 6, 26), "P2Y") == date(2022, 6, 26)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2013, 1, 31), 1, date(2013, 2, 28)),
        (date(2012, 1, 31), 1, date(2012, 2, 29)),
        (date(2012, 2, 29), 12, date(2013, 2, 28)),
        (date(2013, 12, 31), 2, date(2014, 2, 28)),
        (date(2013, 3, 31), -1, date(2013, 2, 28)),
    ],
)
def test_in_a_shorter_month_the_last_day_counts(day, months, later):
    assert add_months(day, months) == later


@pytest.mark.parametrize("months", [12 * 8000, -12 * 3000])
def test_the_calendar_has_an_end_in_both_directions(months):
    with pytest.raises(ValueError, match="which the calendar does not hold"):
        add_months(date(2020, 1, 1), months)


@pytest.mark.parametrize(
    ("on", "months", "earliest"),
    [
        (date(2013, 2, 28), 1, date(2013, 1, 28)),
        (date(2013, 3, 31), 1, date(2013, 3, 1)),
        (date(2013, 3, 1), 1, date(2013, 2, 1)),
        (date(2022, 6, 26), 24, date(2020, 6, 26)),
        (date(2020, 2, 29), 12, date(2019, 3, 1)),
        (date(2020, 5, 5), 0, date(2020, 5, 5)),
    ],
)
def test_the_earliest_proof_that_still_counts(on, months, earliest):
    assert earliest_proof(on, months) == earliest


@given(DAYS, st.integers(0, 240))
def test_a_proof_a_day_earlier_no_longer_counts(on, months):
    earliest = earliest_proof(on, months)
    assert add_months(earliest, months) >= on
    assert add_months(earliest - timedelta(days=1), months) < on


@given(DAYS, DAYS, st.integers(0, 240))
def test_a_later_day_never_leads_to_an_earlier_one(one, two, months):
    assert add_months(min(one, two), months) <= add_months(max(one, two), months)


def test_less_than_no_months_are_refused():
    with pytest.raises(ValueError, match="less than no months"):
        earliest_proof(date(2020, 1, 1), -1)
