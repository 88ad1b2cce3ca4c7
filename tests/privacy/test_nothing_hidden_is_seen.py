"""Does a reader meet a hidden word, name or id anywhere, and does anything they get change with what is hidden?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.privacy.looking import Found, look
from tests.privacy.readers import READERS, Reader

OFTEN = [reader for reader in READERS if reader.often]


@pytest.mark.slow
@pytest.mark.parametrize("reader", OFTEN, ids=lambda reader: reader.name)
def test_what_is_hidden_is_nowhere_and_changes_nothing(db: None, files: Path, reader: Reader) -> None:
    found = look(reader)
    assert found == Found(), str(found)


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_however_long_one_looks_what_is_hidden_is_nowhere_and_changes_nothing(
    db: None, files: Path, reader: Reader
) -> None:
    found = look(reader, most=1)
    assert found == Found(), str(found)
