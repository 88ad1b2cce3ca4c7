"""How do ours, the naive twin and the floor compare? On the database of DATABASE_URL, which may be written to.

Prints one JSON object: what each request costs, in seconds (asking.py says of what).
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"

import django

django.setup()

import orjson  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.asking import Clock, Server, medians, with_middleware  # noqa: E402
from benchmarks.callers import new_key, person  # noqa: E402
from benchmarks.floor import Floor  # noqa: E402
from benchmarks.naive.models import NaiveToken, make_tables  # noqa: E402
from commitments.models.activities import Activity  # noqa: E402
from commitments.models.commitments import Commitment  # noqa: E402
from tracker.wsgi import application  # noqa: E402

QUICK = bool(os.environ.get("QUICK"))
ROUNDS, TIMES, FEW = (6, 5, 2) if QUICK else (15, 10, 3)
POSTS, ROUNDS_OF_WRITES = 20, 3 if QUICK else 9
"""So many single posts are set beside one bulk, in turns: all of them meet the same moods of the machine."""
FEED = 20_000
"""So many events of the feed are read."""
SUMMARY = "They spoke about what was agreed. " * 4
WRITTEN_OTHERWISE = ("url", "created_at", "updated_at", "evidence")
"""Fields that the three write in other words: own addresses, moments, empty texts or null."""


class Race:
    """The three, and a token that all of them know."""

    def __init__(self) -> None:
        key = new_key()
        make_tables()
        NaiveToken.objects.create(key=key, user=person())
        told = {"authorization": f"Bearer {key}"}
        floor = Floor(os.environ["DATABASE_URL"])
        self.ours = Server(application, **told)
        self.naive = Server(with_middleware(settings.NAIVE_MIDDLEWARE), **told)
        self.floor = Server(floor, **told)
        self.empty = Server(with_middleware(settings.EMPTY_MIDDLEWARE), **told)
        self.clock = Clock(connection.connection.info.backend_pid, floor.connection.info.backend_pid)

    def compare(self) -> None:
        """All three give the same answer. Raises AssertionError where one does not."""
        asked = {self.ours: "/api/v1/activities/", self.naive: "/api/activities/", self.floor: "/activities/"}
        told = [_said_alike(orjson.loads(server.ask(address))["results"]) for server, address in asked.items()]
        if told[0] != told[1] or told[0] != told[2]:
            raise AssertionError("They do not race with the same load.")

    def lists(self, size: int) -> dict[str, float]:
        """A list of that many."""
        query = f"?page_size={size}"
        return self._turns(
            ours=lambda: self.ours.ask(f"/api/v1/activities/{query}"),
            naive=lambda: self.naive.ask(f"/api/activities/{query}"),
            floor=lambda: self.floor.ask(f"/activities/{query}"),
        )

    def details(self) -> dict[str, float]:
        """One activity."""
        ids = list(Activity.objects.values_list("pk", flat=True)[:200])
        each = {name: iter(ids * 100) for name in ("ours", "naive", "floor")}
        return self._turns(
            ours=lambda: self.ours.ask(f"/api/v1/activities/{next(each['ours'])}/"),
            naive=lambda: self.naive.ask(f"/api/activities/{next(each['naive'])}/"),
            floor=lambda: self.floor.ask(f"/activities/{next(each['floor'])}/"),
        )

    def exports(self) -> dict[str, float]:
        """One row, where every activity is taken out."""
        taken = self._turns(
            few=True,
            ours=lambda: _drained(self.ours.pieces("/api/v1/activities/?format=ndjson")),
            floor=lambda: _drained(self.floor.pieces("/export/")),
        )
        rows = Activity.objects.count()
        return {name: seconds / rows for name, seconds in taken.items()}

    def feeds(self) -> dict[str, float]:
        """One event of the feed; asking it when there is nothing new, beside a view that does nothing (empty.py)."""
        cursors, events = [""], 0
        while events < FEED:
            page = orjson.loads(self.ours.ask(_feed(cursors[-1])))
            events += len(page["results"])
            if not page["has_more"]:
                break
            cursors.append(page["next"])
        cursors = cursors[: -(-events // 1_000)]
        read = self._turns(few=True, events=lambda: [self.ours.ask(_feed(cursor)) for cursor in cursors])
        head = orjson.loads(self.ours.ask("/api/v1/changes/?after=now"))["next"]
        return {"event": read["events"] / events} | self._turns(
            poll=lambda: self.ours.ask(_feed(head)), empty=lambda: self.empty.ask("/api/empty/")
        )

    def creates(self) -> dict[str, float]:
        """Logging one activity, and one of a thousand at once; committed."""
        rows = list(Commitment.objects.order_by("pk")[:2])
        body = {
            "title": "Talks", "kind": "visit", "starts_on": "2026-01-02", "place": "Brussels", "summary": SUMMARY,
            "commitments": [row.reference for row in rows],
            "areas": [area.slug for row in rows for area in row.areas.all()],
            "bodies": [{"body": "body-1", "role": "host"}, {"body": "body-2", "role": "participant"}],
        }  # fmt: skip
        one, many = orjson.dumps(body), orjson.dumps([body] * 1_000)
        asked = {
            "ours": lambda: _again(POSTS, self.ours, "/api/v1/activities/", one),
            "naive": lambda: _again(POSTS, self.naive, "/api/activities/", one),
            "bulk_row": lambda: self.ours.ask("/api/v1/activities/bulk/", many),
        }
        rows = {"ours": POSTS, "naive": POSTS, "bulk_row": 1_000}
        taken = medians(asked, self.clock, rounds=ROUNDS_OF_WRITES, times=1, warm=1)
        return {name: seconds / rows[name] for name, seconds in taken.items()}

    def _turns(self, *, few: bool = False, **asked: Callable[[], object]) -> dict[str, float]:
        rounds, times, warm = (FEW, 1, 1) if few else (ROUNDS, TIMES, 3)
        return medians(asked, self.clock, rounds=rounds, times=times, warm=warm)


def _feed(cursor: str) -> str:
    return "/api/v1/changes/?limit=1000" + (f"&after={cursor}" if cursor else "")


def _said_alike(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What resources hold that all three write in the same words, and how much evidence."""
    return [
        {name: value for name, value in sorted(resource.items()) if name not in WRITTEN_OTHERWISE}
        | {"evidence": [(part["title"], part["publisher"], part["url"]) for part in resource["evidence"]]}
        for resource in resources
    ]


def _again(times: int, server: Server, address: str, body: bytes) -> None:
    for _ in range(times):
        server.ask(address, body)


def _drained(pieces: Iterable[bytes]) -> None:
    """Read to the end, and let go of each piece."""
    deque(pieces, maxlen=0)


def main() -> None:
    race = Race()
    race.compare()
    found = {
        "list_50": race.lists(50),
        "list_500": race.lists(500),
        "detail": race.details(),
        "export": race.exports(),
        "feed": race.feeds(),
        "create": race.creates(),
    }
    print(orjson.dumps(found).decode())


if __name__ == "__main__":
    main()
