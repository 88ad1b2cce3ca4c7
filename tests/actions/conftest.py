"""What do the tests of actions start from?"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.conf import settings

from commitments.actions.seeding import SeedReport, seed
from tests.edited import EditedFixtures


@pytest.fixture
def seeded(db: None, day: datetime.date) -> SeedReport:
    """The two texts are in the database."""
    return seed(settings.FIXTURES, on=day)


@pytest.fixture
def edited(tmp_path: Path) -> EditedFixtures:
    return EditedFixtures(tmp_path / "fixtures")
