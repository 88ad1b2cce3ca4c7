"""Do the factories make rows that hold together?"""

from __future__ import annotations

import pytest
from django.db.models import Model

from tests import factories

EVERY = [
    made
    for name, made in vars(factories).items()
    if name.endswith("Factory") and name != "RowFactory" and issubclass(made, factories.RowFactory)
]


@pytest.mark.parametrize("make", EVERY, ids=lambda made: made.__name__)
def test_a_factory_makes_a_valid_row(make: type[factories.factory.Factory], db: None) -> None:
    row: Model = make()
    row.full_clean()
    assert type(row)._default_manager.get(pk=row.pk) == row


@pytest.mark.parametrize("make", EVERY, ids=lambda made: made.__name__)
def test_a_factory_makes_two_rows_that_differ(make: type[factories.factory.Factory], db: None) -> None:
    assert make().pk != make().pk


def test_offsets_are_true(db: None) -> None:
    agreement = factories.AgreementFactory()
    rows = [
        factories.CommitmentFactory(agreement=agreement),
        factories.CommitmentFactory(agreement=agreement),
        factories.MilestoneFactory(provision=factories.ProvisionFactory(agreement=agreement, text="It was done.")),
    ]
    agreement.refresh_from_db()
    found = [agreement.text[row.start : row.end] for row in rows]
    assert found == [row.quote for row in rows]


def test_two_commitments_of_one_agreement_share_it(db: None) -> None:
    agreement = factories.AgreementFactory()
    first, second = factories.CommitmentFactory.create_batch(2, agreement=agreement)
    assert (first.agreement, second.agreement) == (agreement, agreement)
    assert (first.reference, second.reference) == (f"{agreement.code}-1-c1", f"{agreement.code}-2-c1")
