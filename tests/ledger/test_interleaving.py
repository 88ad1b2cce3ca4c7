"""Does the ledger stay whole and in order while several transactions write at once?"""

from __future__ import annotations

import random
from contextlib import ExitStack, suppress

import pytest
from django.db import IntegrityError, connection, transaction

from commitments.ledger.models import Change, Revision
from commitments.ledger.recording import acting
from commitments.ledger.verify import verify
from commitments.models.activities import Activity
from commitments.models.areas import PriorityArea
from commitments.models.parties import Party
from commitments.models.provisions import AreaMention
from tests.factories import ActivityFactory, PartyFactory, PriorityAreaFactory, ProvisionFactory
from tests.ledger.other_connections import PATIENCE, OtherConnection

pytestmark = pytest.mark.usefixtures("committed")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time.")


class Writer(OtherConnection):
    """A transaction of its own, step by step."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.stack = name, ExitStack()

    def begin(self) -> None:
        self.done(lambda: self.stack.enter_context(acting(self.name, "test")))

    def commit(self) -> None:
        self.done(self.stack.close)


def numbered() -> list[tuple[int, str]]:
    return list(Revision.objects.exclude(actor="test").order_by("number").values_list("number", "actor"))


@on_postgresql
def test_numbers_follow_the_order_of_commits_not_of_writes() -> None:
    with Writer("first") as first, Writer("second") as second:
        first.begin()
        first.done(lambda: PartyFactory(slug="a"))
        second.begin()
        second.done(lambda: PartyFactory(slug="b"))
        second.commit()
        assert numbered() == [(1, "second")]
        first.commit()
    assert numbered() == [(1, "second"), (2, "first")]
    assert verify().faults == []


@on_postgresql
def test_two_join_rows_of_one_parent_wait_for_each_other_and_each_raises_its_version() -> None:
    activity = ActivityFactory(areas=[], commitments=[])
    one, two = PriorityAreaFactory(), PriorityAreaFactory()
    with Writer("first") as first, Writer("second") as second:
        first.begin()
        first.done(lambda: activity.areas.add(one))
        second.begin()
        waiting = second.do(lambda: Activity.objects.get(pk=activity.pk).areas.add(two))
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        first.commit()
        waiting.result(PATIENCE)
        second.commit()
    activity.refresh_from_db()
    added = Change.objects.filter(source="commitments_activity_areas").order_by("id")
    assert [(each.revision.actor, each.version) for each in added] == [("first", 2), ("second", 3)]
    assert activity.version == 3
    assert verify().faults == []


@on_postgresql
def test_a_join_row_is_refused_when_its_parent_is_deleted_meanwhile() -> None:
    activity, area = ActivityFactory(areas=[], commitments=[]), PriorityAreaFactory()
    with Writer("first") as first, Writer("second") as second:
        first.begin()
        first.done(lambda: Activity.objects.get().delete())
        second.begin()
        waiting = second.do(lambda: activity.areas.add(area))
        first.commit()
        waiting.result(PATIENCE)
        with pytest.raises(IntegrityError):
            second.commit()
    assert [actor for _, actor in numbered()] == ["first"]
    assert verify().faults == []


@on_postgresql
def test_a_join_row_waits_while_its_parent_is_locked_and_then_goes_on_from_its_version() -> None:
    activity, area = ActivityFactory(areas=[], commitments=[]), PriorityAreaFactory()
    with Writer("first") as first, Writer("second") as second:
        first.begin()
        first.done(lambda: Activity.objects.select_for_update(no_key=True).get())
        second.begin()
        waiting = second.do(lambda: activity.areas.add(area))
        first.done(lambda: Activity.objects.update(title="Changed first"))
        first.commit()
        waiting.result(PATIENCE)
        second.commit()
    assert Activity.objects.get().version == 3
    assert verify().faults == []


@on_postgresql
def test_a_quiet_part_waits_for_its_owner_and_is_recorded_under_the_version_that_it_then_has() -> None:
    area, provision = PriorityAreaFactory(), ProvisionFactory()
    place = {"provision": provision, "quote": "talks", "start": 1, "end": 6, "named_as": "priority"}
    with Writer("first") as first, Writer("second") as second:
        first.begin()
        first.done(lambda: PriorityArea.objects.update(name="Changed first"))
        second.begin()
        waiting = second.do(lambda: AreaMention.objects.create(area=area, **place))
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        first.commit()
        waiting.result(PATIENCE)
        second.commit()
    mention = Change.objects.get(source="commitments_areamention")
    assert (mention.revision.actor, mention.version) == ("second", 2)
    assert PriorityArea.objects.get().version == 2
    assert verify().faults == []


@on_postgresql
def test_an_owner_waits_for_its_quiet_part_and_then_rises_over_its_version() -> None:
    area, provision = PriorityAreaFactory(), ProvisionFactory()
    place = {"provision": provision, "quote": "talks", "start": 1, "end": 6, "named_as": "priority"}
    with Writer("first") as first, Writer("second") as second:
        first.begin()
        first.done(lambda: AreaMention.objects.create(area=area, **place))
        second.begin()
        waiting = second.do(lambda: PriorityArea.objects.update(name="Changed second"))
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        first.commit()
        waiting.result(PATIENCE)
        second.commit()
    changes = Change.objects.filter(type="areas", object_id=area.slug).order_by("id")
    assert [(each.revision.actor, each.op, each.version) for each in changes] == [
        ("test", "I", 1),
        ("first", "I", 1),
        ("second", "U", 2),
    ]
    assert verify().faults == []


@pytest.mark.slow
@on_postgresql
@pytest.mark.parametrize("chance", range(20))
def test_any_interleaving_of_three_writers_leaves_the_ledger_whole(chance: int) -> None:
    dice = random.Random(chance)
    parties = [PartyFactory(slug=f"p{number}") for number in range(3)]
    with ExitStack() as stack:
        writers = [stack.enter_context(Writer(f"writer-{number}")) for number in range(3)]
        plans = [["begin", *("write" for _ in range(dice.randint(1, 4))), "commit"] for _ in writers]
        order = [number for number, plan in enumerate(plans) for _ in plan]
        dice.shuffle(order)
        commits = []
        for number in order:
            writer, step, own = writers[number], plans[number].pop(0), parties[number]
            if step == "write":
                slug = f"{writer.name}-{len(plans[number])}"
                writer.done(lambda own=own: Party.objects.filter(pk=own.pk).update(order=dice.randint(10_000, 20_000)))
                writer.done(lambda slug=slug: PartyFactory(slug=slug))
            else:
                getattr(writer, step)()
                commits += [writer.name] if step == "commit" else []
    assert [actor for _, actor in numbered()] == commits
    assert [number for number, _ in numbered()] == list(range(numbered()[0][0], numbered()[0][0] + 3))
    assert [Party.objects.get(pk=party.pk).version for party in parties] == [2, 2, 2]
    assert verify().faults == []


@pytest.mark.slow
@on_postgresql
@pytest.mark.parametrize("chance", range(20))
def test_join_rows_of_a_parent_that_is_locked_or_deleted_meanwhile_never_deadlock(chance: int) -> None:
    """Steps in a random order; one that waits for a lock keeps its transaction waiting while the others go on."""
    dice, deletes = random.Random(chance), chance % 2 == 1
    activity, areas = ActivityFactory(areas=[], commitments=[]), [PriorityAreaFactory() for _ in range(2)]
    with ExitStack() as stack:
        writers = [stack.enter_context(Writer(name)) for name in ("first", "second", "parent")]
        there = Activity.objects.filter(pk=activity.pk)
        last = there.delete if deletes else (lambda: there.update(title="Changed"))
        steps = [
            [lambda area=areas[0]: activity.areas.add(area)],
            [lambda area=areas[1]: activity.areas.add(area)],
            [lambda: list(there.select_for_update(no_key=not deletes)), last],
        ]
        order = [n for n, own in enumerate(steps) for _ in range(len(own) + 2)]
        dice.shuffle(order)
        told = [[] for _ in writers]
        for n in order:
            writer = writers[n]
            plan = [lambda w=writer: w.stack.enter_context(acting(w.name, "test")), *steps[n], writer.stack.close]
            told[n].append(writer.do(plan[len(told[n])]))
            with suppress(TimeoutError, IntegrityError):
                told[n][-1].result(0.1)
        failures = [error for own in told for future in own if (error := future.exception(PATIENCE))]
    assert [error for error in failures if not (deletes and isinstance(error, IntegrityError))] == []
    numbers = numbered()
    assert [number for number, _ in numbers] == list(range(numbers[0][0], numbers[0][0] + len(numbers)))
    assert len(numbers) == 3 - len(failures)
    changes = Change.objects.filter(type="activities", object_id=str(activity.pk)).order_by("revision__number", "id")
    versions = list(dict.fromkeys(changes.values_list("revision__number", "version")))
    assert [version for _, version in versions] == list(range(1, len(versions) + 1))
    assert there.exists() != deletes
    assert verify().faults == []


@pytest.mark.usefixtures("nobody")
def test_what_somebody_wrote_is_never_laid_to_anybody_else() -> None:
    """A writes, B rolls back, B writes, on one connection, in 200 random orders of committing and rolling back."""
    dice, expected = random.Random(7), []
    for turn in range(200):
        by, slug = dice.choice("ab"), f"party-{turn}"
        rolls_back, inside = dice.random() < 0.4, dice.random() < 0.5
        with suppress(ZeroDivisionError), acting(f"person:{by}", "test"):
            if inside:
                with suppress(ZeroDivisionError), transaction.atomic():
                    PartyFactory(slug=f"{slug}-undone")
                    raise ZeroDivisionError
            PartyFactory(slug=slug)
            if rolls_back:
                raise ZeroDivisionError
            expected.append((f"person:{by}", slug))
    changes = Change.objects.select_related("revision").order_by("revision__number", "id")
    assert [(each.revision.actor, each.object_id) for each in changes] == expected
    assert Revision.objects.count() == len(expected)
    assert verify().faults == []


def test_every_commit_is_a_revision_of_its_own_and_they_are_numbered_without_a_gap() -> None:
    for number in range(3):
        with acting("person:ann", "test"):
            PriorityArea.objects.create(slug=f"a{number}", name="A", short_name="A")
            PriorityArea.objects.create(slug=f"b{number}", name="B", short_name="B")
    assert numbered() == [(1, "person:ann"), (2, "person:ann"), (3, "person:ann")]


def test_statements_outside_a_transaction_are_revisions_of_their_own() -> None:
    PartyFactory(slug="a")
    PartyFactory(slug="b")
    assert list(Revision.objects.order_by("number").values_list("number", "actor")) == [(1, "test"), (2, "test")]
