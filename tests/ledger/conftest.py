"""What did the ledger write?"""

from __future__ import annotations

import pytest

from commitments.ledger.models import Change, Revision
from commitments.ledger.recording import acting, seal
from commitments.models.parties import Party
from tests.factories import PartyFactory

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
