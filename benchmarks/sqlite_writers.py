"""Does SQLite hold when eight write at once? Each logs activities through the API, as fast as it can, for a while.

Prints one JSON object: requests, how many were refused because others wrote, and the longest that one waited.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WRITERS = 8
SECONDS = 5 if os.environ.get("QUICK") else 20
ROOT = Path(__file__).parents[1]


def write(number: int, turn: multiprocessing.synchronize.Barrier) -> tuple[int, int, float]:
    """One writer: how many requests, how many refused, and the longest."""
    import django

    django.setup()
    import orjson

    from benchmarks.asking import Server
    from benchmarks.callers import new_key
    from tracker.wsgi import application

    server = Server(application, authorization=f"Bearer {new_key()}")
    body = {"title": "Talks", "kind": "visit", "starts_on": "2026-01-02", "areas": ["area-1"]}
    server.ask("/api/v1/activities/")  # what is loaded with the first request is no wait for others
    asked, refused, longest = 0, 0, 0.0
    turn.wait(60)
    end = time.perf_counter() + SECONDS
    while (began := time.perf_counter()) < end:
        try:
            server.ask("/api/v1/activities/", orjson.dumps(body | {"place": f"{number} {asked}"}))
        except RuntimeError:
            refused += 1
        asked, longest = asked + 1, max(longest, time.perf_counter() - began)
    return asked, refused, longest


def _in_its_process(number: int, turn: multiprocessing.synchronize.Barrier, told: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    told.put(write(number, turn))


def main() -> None:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as directory:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "DATABASE_URL": f"sqlite:///{directory}/tracker.sqlite3",
            "VAR_DIR": directory,
            "API_RATE": "10000000/min",
        }
        for command in (["manage.py", "migrate", "--verbosity=0"], ["benchmarks/data.py", "1000"]):
            subprocess.run([sys.executable, *command], cwd=ROOT, check=True)
        context = multiprocessing.get_context("spawn")
        turn, told = context.Barrier(WRITERS), context.Queue()
        writers = [context.Process(target=_in_its_process, args=(number, turn, told)) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        results = [told.get(timeout=SECONDS + 120) for _writer in writers]
        for writer in writers:
            writer.join(30)
    asked, refused, longest = zip(*results, strict=True)
    print(f'{{"asked": {sum(asked)}, "refused": {sum(refused)}, "longest": {max(longest)}}}')


if __name__ == "__main__":
    main()
