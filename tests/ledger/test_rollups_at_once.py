"""Are the counts right when many write at once, into the same month and for the same commitment?"""

from __future__ import annotations

import datetime
import random
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from commitments.ledger.counting import rollups
from commitments.ledger.recording import acting
from commitments.ledger.recounting import drift, keys_of, recount_among
from commitments.ledger.verify import verify
from commitments.models.activities import Activity
from commitments.models.people import Person
from commitments.models.rollups import AreaMonth, Counted
from tests import factories as make

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time."),
]

WRITERS = 8
MONTH = datetime.date(2026, 9, 1)


class Writer(threading.Thread):
    """Writes until it is told to stop; what got in its way it tries no more, as a caller may."""

    def __init__(self, seed: int, write: Callable[[random.Random], Any]) -> None:
        super().__init__(daemon=True)
        self.dice, self.write = random.Random(seed), write
        self.stopping = threading.Event()
        self.done = 0
        self.faults: list[str] = []

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                try:
                    with acting(f"person:{self.ident}", "test"):
                        self.write(self.dice)
                    self.done += 1
                except (OperationalError, InterruptedError) as error:
                    self.faults.append(str(error))
        finally:
            connection.close()


def together(
    write: Callable[[random.Random], Any], seconds: float, beside: Callable[[], Any] = lambda: time.sleep(0.1)
) -> list[Writer]:
    writers = [Writer(number, write) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        beside()
    for writer in writers:
        writer.stopping.set()
    for writer in writers:
        writer.join(30)
        assert not writer.is_alive()
    return writers


def log(person: Person, commitments: list[Any], areas: list[Any], dice: random.Random) -> Activity:
    made = Activity.objects.create(title="Talks", kind="visit", starts_on=MONTH, marking="public", logged_by=person)
    made.commitments.set(commitments)
    made.areas.set(areas)
    return made


def anything(person: Person, commitments: list[Any], areas: list[Any], dice: random.Random) -> None:
    """Logs, moves, ties, unties, deletes; now and then all of it is taken back."""
    log(person, dice.sample(commitments, 2), dice.sample(areas, dice.randrange(3)), dice)
    with transaction.atomic():
        found = Activity.objects.select_for_update(no_key=True, skip_locked=True).order_by("?").first()
        if found is not None:
            found.starts_on = MONTH + datetime.timedelta(days=dice.randrange(-300, 300))
            found.stage = dice.choice(["planned", "under_way", "carried_out", "cancelled"])
            found.marking = dice.choice(["public", "internal", "restricted"])
            found.save()
            found.areas.set(dice.sample(areas, dice.randrange(3)))
            if dice.random() < 0.2:
                found.delete()
    if dice.random() < 0.1:
        raise InterruptedError


def scene() -> tuple[Person, list[Any], list[Any]]:
    return make.PersonFactory(), make.CommitmentFactory.create_batch(3), make.PriorityAreaFactory.create_batch(3)


@pytest.mark.slow
def test_everybody_logs_into_the_same_month_and_nobody_waits_for_ever() -> None:
    person, commitments, areas = scene()
    writers = together(partial(log, person, commitments, areas), seconds=4)
    assert [fault for writer in writers for fault in writer.faults] == []
    assert AreaMonth.objects.get(area=Counted.ALL, month=MONTH).number == sum(writer.done for writer in writers)
    assert list(drift()) == []


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [4, pytest.param(60, marks=pytest.mark.long)])
def test_whatever_they_write_the_counts_are_those_of_the_rows(seconds: float) -> None:
    writers = together(partial(anything, *scene()), seconds)
    assert sum(writer.done for writer in writers) > WRITERS
    assert verify().faults == []


@pytest.mark.slow
def test_counting_anew_beside_them_neither_loses_nor_doubles_anything() -> None:
    rounds, person, commitments, areas = [0], *scene()

    def count_anew() -> None:
        for rollup in rollups():
            for key in keys_of(rollup):
                recount_among(rollup, (key, key))
        rounds[0] += 1

    writers = together(partial(anything, person, commitments, areas), 4, count_anew)
    assert (rounds[0] > 1, sum(writer.done for writer in writers) > WRITERS) == (True, True)
    assert [fault for writer in writers for fault in writer.faults if "deadlock" in fault] == []
    assert list(drift()) == []
