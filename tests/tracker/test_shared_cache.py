"""Do the processes of one machine count together, and does a page do without when they cannot?"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tracker.shared_cache import SharedCache

ROOT = Path(__file__).parents[2]
COUNTING = """
import sys
from tracker.shared_cache import SharedCache
cache = SharedCache(sys.argv[1], {})
for _ in range(500):
    cache.add("asked", 0, timeout=60)
    cache.incr("asked")
"""


@pytest.fixture
def cache(tmp_path: Path) -> SharedCache:
    return SharedCache(str(tmp_path / "var" / "cache.sqlite3"), {})


def test_four_processes_lose_no_count(cache: SharedCache) -> None:
    told = {"cwd": ROOT, "env": {"DJANGO_SETTINGS_MODULE": "tracker.settings", "PYTHONPATH": str(ROOT)}}
    each = [subprocess.Popen([sys.executable, "-c", COUNTING, cache._path], **told) for _process in range(4)]
    assert [process.wait(timeout=60) for process in each] == [0] * 4
    assert cache.get("asked") == 2_000


def test_what_is_added_twice_stays_as_it_was(cache: SharedCache) -> None:
    added = [cache.add("name", value, timeout=60) for value in ("first", "second")]
    assert (added, cache.get("name")) == ([True, False], "first")


def test_what_is_over_is_gone_and_may_be_added_again(cache: SharedCache) -> None:
    cache.set("name", "old", timeout=0.05)
    cache.set("kept", "for ever", timeout=None)
    time.sleep(0.06)
    assert (cache.get("name"), cache.touch("name", 60), cache.delete("name")) == (None, False, False)
    with pytest.raises(ValueError, match="Nothing is kept"):
        cache.incr("name")
    assert (cache.add("name", "new", timeout=60), cache.get("name"), cache.get("kept")) == (True, "new", "for ever")


@pytest.mark.parametrize("value", [0, 1.5, "日本", [1, {"a": None}], True, None])
def test_what_is_kept_comes_back(cache: SharedCache, value: Any) -> None:
    cache.set("name", value)
    assert cache.get("name", "nothing") == value


def test_another_version_is_another_thing_and_clearing_takes_all(cache: SharedCache) -> None:
    cache.set("name", 1, version=1)
    cache.set("name", 2, version=2)
    assert [cache.get("name", version=each) for each in (1, 2)] == [1, 2]
    cache.clear()
    assert [cache.get("name", version=each) for each in (1, 2)] == [None, None]


def test_the_file_is_its_owners_alone(cache: SharedCache) -> None:
    cache.set("name", 1)
    assert cache._path.stat().st_mode & 0o777 == 0o600


def test_a_broken_file_is_begun_again(cache: SharedCache) -> None:
    cache._path.parent.mkdir()
    cache._path.write_bytes(b"torn by a power cut" * 1_000)
    assert cache.get("name", "nothing") == "nothing"
    cache.set("name", 1)
    assert cache.get("name") == 1


def test_without_its_file_everything_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "var").write_text("a file where the directory should be")
    cache = SharedCache(str(tmp_path / "var" / "cache.sqlite3"), {})
    cache.set("name", 1)
    assert (cache.get("name", "nothing"), cache.add("name", 1)) == ("nothing", True)
    assert all(said.startswith("The shared cache did not answer: ") for said in caplog.messages)
