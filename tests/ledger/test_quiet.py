"""Is a change of a quiet part kept with what it belongs to, and does nothing else there tell of it?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from commitments.ledger.declaration import Tracked, declare, quiet_sources, tables
from commitments.ledger.install import adopt
from commitments.ledger.models import Change
from commitments.ledger.recording import acting
from commitments.ledger.redacting import redact
from commitments.ledger.verify import verify
from commitments.models.areas import PriorityArea
from commitments.models.commitments import Lineage
from commitments.models.provisions import AreaMention
from commitments.models.tracked import GROWING, TRACKED
from tests.factories import BodyFactory, CommitmentFactory, PriorityAreaFactory, ProvisionFactory
from tests.ledger.conftest import Pages, version
from tests.ledger.tampering import tampering

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_ledger")]

RAW_DELETES = ("DELETE FROM commitments_priorityarea", "DELETE FROM commitments_areamention")


@pytest.fixture
def area(db: None) -> PriorityArea:
    """An area at version 1."""
    return PriorityAreaFactory(slug="cyber")


@pytest.fixture
def mention(db: None) -> Callable[..., AreaMention]:
    """Writes a mention of an area in one and the same provision, or another one."""
    provision = ProvisionFactory(text="We talk about cyber defence.")

    def write(area: PriorityArea, start: int = 1, **fields: Any) -> AreaMention:
        span = {"quote": "talk", "start": start, "end": start + 4}
        return AreaMention.objects.create(
            **{"area": area, "provision": provision, "named_as": "priority", **span, **fields}
        )

    return write


def told(pages: Pages) -> list[tuple[str, str, str, int]]:
    """(operation, object, table, version) of each change, in order."""
    return [each[1:] for each in pages.written()]


def test_it_is_made_changed_and_deleted_under_the_version_that_its_owner_has(
    area: PriorityArea, mention: Any, pages: Pages
) -> None:
    pages.turn()
    with acting("a", "t"):
        mention(area)
    with acting("b", "t"):
        AreaMention.objects.update(quote="talks", end=6)
    with acting("c", "t"):
        AreaMention.objects.all().delete()
    assert pages.written() == [(by, op, "areas/cyber", "areamention", 1) for by, op in zip("abc", "IUD", strict=True)]
    assert version(area) == 1


def test_it_does_not_stand_in_the_way_of_its_owners_next_version(
    area: PriorityArea, mention: Any, pages: Pages
) -> None:
    pages.turn()
    with acting("a", "t"):
        mention(area)
        PriorityArea.objects.filter(pk=area.pk).update(name="Other")
        mention(area, start=5)
        PriorityArea.objects.filter(pk=area.pk).update(name="Another", version=40)
    assert told(pages) == [
        ("I", "areas/cyber", "areamention", 1),
        ("U", "areas/cyber", "priorityarea", 2),
        ("I", "areas/cyber", "areamention", 2),
        ("U", "areas/cyber", "priorityarea", 2),
    ]
    assert version(area) == 2


def test_an_update_that_changes_nothing_but_the_version_changes_nothing_after_it_either(
    area: PriorityArea, mention: Any, pages: Pages
) -> None:
    pages.turn()
    with acting("a", "t"):
        mention(area)
        PriorityArea.objects.filter(pk=area.pk).update(version=40)
    assert told(pages) == [("I", "areas/cyber", "areamention", 1)]
    assert version(area) == 1


@pytest.mark.parametrize("quiet_first", [True, False])
def test_another_part_still_raises_the_version_once(pages: Pages, quiet_first: bool) -> None:
    earlier, later, area, body = CommitmentFactory(), CommitmentFactory(), PriorityAreaFactory(), BodyFactory()
    steps: list[Callable[[], Any]] = [
        lambda: Lineage.objects.create(earlier=earlier, later=later, kind="extended"),
        lambda: earlier.areas.add(area),
        lambda: earlier.responsibilities.create(body=body, role="host"),
    ]
    pages.turn()
    with acting("a", "t"):
        for step in steps if quiet_first else steps[::-1]:
            step()
    assert {each[1:] for each in told(pages) if each[1] == f"commitments/{earlier.reference}"} == {
        (f"commitments/{earlier.reference}", "lineage", 1 if quiet_first else 2),
        (f"commitments/{earlier.reference}", "commitment_areas", 2),
        (f"commitments/{earlier.reference}", "responsibility", 2),
    }
    assert (version(earlier), version(later)) == (2, 1)


def test_of_two_owners_it_is_a_change_of_both(pages: Pages) -> None:
    first, second, third = (CommitmentFactory() for _ in range(3))
    pages.turn()
    with acting("a", "t"):
        line = Lineage.objects.create(earlier=first, later=second, kind="extended")
    with acting("b", "t"):
        Lineage.objects.filter(pk=line.pk).update(later=third)
    assert sorted(pages.written()) == sorted(
        [
            ("a", "I", f"commitments/{first.reference}", "lineage", 1),
            ("a", "I", f"commitments/{second.reference}", "lineage", 1),
            ("b", "U", f"commitments/{first.reference}", "lineage", 1),
            ("b", "D", f"commitments/{second.reference}", "lineage", 1),
            ("b", "I", f"commitments/{third.reference}", "lineage", 1),
        ]
    )
    assert [version(each) for each in (first, second, third)] == [1, 1, 1]


def test_an_owner_made_in_the_same_revision_has_its_first_version(mention: Any, pages: Pages) -> None:
    pages.turn()
    with acting("a", "t"):
        area = PriorityAreaFactory(slug="new")
        mention(area)
        PriorityArea.objects.filter(pk=area.pk).update(name="Named")
    assert {each[3] for each in told(pages)} == {1}
    assert version(area) == 1


def test_it_goes_before_its_owner(area: PriorityArea, mention: Any, pages: Pages) -> None:
    mention(area)
    pages.turn()
    with acting("a", "t"):
        AreaMention.objects.all().delete()
        area.delete()
    assert told(pages) == [("D", "areas/cyber", "areamention", 1), ("D", "areas/cyber", "priorityarea", 2)]


def test_it_goes_after_its_owner_and_the_owner_comes_back(area: PriorityArea, mention: Any, pages: Pages) -> None:
    mention(area)
    pages.turn()
    with acting("a", "t"), connection.cursor() as cursor:
        for statement in RAW_DELETES:
            cursor.execute(statement)
    assert told(pages) == [("D", "areas/cyber", "priorityarea", 2), ("D", "areas/cyber", "areamention", 2)]
    with acting("b", "t"):
        again = PriorityAreaFactory(slug="cyber")
        mention(again)
    assert told(pages)[2:] == [("I", "areas/cyber", "priorityarea", 3), ("I", "areas/cyber", "areamention", 3)]


def test_it_passes_from_one_owner_to_another(area: PriorityArea, mention: Any, pages: Pages) -> None:
    other = PriorityAreaFactory(slug="other")
    pages.turn()
    PriorityArea.objects.filter(pk=other.pk).update(name="Other")
    passing = mention(area)
    pages.turn()
    with acting("a", "t"):
        AreaMention.objects.filter(pk=passing.pk).update(area=other)
    assert told(pages) == [("D", "areas/cyber", "areamention", 1), ("I", "areas/other", "areamention", 2)]


def test_it_is_redacted_under_the_version_that_its_owner_has(area: PriorityArea, mention: Any, pages: Pages) -> None:
    named = mention(area)
    pages.turn()
    if connection.vendor == "postgresql":
        transaction.get_connection().check_constraints()
    with acting("a", "t"):
        redact(named, AreaMention._meta.get_field("quote"))
    assert told(pages) == [("R", "areas/cyber", "areamention", 1)]
    assert version(area) == 1


def test_one_that_was_written_behind_the_ledger_is_taken_in_under_the_version_that_its_owner_has(
    area: PriorityArea, mention: Any, pages: Pages
) -> None:
    there = mention(area)
    pages.turn()
    with tampering() as cursor:
        cursor.execute("UPDATE commitments_areamention SET quote = 'walk' WHERE id = %s", [there.pk])
    assert (adopt(), told(pages)) == (1, [("B", "areas/cyber", "areamention", 1)])
    assert json.loads(Change.objects.latest("id").after)["quote"] == "walk"


def test_a_version_that_rose_behind_the_ledger_is_found_after_it(area: PriorityArea, mention: Any) -> None:
    mention(area)
    with tampering() as cursor:
        cursor.execute("UPDATE commitments_priorityarea SET version = 2")
    assert verify().faults == [f"commitments_priorityarea {area.pk} does not have the version of its last change."]
    with tampering() as cursor:
        cursor.execute("UPDATE commitments_priorityarea SET version = 1")


def test_a_part_is_quiet_for_all_it_belongs_to_or_for_none() -> None:
    plain = Tracked(
        "commitments.Commitment", "commitments", "reference", ("Lineage.earlier",), quiet=("Lineage.later",)
    )
    try:
        declare([plain])
        with pytest.raises(LookupError, match="Lineage"):
            tables()
    finally:
        declare(TRACKED, GROWING)
    assert "commitments_lineage" in quiet_sources()
