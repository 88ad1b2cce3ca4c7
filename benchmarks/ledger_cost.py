"""What does the ledger cost a write? Each write with the triggers and without them, in turns, in one run.

Run it on an empty, migrated database that may be thrown away: DATABASE_URL=… python benchmarks/ledger_cost.py
"""

from __future__ import annotations

import datetime
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

import django

django.setup()

from django.db import connection  # noqa: E402

from commitments.ledger.install import install, remove  # noqa: E402
from commitments.ledger.recording import acting  # noqa: E402
from commitments.models.activities import Activity  # noqa: E402
from commitments.models.areas import PriorityArea  # noqa: E402
from commitments.models.people import Person  # noqa: E402

ROUNDS = 6


def rows() -> tuple[Person, list[PriorityArea]]:
    with acting("command:benchmark", "command"):
        areas = [PriorityArea.objects.create(slug=f"a{n}", name=f"A{n}", short_name=f"A{n}") for n in range(3)]
        return Person.objects.create_user("benchmark", display_name="Benchmark"), areas


def new(person: Person, **other: object) -> Activity:
    return Activity(title="Talks", kind="visit", starts_on=datetime.date(2026, 1, 2), logged_by=person, **other)


def timed(write: Callable[[int], object], times: int) -> float:
    """Milliseconds of one write, each in a transaction of its own."""
    began = time.perf_counter()
    for turn in range(times):
        with acting("command:benchmark", "command"):
            write(turn)
    return (time.perf_counter() - began) * 1000 / times


def main() -> None:
    person, areas = rows()

    def create(_turn: int) -> None:
        activity = new(person)
        activity.save(force_insert=True)
        activity.areas.set(areas[:2])

    with acting("command:benchmark", "command"):
        one = new(person)
        one.save()
        Activity.objects.bulk_create(new(person, place="many") for _ in range(1000))

    def update(turn: int) -> None:
        Activity.objects.filter(pk=one.pk).update(title=f"{time.monotonic()} {turn}")

    def update_and_set(turn: int) -> None:
        update(turn)
        one.areas.set([areas[turn % 3]])

    writes: dict[str, tuple[Callable[[int], object], int]] = {
        "create with two join rows": (create, 30),
        "update of one row": (update, 30),
        "update and set()": (update_and_set, 30),
        "bulk_create() of 1,000 rows": (
            lambda _: Activity.objects.bulk_create(new(person) for _ in range(1000)),
            1,
        ),
        "update() of 1,000 rows": (
            lambda _: Activity.objects.filter(place="many").update(title=str(time.monotonic())),
            1,
        ),
    }
    taken: dict[str, dict[bool, list[float]]] = {name: {True: [], False: []} for name in writes}
    for _ in range(ROUNDS):
        for kept in (True, False):
            (install if kept else remove)()
            for name, (write, times) in writes.items():
                timed(write, min(times, 2))  # warm
                taken[name][kept].append(timed(write, times))
    install()
    print(f"{connection.vendor}: milliseconds without, with, and the ratio (medians of {ROUNDS} rounds)")
    for name, both in taken.items():
        without, kept = (statistics.median(both[which]) for which in (False, True))
        print(f"{name:30}{without:8.2f}{kept:8.2f}{kept / without:6.2f}")


if __name__ == "__main__":
    main()
