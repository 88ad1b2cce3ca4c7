"""What was known on a day of terms and reviews?"""

from __future__ import annotations

import datetime

from commitments.models.people import Person
from commitments.queries.terms import ReviewLine, agreement_lines
from commitments.queries.visibility import principal_of
from commitments.vocabulary import Provenance, ReviewOutcome
from tests.factories import AgreementFactory, ReviewFactory

DUE, HELD = datetime.date(2022, 6, 20), datetime.date(2022, 7, 1)


def reviews_on(person: Person, day: datetime.date) -> list[ReviewLine]:
    (line,) = agreement_lines(principal_of(person), on=day)
    return line.reviews


def test_a_review_held_later_is_still_open_before(manager: Person) -> None:
    agreement = AgreementFactory()
    ReviewFactory(agreement=agreement, due_on=DUE, outcome="continued", outcome_on=HELD)
    assumed = (agreement, DUE, Provenance.ASSUMED)

    assert reviews_on(manager, datetime.date(2022, 6, 19)) == [ReviewLine(*assumed, None, None, overdue=False)]
    assert reviews_on(manager, DUE) == [ReviewLine(*assumed, None, None, overdue=True)]
    assert reviews_on(manager, HELD) == [ReviewLine(*assumed, HELD, ReviewOutcome.CONTINUED, overdue=False)]


def test_a_hidden_review_is_not_known(viewer: Person) -> None:
    ReviewFactory(marking="internal")

    assert reviews_on(viewer, datetime.date(2026, 11, 21)) == []


def test_agreements_without_a_date_or_of_a_later_day_are_left_out(manager: Person) -> None:
    AgreementFactory(held=False, dated_on=None)
    AgreementFactory(dated_on=datetime.date(2023, 1, 1))
    known = AgreementFactory(dated_on=datetime.date(2018, 1, 1), date_precision="year")

    lines = agreement_lines(principal_of(manager), on=datetime.date(2022, 12, 31))

    assert [line.agreement for line in lines] == [known]
    assert agreement_lines(principal_of(manager), on=datetime.date(2018, 12, 30)) == []
