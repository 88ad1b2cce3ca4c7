"""Are the counts always what the rows say, in whatever way and order rows are written?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.ledger.recounting import drift, recount
from commitments.models.activities import Activity, Evidence
from commitments.models.rollups import AreaMonth, Counted, ProofDay
from tests import factories as make
from tests.ledger.writes import WRITES, new_scene, written

DAY = datetime.date(2026, 3, 10)

Kept = list[tuple[Any, ...]]


def proof_days() -> Kept:
    columns = ("commitment__reference", "planned", "marking", "length", "starts_on", "ends_on", "number")
    return list(ProofDay.objects.order_by(*columns).values_list(*columns))


def months(counted: Counted = Counted.ALL) -> Kept:
    columns = ("month", "stage", "state", "marking", "number")
    return list(AreaMonth.objects.filter(area=counted).order_by(*columns).values_list(*columns))


@pytest.mark.django_db
@pytest.mark.parametrize("name", WRITES)
def test_every_kind_of_write_is_counted(name: str) -> None:
    at = new_scene()
    assert list(drift()) == []
    written(name, at)
    assert list(drift()) == []


APRIL, LAST = datetime.date(2026, 4, 1), datetime.date(9999, 12, 31)

RUNS = [
    ("a day", {}, (False, 1, DAY, DAY)),
    ("two days", {"ends_on": DAY.replace(day=11)}, (False, 31, DAY, DAY.replace(day=11))),
    ("31 days", {"ends_on": APRIL.replace(day=9)}, (False, 31, DAY, APRIL.replace(day=9))),
    ("32 days", {"ends_on": APRIL.replace(day=10)}, (False, 366, DAY, APRIL.replace(day=10))),
    ("more than a year", {"ends_on": APRIL.replace(year=2027)}, (False, 400_000, DAY, APRIL.replace(year=2027))),
    ("not ended", {"stage": "under_way"}, (False, 400_000, DAY, LAST)),
    ("planned", {"stage": "planned"}, (True, 1, DAY, DAY)),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("fields", "kept"), [each[1:] for each in RUNS], ids=[each[0] for each in RUNS])
def test_an_activity_counts_from_its_first_day_to_its_last(fields: dict[str, Any], kept: tuple[Any, ...]) -> None:
    commitment = make.CommitmentFactory(reference="X-1-c1")
    make.ActivityFactory(
        commitments=[commitment], marking="internal", **{"stage": "carried_out", "starts_on": DAY, **fields}
    )
    planned, length, starts_on, ends_on = kept
    assert proof_days() == [("X-1-c1", planned, "internal", length, starts_on, ends_on, 1)]


@pytest.mark.django_db
def test_what_is_cancelled_proves_nothing_and_is_still_counted_in_its_month() -> None:
    make.ActivityFactory(stage="cancelled", starts_on=DAY, marking="public")
    assert proof_days() == []
    assert months() == [(datetime.date(2026, 3, 1), "cancelled", "logged", "public", 1)]


def _delete_row_first(activity: Activity) -> None:
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        key = activity._meta.pk.get_db_prep_value(activity.pk, connection)
        for table, column in (
            ("commitments_activity", "id"),
            ("commitments_activity_areas", "activity_id"),
            ("commitments_activity_commitments", "activity_id"),
            ("commitments_evidence", "activity_id"),
            ("commitments_participation", "activity_id"),
            ("commitments_activitywords", "row_id"),
        ):
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [key])


def _moved(**fields: Any) -> Callable[[Activity], Any]:
    return lambda activity: Activity.objects.filter(pk=activity.pk).update(**fields)


CHANGES: dict[str, Callable[[Activity], Any]] = {
    "another day": _moved(starts_on=DAY.replace(year=2020)),
    "another end": _moved(ends_on=DAY.replace(year=2028)),
    "another stage": _moved(stage="cancelled"),
    "another marking": _moved(marking="restricted"),
    "a title, which nobody counts": _moved(title="Talks about talks"),
    "no area": lambda activity: activity.areas.clear(),
    "no commitment": lambda activity: activity.commitments.clear(),
    "another area": lambda activity: activity.areas.set([make.PriorityAreaFactory()]),
    "another commitment": lambda activity: activity.commitments.set([make.CommitmentFactory()]),
    "one area less": lambda activity: activity.areas.remove(activity.areas.first()),
    "no evidence": lambda activity: activity.evidence.all().delete(),
    "a second link": lambda activity: make.EvidenceFactory(activity=activity),
    "the link gets a copy": lambda activity: activity.evidence.update(file="evidence/a.pdf", sha256="0" * 64),
    "a link moves to another": lambda activity: activity.evidence.update(activity=make.ActivityFactory()),
    "a join row moves to another": lambda activity: activity.areas.through.objects.filter(activity=activity).update(
        activity=make.ActivityFactory(areas=[])
    ),
    "gone": lambda activity: activity.delete(),
    "gone, the row before what hangs on it": _delete_row_first,
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_moves_it_from_count_to_count(change: Callable[[Activity], Any]) -> None:
    areas = make.PriorityAreaFactory.create_batch(2)
    activity = make.ActivityFactory(areas=areas, commitments=[make.CommitmentFactory()], starts_on=DAY)
    make.EvidenceFactory(activity=activity)
    assert months(Counted.WITH_A_LINK_ONLY) != []
    change(activity)
    assert list(drift()) == []


@pytest.mark.django_db
def test_without_area_or_commitment_each_is_counted_once() -> None:
    make.ActivityFactory(areas=[], commitments=[], starts_on=DAY, marking="public", stage="carried_out")
    once = [(datetime.date(2026, 3, 1), "carried_out", "logged", "public", 1)]
    kinds = (Counted.ALL, Counted.WITHOUT_AREA, Counted.WITHOUT_COMMITMENT, Counted.WITH_A_LINK_ONLY)
    assert [months(counted) for counted in kinds] == [once, once, once, []]


@pytest.mark.django_db
def test_what_is_rolled_back_counts_nowhere() -> None:
    make.ActivityFactory()
    before = (proof_days(), months())
    try:
        with transaction.atomic():
            make.ActivityFactory()
            raise InterruptedError
    except InterruptedError:
        pass
    assert (proof_days(), months()) == before
    assert list(drift()) == []


@pytest.mark.django_db
def test_a_wrong_count_is_named_and_made_right() -> None:
    make.ActivityFactory(starts_on=DAY, marking="public", stage="carried_out", commitments=[], areas=[])
    assert months()[0][-1] == 1
    AreaMonth.objects.filter(area=Counted.ALL).update(number=7)
    named = "ledger_rollup_area_month (area 0, month 2026-03-01, stage carried_out, state logged, marking public)"
    assert list(drift()) == [f"{named} is 7, and the rows say 1."]
    recount()
    assert list(drift()) == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["make", "day", "end", "stage", "marking", "areas", "commitments", "link", "unlink", "delete"]),
        st.integers(0, 3),
        st.integers(0, 5),
    ),
    max_size=25,
)


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.django_db
@settings(unhurried, max_examples=12)
@given(steps=STEPS)
def test_any_course_of_writes_ends_with_the_counts_of_its_rows(steps: list[tuple[str, int, int]]) -> None:
    assert drift_after(steps) == []


@pytest.mark.long
@pytest.mark.django_db
@settings(unhurried, max_examples=100)
@given(steps=STEPS)
def test_a_hundred_courses_of_writes_end_with_the_counts_of_their_rows(steps: list[tuple[str, int, int]]) -> None:
    assert drift_after(steps) == []


def drift_after(steps: list[tuple[str, int, int]]) -> list[str]:
    """What the counts say wrongly after these writes, which are taken back."""
    with transaction.atomic():
        areas, commitments = make.PriorityAreaFactory.create_batch(3), make.CommitmentFactory.create_batch(3)
        there: list[Activity] = []
        for what, which, value in steps:
            day = DAY + datetime.timedelta(days=200 * value)
            if what == "make" or not there:
                there.append(
                    make.ActivityFactory(areas=areas[:which], commitments=commitments[value % 3 :], starts_on=day)
                )
                continue
            activity = there[which % len(there)]
            rows = Activity.objects.filter(pk=activity.pk)
            if what == "day":
                rows.update(starts_on=day, ends_on=None)
            elif what == "end":
                rows.update(ends_on=DAY + datetime.timedelta(days=2000 + value))
            elif what == "stage":
                rows.update(stage=["planned", "under_way", "carried_out", "cancelled"][value % 4])
            elif what == "marking":
                rows.update(marking=["public", "internal", "restricted"][value % 3])
            elif what == "areas":
                activity.areas.set(areas[value % 4 :])
            elif what == "commitments":
                activity.commitments.set(commitments[value % 4 :])
            elif what == "link":
                make.EvidenceFactory(activity=activity)
            elif what == "unlink":
                Evidence.objects.filter(activity=activity)[:1].get().delete() if activity.evidence.exists() else None
            else:
                there.remove(activity)
                activity.delete()
        found = list(drift())
        transaction.set_rollback(True)
    return found
