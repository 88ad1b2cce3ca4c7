"""Is a row of a join table, or of a part, a change of the row that it belongs to? Quiet ones: test_quiet.py."""

from __future__ import annotations

from typing import Any

import pytest

from commitments.ledger.models import Change
from commitments.ledger.recording import acting
from commitments.models.activities import Activity, Evidence, Participation
from commitments.models.areas import PriorityArea
from commitments.models.commitments import Lineage
from commitments.vocabulary import ParticipationRole
from tests.factories import (
    ActivityFactory,
    BodyFactory,
    CommitmentFactory,
    EvidenceFactory,
    PriorityAreaFactory,
)
from tests.ledger.conftest import Pages, version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_ledger")]


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (lambda areas, other: areas.add(other), "I"),
        (lambda areas, other: areas.remove(PriorityArea.objects.get(slug="cyber")), "D"),
        (lambda areas, other: areas.clear(), "D"),
        (lambda areas, other: areas.set([other]), "DI"),
        (lambda areas, other: areas.create(slug="new", name="New", short_name="New"), "I"),
        (lambda areas, other: areas.through.objects.update(priorityarea=other), "U"),
        (lambda areas, other: areas.add(*areas.all()), ""),
    ],
    ids=["add", "remove", "clear", "set", "create", "update", "add what is there"],
)
def test_a_row_of_a_join_table_is_a_change_of_its_parent(
    activity: Activity, pages: Pages, write: Any, expected: str
) -> None:
    other = PriorityAreaFactory(slug="other")
    pages.turn()
    with acting("person:ann", "api"):
        write(activity.areas, other)
    written = [each for each in pages.written() if each[3] == "activity_areas"]
    name = f"activities/{activity.pk}"
    assert written == [("person:ann", op, name, "activity_areas", 2) for op in expected]
    assert version(activity) == (2 if expected else 1)


def test_the_join_table_is_written_from_the_other_side(activity: Activity, pages: Pages) -> None:
    other = PriorityAreaFactory()
    pages.turn()
    with acting("person:ann", "api"):
        other.activities.add(activity)
    assert [each[1:] for each in pages.written()] == [("I", f"activities/{activity.pk}", "activity_areas", 2)]
    assert version(other) == 1


def test_a_row_of_a_part_is_made_changed_and_deleted(activity: Activity, pages: Pages) -> None:
    body, name = BodyFactory(), f"activities/{activity.pk}"
    pages.turn()
    with acting("a", "t"):
        Participation.objects.create(activity=activity, body=body, role=ParticipationRole.HOST)
    with acting("b", "t"):
        Participation.objects.update(role=ParticipationRole.ORGANISER)
    with acting("c", "t"):
        Participation.objects.all().delete()
    assert pages.written() == [
        (by, op, name, "participation", n) for by, op, n in (("a", "I", 2), ("b", "U", 3), ("c", "D", 4))
    ]
    assert version(activity) == 4


def test_a_row_of_a_part_is_kept_by_its_uuid(activity: Activity, pages: Pages) -> None:
    with acting("a", "t"):
        evidence = EvidenceFactory(activity=activity)
    change = Change.objects.get(revision__in=pages.revisions())
    assert (change.row_id, change.object_id) == (str(evidence.pk), str(activity.pk))


def test_a_part_passes_from_one_parent_to_another(activity: Activity, pages: Pages) -> None:
    evidence, other = EvidenceFactory(activity=activity), ActivityFactory(commitments=[])
    pages.turn()
    with acting("a", "t"):
        Evidence.objects.filter(pk=evidence.pk).update(activity=other)
    assert pages.written() == [
        ("a", "D", f"activities/{activity.pk}", "evidence", 3),
        ("a", "I", f"activities/{other.pk}", "evidence", 2),
    ]
    assert (version(activity), version(other)) == (3, 2)


def test_a_part_that_loses_one_of_two_parents_is_still_there(pages: Pages) -> None:
    earlier, later = CommitmentFactory(), CommitmentFactory()
    Lineage.objects.create(earlier=earlier, later=later, kind="extended")
    pages.turn()
    with acting("person:ann", "admin"):
        Lineage.objects.update(later=None, kind="dropped", dropped_by=later.agreement)
    assert [(each[1], each[2]) for each in pages.written()] == [
        ("D", f"commitments/{later.reference}"),
        ("U", f"commitments/{earlier.reference}"),
    ]


def test_a_row_and_its_parts_change_in_one_transaction_and_the_version_rises_once(
    activity: Activity, pages: Pages
) -> None:
    body, area = BodyFactory(), PriorityAreaFactory()
    pages.turn()
    with acting("a", "t"):
        activity.title = "Once"
        activity.save()
        activity.areas.add(area)
        activity.title = "Twice"
        activity.save()
        Participation.objects.create(activity=activity, body=body, role=ParticipationRole.HOST)
        activity.areas.clear()
    assert {each[4] for each in pages.written()} == {2}
    assert [each[3] for each in pages.written()] == [
        "activity",
        "activity_areas",
        "activity",
        "participation",
        "activity_areas",
        "activity_areas",
    ]
    assert (version(activity), len(pages.revisions())) == (2, 1)
