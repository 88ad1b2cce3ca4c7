"""Is a revision recorded when it is committed, so that a moment's answer never changes afterwards?"""

from __future__ import annotations

import time

import pytest
from django.db import transaction

from commitments.ledger.models import Revision
from commitments.ledger.recording import acting
from commitments.ledger.sqlite.functions import moment
from commitments.ledger.verify import verify
from commitments.models.parties import Party
from tests.factories import PartyFactory

pytestmark = pytest.mark.usefixtures("committed")


def test_a_slow_write_is_recorded_when_it_is_over_not_when_it_began() -> None:
    with acting("command:test", "test"):
        PartyFactory(slug="a")
        Party.objects.update(name="Again")
        time.sleep(0.02)
        between = moment()
    assert [revision.recorded_at > between for revision in Revision.objects.all()] == [True]
    assert verify().faults == []


def test_moments_never_go_back_and_the_chain_holds() -> None:
    for number in range(5):
        with acting("command:test", "test"):
            PartyFactory(slug=f"a{number}")
    PartyFactory(slug="by-itself")
    moments = list(Revision.objects.order_by("number").values_list("recorded_at", flat=True))
    assert (len(moments), moments) == (6, sorted(moments))
    assert verify().faults == []


def test_what_is_taken_back_leaves_no_moment() -> None:
    with acting("command:test", "test"):
        PartyFactory(slug="a")
        transaction.set_rollback(True)
    with acting("command:test", "test"):
        pass
    assert Revision.objects.count() == 0
