"""Does a machine keep one secret of its own, whoever starts at once and whatever breaks off?"""

from __future__ import annotations

import secrets
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tracker.own_secrets import own_secret


def test_all_who_start_at_once_have_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers of a fresh server: the second one opened the file before the first had written, and had no key."""
    real, at_once = secrets.token_urlsafe, threading.Barrier(8)

    def slowly(length: int) -> str:
        time.sleep(0.05)
        return real(length)

    def begin(_number: int) -> str:
        at_once.wait()
        return own_secret(tmp_path / "var" / "secret_key", 60)

    monkeypatch.setattr(secrets, "token_urlsafe", slowly)
    with ThreadPoolExecutor(8) as pool:
        known = set(pool.map(begin, range(8)))
    assert known == {(tmp_path / "var" / "secret_key").read_text()}
    assert len(known.pop()) == 80


@pytest.mark.parametrize("left", ["", "\n"])
def test_a_file_that_was_never_written_gets_its_secret(tmp_path: Path, left: str) -> None:
    (tmp_path / "secret_key").write_text(left)
    (tmp_path / "secret_key").chmod(0o644)
    made = own_secret(tmp_path / "secret_key", 60)
    assert (len(made), made) == (80, own_secret(tmp_path / "secret_key", 60))
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_what_is_kept_is_not_written_again(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("of our own choice\n")
    assert own_secret(tmp_path / "password", 12) == "of our own choice"
    assert (tmp_path / "password").read_text() == "of our own choice\n"
