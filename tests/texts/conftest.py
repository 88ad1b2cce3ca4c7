"""Which texts do these tests read?"""

from pathlib import Path

import pytest

from commitments.texts.normalise import decode

TEXTS = Path(__file__).parents[2] / "fixtures" / "texts"


@pytest.fixture(scope="session")
def declaration() -> str:
    return decode((TEXTS / "declaration-2013.txt").read_bytes())


@pytest.fixture(scope="session")
def programme() -> str:
    return decode((TEXTS / "programme-2020.txt").read_bytes())
