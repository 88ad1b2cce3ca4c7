"""Which rows are meant by a reference, a clause or words?"""

import datetime

import pytest

from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.queries.finding import MOST, bodies_meant, commitments_meant
from tests import factories

pytestmark = pytest.mark.django_db


def meant(typed):
    return [row.reference for row in commitments_meant(Commitment.objects.all(), typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ipcp20-3.3-C4", ["IPCP20-3.3-c4"]),
        ("3.3", [f"IPCP20-3.3-c{number}" for number in range(1, 6)]),
        ("IPCP20-3.1.1", ["IPCP20-3.1.1-c1"]),
        ("nothing like it", []),
        ("%", []),
        ("_", []),
    ],
)
def test_a_reference_goes_before_a_clause_and_a_clause_before_words(seeded, typed, found):
    assert meant(typed) == found


def test_words_find_commitments_by_title_and_quote(seeded):
    assert "IPCP20-3.3-c4" in meant("expert ccdcoe")


def test_no_more_than_a_handful_is_offered(seeded):
    assert len(meant("co")) == MOST


def test_a_retired_commitment_is_found_by_its_reference_alone():
    row = factories.CommitmentFactory(title="Old talks", retired_on=datetime.date(2020, 1, 1))
    assert (meant(row.reference), meant("old talks"), meant(row.provision.citation)) == ([row.reference], [], [])


@pytest.mark.parametrize("typed", ["shape", "SHAPE", "Supreme Headquarters", "supreme head"])
def test_a_body_is_found_by_slug_abbreviation_name_and_words(typed):
    body = factories.BodyFactory(slug="shape", abbreviation="SHAPE", name="Supreme Headquarters")
    factories.BodyFactory(name="Another body")
    assert bodies_meant(Body.objects.all(), typed) == [body]
