"""What do the tests of briefs start from?"""

from __future__ import annotations

import datetime

import pytest

from commitments.models.commitments import Commitment
from commitments.models.provisions import AreaMention
from tests.factories import AgreementFactory, CommitmentFactory, PriorityAreaFactory

TERM = (datetime.date(2024, 1, 10), datetime.date(2027, 1, 10))


@pytest.fixture
def promise() -> Commitment:
    """One commitment in the area cyber defence, of an agreement that runs."""
    agreement = AgreementFactory(code="NEW24", slug="new24", short_name="Programme 2024", term=TERM)
    area = PriorityAreaFactory(slug="cyber", short_name="Cyber defence")
    made: Commitment = CommitmentFactory(agreement=agreement, title="Talk about networks", areas=[area])
    provision = made.provision
    AreaMention.objects.create(area=area, provision=provision, named_as="priority", quote="The", start=0, end=3)
    return made
