"""What did the ledger write?"""

from __future__ import annotations

from typing import Any

import pytest

from commitments.ledger.models import Change, Revision
from commitments.ledger.recording import acting, seal
from commitments.ledger.verify import verify
from commitments.models.activities import Activity
from commitments.models.parties import Party
from tests.factories import ActivityFactory, PartyFactory, PriorityAreaFactory

Written = list[tuple[str, str, str, str, int]]


class Pages:
    """What was written since the test last asked."""

    def __init__(self) -> None:
        self.last = 0
        self.turn()

    def turn(self) -> None:
        """Forget what was written so far."""
        seal()
        self.last = Revision.objects.order_by("-number").values_list("number", flat=True).first() or 0

    def revisions(self) -> list[Revision]:
        seal()
        return list(Revision.objects.filter(number__gt=self.last).order_by("number"))

    def written(self) -> Written:
        """(actor, operation, object, table, version) of each change, in order."""
        changes = Change.objects.filter(revision__in=self.revisions()).order_by("revision__number", "id")
        return [
            (each.revision.actor, each.op, f"{each.type}/{each.object_id}", each.source.partition("_")[2], each.version)
            for each in changes.select_related("revision")
        ]


def version(row: Any) -> int:
    """The version of a row as it is stored now."""
    return type(row).objects.values_list("version", flat=True).get(pk=row.pk)


@pytest.fixture
def activity(db: None) -> Activity:
    """An activity with one area, at version 1."""
    return ActivityFactory(areas=[PriorityAreaFactory(slug="cyber")], commitments=[], title="Talks")


@pytest.fixture
def whole_ledger(db: None) -> Any:
    """Whatever a test writes, the ledger is whole afterwards and every row is as it says."""
    yield
    assert verify().faults == []


@pytest.fixture
def pages(db: None) -> Pages:
    """The pages of the ledger, open at the place where the test begins; ask for it after the rows, or `turn`."""
    return Pages()


@pytest.fixture
def five(db: None) -> list[Revision]:
    """Five revisions, each with a change or two."""
    for number in range(5):
        with acting(f"person:{number}", "admin", "Because.", "request"):
            PartyFactory(slug=f"a{number}", name="Name")
            Party.objects.filter(slug="a0").update(order=number)
    return list(Revision.objects.order_by("number"))
