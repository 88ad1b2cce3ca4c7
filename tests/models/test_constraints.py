"""Does the database itself refuse rows that cannot be, whoever writes them?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commitments.models.agreements import Agreement, Term
from commitments.models.commitments import Lineage
from commitments.models.people import Person
from tests import factories as make

DAY = datetime.date(2026, 9, 1)

REFUSED: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "a held agreement without a text": (make.AgreementFactory, {"text": "", "text_sha256": ""}),
    "a cited agreement with a text": (make.AgreementFactory, {"held": False, "text": "Text", "text_sha256": "0"}),
    "a date without what the text calls it": (make.AgreementFactory, {"date_label": ""}),
    "a date of no precision": (make.AgreementFactory, {"date_precision": "", "counts_on": DAY}),
    "a marking that is none": (make.ActivityFactory, {"marking": "secret"}),
    "a kind that is none": (make.ActivityFactory, {"kind": "party"}),
    "an activity without a title": (make.ActivityFactory, {"title": ""}),
    "an activity that ends before it begins": (
        make.ActivityFactory,
        {"starts_on": DAY, "ends_on": DAY.replace(day=1, month=8)},
    ),
    "confirmed by nobody": (make.ActivityFactory, {"state": "confirmed"}),
    "evidence that shows nothing": (make.EvidenceFactory, {"url": ""}),
    "a copy without a checksum": (make.EvidenceFactory, {"file": "evidence/a.pdf"}),
    "a checksum without a copy": (make.EvidenceFactory, {"sha256": "0" * 64}),
    "a decision without a reason": (make.DecisionFactory, {"reason": ""}),
    "a date and a rhythm": (make.TargetFactory, {"every": "P12M", "due_on": DAY}),
    "neither a date nor a rhythm": (make.TargetFactory, {"due_on": None}),
    "a review held without an outcome": (make.ReviewFactory, {"held_on": DAY}),
    "a review not held, on a day": (make.ReviewFactory, {"outcome": "not_held", "held_on": DAY}),
    "an outcome of no day": (make.ReviewFactory, {"outcome": "continued", "outcome_on": None, "held_on": DAY}),
    "a milestone that counts before it is dated": (make.MilestoneFactory, {"counts_on": datetime.date(2020, 1, 1)}),
    "a strength that is none": (make.CommitmentFactory, {"strength": "wish"}),
    "a role that is none": (make.PersonFactory, {"role": "king"}),
    "a body whose parent is known from nowhere": (make.BodyFactory, {"parent_provenance": "hearsay"}),
}


@pytest.mark.parametrize(("factory", "fields"), REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(factory: Callable[..., Any], fields: dict[str, Any], db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**fields)


def test_a_source_names_an_activity_once_and_no_source_many(db: None) -> None:
    make.ActivityFactory.create_batch(2, source="", external_id="")
    make.ActivityFactory(source="missions", external_id="7")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.ActivityFactory(source="missions", external_id="7")


def test_a_term_ends_on_or_after_the_day_it_starts(db: None) -> None:
    agreement = make.AgreementFactory(term=(DAY, DAY))
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(agreement=agreement, order=1, starts_on=DAY, ends_on=DAY.replace(day=1, month=8))


def test_what_was_dropped_names_the_agreement_and_no_commitment(db: None) -> None:
    earlier, later = make.CommitmentFactory.create_batch(2)
    for fields in ({"kind": "dropped", "later": later}, {"kind": "extended", "dropped_by": later.agreement}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Lineage.objects.create(earlier=earlier, **fields)


def test_a_row_that_something_rests_on_cannot_be_deleted(db: None) -> None:
    commitment = make.CommitmentFactory()
    make.DecisionFactory(commitment=commitment)
    for row in (commitment, commitment.provision, commitment.agreement, Person.objects.get()):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


def test_a_row_is_found_by_its_public_name(db: None) -> None:
    commitment = make.CommitmentFactory()
    assert type(commitment).objects.get_by_natural_key(*commitment.natural_key()) == commitment
    assert Agreement.objects.get_by_natural_key(commitment.agreement.slug) == commitment.agreement
