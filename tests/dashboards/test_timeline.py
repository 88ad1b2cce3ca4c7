"""Is the time line drawn to scale, and does its table say the same?"""

from __future__ import annotations

import datetime

import pytest

from commitments.dashboards.timeline import LEFT, WIDTH, Scale, dated, drawing
from commitments.models.people import Person
from commitments.queries.terms import agreement_lines
from commitments.queries.visibility import principal_of
from tests.factories import AgreementFactory, ReviewFactory


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (datetime.date(2020, 1, 1), LEFT),
        (datetime.date(2020, 7, 2), LEFT + (WIDTH - LEFT) / 2),
        (datetime.date(2021, 1, 1), WIDTH),
        (datetime.date(2031, 1, 1), WIDTH),
        (datetime.date(1999, 1, 1), LEFT),
    ],
)
def test_a_day_has_its_place_on_the_line(day: datetime.date, place: float) -> None:
    assert Scale(2020, 2020).x(day) == place


def test_every_date_stands_in_the_table_with_how_it_is_known(manager: Person, day: datetime.date) -> None:
    term = (datetime.date(2020, 6, 26), datetime.date(2022, 6, 26))
    agreement = AgreementFactory(short_name="Programme 2020", term=term)
    ReviewFactory(agreement=agreement, due_on=datetime.date(2021, 6, 15), outcome="renewed")
    ReviewFactory(agreement=agreement, due_on=datetime.date(2022, 6, 20), outcome="not_held")
    ReviewFactory(agreement=agreement, due_on=datetime.date(2027, 6, 20), provenance="agreed")
    AgreementFactory(short_name="Old text", held=False, dated_on=datetime.date(2018, 1, 1), date_precision="year")

    lines = agreement_lines(principal_of(manager), on=day)

    assert [(row.agreement.short_name, row.date, row.what, row.provenance.value) for row in dated(lines)] == [
        ("Programme 2020", "26 June 2020", "approved", "stated"),
        ("Programme 2020", "15 June 2021", "review held: renewed", "assumed"),
        ("Programme 2020", "20 June 2022", "review due, not held", "assumed"),
        ("Programme 2020", "26 June 2022", "last day of the term", "derived"),
        ("Programme 2020", "20 June 2027", "review due", "agreed"),
        ("Old text", "2018", "approved", "stated"),
    ]
    drawn = drawing(lines, on=day)
    assert [(row.label, [shape.kind for shape in row.shapes]) for row in drawn.rows] == [
        ("Programme 2020", ["term"]),
        ("Reviews of it", ["dot", "miss"]),
        ("Reviews of it", ["due-mark"]),
        ("Old text", ["cited"]),
    ]
    assert [year.text for year in drawn.years] == [str(year) for year in range(2018, 2028)]
