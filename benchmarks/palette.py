"""How long does somebody wait for the palette? On the database of DATABASE_URL, with both texts and 10,000 activities.

An empty (migrated) database is filled first. Prints one JSON object: by what was typed, the milliseconds until the
answer is there (`wait`, by the clock, which a busy machine makes longer) and what it costs (`cost`, processor time,
asking.py says of what), each the median of some rounds.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"

import django

django.setup()

import orjson  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import data  # noqa: E402
from benchmarks.asking import Clock, Server  # noqa: E402
from benchmarks.callers import new_session  # noqa: E402
from commitments.actions.seeding import seed  # noqa: E402
from commitments.ledger.recording import acting  # noqa: E402
from commitments.models.activities import Activity  # noqa: E402
from commitments.models.people import Person  # noqa: E402
from tracker.wsgi import application  # noqa: E402

ACTIVITIES = 10_000
ROUNDS = 5 if os.environ.get("QUICK") else 21
TYPED = {
    "clause": "3.1.4",
    "word": "liaison",
    "body": "MARCOM",
    "japanese": "海洋",
    "common": "talks",
    "log": "log 3.1.4",
}
"""What is typed: words of the texts, of every fiftieth activity, and of nearly all."""


def fill() -> None:
    """Both texts as they are seeded, and activities on their commitments."""
    with acting("command:seed", "command"):
        seed(settings.FIXTURES, on=timezone.localdate())
    somebody = Person.objects.create_user("benchmark", display_name="Benchmark", role="manager", clearance="restricted")
    data.without_ledger(ACTIVITIES, somebody)


def main() -> None:
    if not Activity.objects.exists():
        fill()
    server = Server(application, cookie=new_session())
    backends = [connection.connection.info.backend_pid] if connection.vendor == "postgresql" else []
    clock = Clock(*backends)
    waits: dict[str, list[float]] = {name: [] for name in TYPED}
    costs: dict[str, list[float]] = {name: [] for name in TYPED}
    for turn in range(ROUNDS + 3):
        for name, typed in TYPED.items():
            began, spent = time.perf_counter(), clock.now()
            answer = orjson.loads(server.ask(f"/search/palette/?{urlencode({'q': typed})}"))
            cost, wait = clock.now() - spent, time.perf_counter() - began
            if not answer["groups"]:
                raise RuntimeError(f"Nothing was found for {typed}.")
            if turn >= 3:  # the first ones load what is kept
                waits[name].append(wait * 1000)
                costs[name].append(cost * 1000)
    told = {
        kind: {name: statistics.median(each) for name, each in taken.items()}
        for kind, taken in (("wait", waits), ("cost", costs))
    }
    print(orjson.dumps(told).decode())


if __name__ == "__main__":
    main()
