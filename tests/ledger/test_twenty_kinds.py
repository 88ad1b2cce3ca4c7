"""Does each of the twenty kinds of write leave the right before, after, actor and one version step?

What is right is not written here: the tables themselves are read before and after, and the ledger has to tell the same.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.core.management import call_command

from commitments.ledger.install import missing
from commitments.ledger.models import Change
from commitments.ledger.verify import verify
from tests.ledger.conftest import Pages
from tests.ledger.snapshots import Snapshot, steps_between, steps_in, versions_wrong
from tests.ledger.writes import WRITES, new_scene, written


def wrong_with(name: str) -> list[Any]:
    """What the ledger tells otherwise than it was, of one kind of write; nothing when all is right."""
    at = new_scene()
    pages = Pages()
    before = Snapshot()
    written(name, at)
    revisions, after = pages.revisions(), Snapshot()
    found: defaultdict[str, str] = defaultdict(str)
    for op, source in Change.objects.filter(revision__in=revisions).order_by("op").values_list("op", "source"):
        found[source.removeprefix("commitments_")] += op
    wanted = {table: "".join(sorted(ops)) for table, ops in WRITES[name][1].items()}
    wrong: list[Any] = versions_wrong(before, after, revisions)
    if [(each.actor, each.door) for each in revisions] != [(f"person:{at.ann.username}", "admin")]:
        wrong.append(revisions)
    if steps_in(revisions) != steps_between(before, after):
        wrong.append((steps_in(revisions), steps_between(before, after)))
    if found != wanted:
        wrong.append((dict(found), wanted))
    return wrong


def test_there_are_twenty() -> None:
    assert len(WRITES) == 20


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", WRITES)
def test_a_write_leaves_before_after_actor_and_one_version_step(name: str) -> None:
    assert wrong_with(name) == []
    assert verify().faults == []


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_so_they_do_after_every_migration_was_run_back_and_forth() -> None:
    call_command("migrate", "commitments", "zero", verbosity=0)
    call_command("migrate", verbosity=0)
    assert missing() == set()
    assert {name: wrong for name in WRITES if (wrong := wrong_with(name))} == {}
    assert verify().faults == []
