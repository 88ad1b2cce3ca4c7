"""Does a term that rests on another text count only for those who may read that text?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from commitments.models.agreements import Agreement, Term
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.queries.listing import commitments_list
from commitments.queries.standing import with_agreement_attention
from commitments.queries.summaries import overview
from commitments.queries.terms import agreement_lines
from commitments.queries.visibility import principal_of
from tests import factories as make

pytestmark = pytest.mark.django_db
BEGUN, OVER, LATER = datetime.date(2020, 1, 1), datetime.date(2024, 1, 1), datetime.date(2031, 1, 1)


@pytest.fixture
def promise(db: None) -> Commitment:
    """Of a public agreement that bears a date and no term of its own."""
    promise: Commitment = make.CommitmentFactory(agreement=make.AgreementFactory(dated_on=BEGUN))
    return promise


def in_a_hidden_text(agreement: Agreement, **days: Any) -> Term:
    hidden = make.CommitmentFactory(agreement=make.AgreementFactory(marking="restricted"))
    return Term.objects.create(agreement=agreement, provenance="derived", provision=hidden.provision, **days)


def test_it_ends_nothing_for_anybody_else(
    promise: Commitment, viewer: Person, manager: Person, day: datetime.date
) -> None:
    in_a_hidden_text(promise.agreement, starts_on=BEGUN, ends_on=OVER)
    agreements = Agreement.objects.filter(pk=promise.agreement_id)
    told = {
        person.clearance: with_agreement_attention(agreements, on=day, seen_by=person.clearance)
        .values_list("term_ends_on", "asks_term_ended")
        .get()
        for person in (viewer, manager)
    }
    assert told == {"public": (None, False), "restricted": (OVER, True)}


def test_it_begins_nothing_for_anybody_else(
    promise: Commitment, viewer: Person, manager: Person, day: datetime.date
) -> None:
    in_a_hidden_text(promise.agreement, starts_on=LATER)
    counted = [
        list(commitments_list(principal_of(person), day).values_list("reference", flat=True))
        for person in (viewer, manager)
    ]
    assert [promise.reference in each for each in counted] == [True, False]


def test_it_is_on_nobody_elses_overview(
    promise: Commitment, viewer: Person, manager: Person, day: datetime.date
) -> None:
    term = in_a_hidden_text(promise.agreement, starts_on=BEGUN, ends_on=LATER)
    for person, seen in ((viewer, []), (manager, [term])):
        lines = agreement_lines(principal_of(person), on=day)
        assert [line.terms for line in lines if line.agreement == promise.agreement] == [seen]
        assert [
            line.terms
            for line in overview(principal_of(person), on=day).agreements
            if line.agreement.pk == promise.agreement_id
        ] == [seen]
