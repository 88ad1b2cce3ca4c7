"""How does a test send a file, look at what would come of it, and have it stored?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from commitments.actions import leases
from commitments.actions.importing import storing, undoing
from commitments.actions.importing.previewing import Preview, preview
from commitments.actions.importing.seeing import seen_in
from commitments.actions.importing.storing import send_file, store_import
from commitments.actions.jobs import work_once
from commitments.ledger.recording import acting
from commitments.models.commitments import Commitment
from commitments.models.imports import Import
from commitments.models.jobs import Job
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests.factories import BodyFactory, CommitmentFactory, PriorityAreaFactory
from tests.importing.files import HEADERS, Row, as_csv

WORKER = "elsewhere:1:a"


@dataclass
class Sender:
    """Somebody at work with files, on a day."""

    person: Person
    on: datetime.date

    def send(self, content: bytes | list[Row], noun: str = "activities", name: str = "rows.csv") -> Import:
        file = content if isinstance(content, bytes) else as_csv(content, headers_of(content))
        with acting(f"person:{self.person.username}", "admin"):
            return send_file(noun, name, file, by=principal_of(self.person))

    def see(self, sent: Import) -> Preview:
        return preview(sent, by=principal_of(self.person), on=self.on)

    def store(self, sent: Import, seen: Preview | None = None) -> Import:
        """As the button of the preview does, and then as the worker does where it is long."""
        told = seen_in((seen or self.see(sent)).seen, sent)
        assert told is not None
        with acting(f"person:{self.person.username}", "admin"):
            store_import(sent, told, by=principal_of(self.person), on=self.on)
        work()
        sent.refresh_from_db()
        return sent

    def bring(self, content: bytes | list[Row], noun: str = "activities", name: str = "rows.csv") -> Import:
        """Send, look and store."""
        return self.store(self.send(content, noun, name))


def headers_of(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row)) or list(HEADERS)


def work(stopping: Callable[[], bool] = lambda: False) -> Job | None:
    return work_once(WORKER, stopping)


def counts(sent: Import) -> dict[str, int]:
    return {name: getattr(sent, name) for name in ("new", "changed", "same", "faulty")}


def faults(seen: Preview) -> list[tuple[int, str, str]]:
    """Row, column and what is wrong."""
    return [(fault.row, fault.column, fault.wrong) for each in seen.planned for fault in each.read.faults]


@pytest.fixture
def soon_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of more than ten rows is a job, and a batch has eight."""
    monkeypatch.setattr(storing, "AT_ONCE", 10)
    monkeypatch.setattr(undoing, "CHANGED_AT_ONCE", 10)
    for name in ("FEWEST", "FIRST_BATCH", "MOST"):
        monkeypatch.setattr(leases, name, 8)


@pytest.fixture
def promises(db: None) -> list[Commitment]:
    """Three public commitments with an area each, and a body."""
    BodyFactory(slug="marcom", name="Allied Maritime Command", abbreviation="MARCOM")
    areas = [PriorityAreaFactory(slug=slug) for slug in ("maritime-security", "cyber-defence", "training")]
    return [CommitmentFactory(areas=[area]) for area in areas]


@pytest.fixture
def names(promises: list[Commitment]) -> list[str]:
    return [each.reference for each in promises]


@pytest.fixture
def ann(analyst: Person, day: datetime.date) -> Sender:
    return Sender(analyst, day)


@pytest.fixture
def mia(manager: Person, day: datetime.date) -> Sender:
    return Sender(manager, day)


def talks(name: str, **changed: Any) -> Row:
    """One row of an activity."""
    return {
        "title": "Staff talks",
        "kind": "visit",
        "starts_on": "2026-09-01",
        "commitments": name,
        "marking": "public",
    } | changed
