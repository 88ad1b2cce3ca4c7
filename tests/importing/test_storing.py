"""Are the good rows of a file stored, once, through the actions, and nobody's work written over?"""

from __future__ import annotations

import datetime

import pytest

from commitments.actions.activities import change_activity
from commitments.actions.importing.storing import discard_import
from commitments.actions.refusals import StateError
from commitments.ledger.models import Revision
from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.imports import Import, ImportRow
from commitments.models.targets import Target
from commitments.queries.visibility import principal_of
from tests.factories import ActivityFactory, TargetFactory, TokenFactory
from tests.importing.conftest import Sender, counts, faults, talks
from tests.importing.files import activity_rows

pytestmark = pytest.mark.django_db


def everything() -> list[tuple[object, ...]]:
    """Every activity with its ties and its version."""
    return [
        (
            each.title,
            each.place,
            each.version,
            sorted(each.commitments.values_list("reference", flat=True)),
            sorted(each.areas.values_list("slug", flat=True)),
            sorted(each.participations.values_list("body__slug", "role")),
            each.marking,
        )
        for each in Activity.objects.order_by("starts_on", "title")
    ]


def test_the_good_rows_are_stored_as_one_revision_that_names_the_import(ann: Sender, names: list[str]) -> None:
    sent = ann.bring([talks(names[0], bodies="marcom:host"), talks("nothing", title="B"), talks(names[1], title="C")])
    assert (counts(sent), sent.state) == ({"new": 2, "changed": 0, "same": 0, "faulty": 1}, "stored")
    assert everything() == [
        ("C", "", 1, [names[1]], ["cyber-defence"], [], "public"),
        ("Staff talks", "", 1, [names[0]], ["maritime-security"], [("marcom", "host")], "public"),
    ]
    last = Revision.objects.order_by("-pk")[0]
    assert (last.actor, last.reason) == ("person:analyst", f"Import {sent.pk}")
    assert sorted(sent.rows.values_list("row", "outcome")) == [(2, "new"), (3, "faulty"), (4, "new")]


@pytest.mark.usefixtures("soon_long")
@pytest.mark.parametrize("number", [3, 30])
def test_a_file_sent_twice_changes_nothing(ann: Sender, names: list[str], number: int) -> None:
    rows = activity_rows(names, number)
    ann.bring(rows)
    before, revisions = everything(), Revision.objects.count()
    again = ann.bring(rows)
    assert counts(again) == {"new": 0, "changed": 0, "same": number, "faulty": 0}
    assert (everything(), Revision.objects.count()) == (before, revisions)


def test_two_people_who_send_the_same_file_log_its_rows_once(ann: Sender, mia: Sender, names: list[str]) -> None:
    ann.bring(activity_rows(names, 3))
    assert counts(mia.bring(activity_rows(names, 3)))["same"] == 3


def test_a_row_is_known_again_though_its_title_was_changed_since(ann: Sender, names: list[str]) -> None:
    ann.bring([talks(names[0])])
    activity = Activity.objects.get()
    with acting("person:somebody", "admin"):
        change_activity(activity, {"title": "High staff talks"}, by=principal_of(ann.person))
    seen = ann.see(ann.send([talks(names[0])]))
    assert [(each.outcome, each.differences) for each in seen.planned] == [
        ("changed", [("Title", "High staff talks", "Staff talks")])
    ]


def test_what_somebody_changed_after_the_preview_is_told_and_left(ann: Sender, names: list[str]) -> None:
    ann.bring([talks(names[0]), talks(names[1], title="B")])
    sent = ann.send([talks(names[0], place="Oslo"), talks(names[1], title="B", place="Oslo")])
    seen = ann.see(sent)
    with acting("person:somebody", "admin"):
        change_activity(Activity.objects.get(title="B"), {"outcome": "Agreed."}, by=principal_of(ann.person))
    stored = ann.store(sent, seen)
    assert counts(stored) == {"new": 0, "changed": 1, "same": 0, "faulty": 1}
    assert [fault["wrong"] for fault in ImportRow.objects.get(of=sent, outcome="faulty").faults] == [
        "Somebody changed it after you looked at the preview."
    ]
    assert [row[:2] for row in everything()] == [("B", ""), ("Staff talks", "Oslo")]


def test_what_somebody_logged_after_the_preview_is_not_logged_twice(ann: Sender, names: list[str]) -> None:
    sent = ann.send([talks(names[0], place="Oslo")])
    seen = ann.see(sent)
    ann.bring([talks(names[0])])
    assert (counts(ann.store(sent, seen))["faulty"], Activity.objects.count()) == (1, 1)


def test_a_source_key_names_an_activity_for_good(ann: Sender, names: list[str]) -> None:
    key = {"source": "plan-2026", "external_id": "17"}
    ann.bring([talks(names[0], **key)])
    sent = ann.bring([talks(names[1], title="Other talks", starts_on="2026-10-01", **key)])
    assert (counts(sent)["changed"], Activity.objects.get().external_id) == (1, "17")


def test_a_source_that_a_system_owns_is_left_to_it(ann: Sender, names: list[str]) -> None:
    TokenFactory(source="erp")
    sent = ann.send([talks(names[0], source="erp", external_id="17")])
    assert faults(ann.see(sent)) == [(2, "source", "A system pushes the activities of “erp” itself.")]


def test_a_confirmed_activity_that_a_row_changes_is_logged_again(ann: Sender, mia: Sender, names: list[str]) -> None:
    ann.bring([talks(names[0])])
    with acting("person:manager", "admin"):
        activity = Activity.objects.get()
        activity.state, activity.confirmed_by = "confirmed", mia.person
        activity.save()
    ann.bring([talks(names[0])])
    assert Activity.objects.get().state == "confirmed"
    ann.bring([talks(names[0], outcome="Agreed.")])
    assert Activity.objects.get().state == "logged"


def test_what_was_stored_is_not_stored_again(ann: Sender, names: list[str]) -> None:
    sent = ann.send([talks(names[0])])
    seen = ann.see(sent)
    ann.store(sent, seen)
    with pytest.raises(StateError):
        ann.store(sent, seen)
    assert Activity.objects.count() == 1


def test_only_what_is_not_stored_is_discarded(ann: Sender, names: list[str]) -> None:
    stored, sent = ann.bring([talks(names[0])]), ann.send([talks(names[1])])
    discard_import(sent, by=principal_of(ann.person))
    with pytest.raises(StateError):
        discard_import(stored, by=principal_of(ann.person))
    assert list(Import.objects.all()) == [stored]


# Targets


def aim(name: str, **changed: str) -> dict[str, str]:
    return {"commitment": name, "due_on": "2027-03-31", "every": "", "reason": "", "set_on": "2026-11-01"} | changed


def test_targets_are_set_and_the_same_ones_again_change_nothing(mia: Sender, names: list[str]) -> None:
    rows = [aim(names[0]), aim(names[1], due_on="", every="P1Y")]
    assert counts(mia.bring(rows, "targets")) == {"new": 2, "changed": 0, "same": 0, "faulty": 0}
    revisions = Revision.objects.count()
    assert counts(mia.bring(rows, "targets")) == {"new": 0, "changed": 0, "same": 2, "faulty": 0}
    assert counts(mia.bring([aim(names[0], set_on="")], "targets"))["same"] == 1
    told = sorted(Target.objects.values_list("commitment__reference", "kind", "due_on", "every"))
    assert told == sorted([(names[0], "date", datetime.date(2027, 3, 31), ""), (names[1], "rhythm", None, "P12M")])
    assert Revision.objects.count() == revisions


def test_a_target_is_moved_with_a_reason_only(mia: Sender, promises: list[Commitment], names: list[str]) -> None:
    old = TargetFactory(commitment=promises[0], set_on=datetime.date(2026, 1, 1), due_on=datetime.date(2027, 1, 1))
    assert faults(mia.see(mia.send([aim(names[0])], "targets"))) == [(2, "reason", "Say why the target is moved.")]
    sent = mia.bring([aim(names[0], reason="More time is needed.")], "targets")
    assert (counts(sent)["changed"], Target.objects.exclude(pk=old.pk).get().replaces) == (1, old)


def test_a_file_sets_one_target_for_each_commitment(mia: Sender, names: list[str]) -> None:
    sent = mia.send([aim(names[0]), aim(names[0], due_on="2028-01-01")], "targets")
    assert faults(mia.see(sent)) == [(3, "commitment", "An earlier row sets a target for it.")]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"commitment": "nothing"}, ("commitment", "There is no “nothing”.")),
        ({"commitment": ""}, ("commitment", "This field is required.")),
        ({"due_on": "2026-01-01"}, ("due_on", "The day is before the day the target is set.")),
        ({"every": "yearly", "due_on": ""}, ("every", "Give whole months from P1M to P120M.")),
        ({"every": "P12M"}, ("kind", "Give a day for a date, or an interval for a rhythm.")),
    ],
)
def test_a_target_at_fault_says_where(
    mia: Sender, names: list[str], changed: dict[str, str], fault: tuple[str, str]
) -> None:
    assert [each[1:] for each in faults(mia.see(mia.send([aim(names[0], **changed)], "targets")))] == [fault]


def test_a_target_of_an_export_is_never_edited(mia: Sender, promises: list[Commitment]) -> None:
    target = TargetFactory(commitment=promises[0])
    seen = mia.see(mia.send([{"id": str(target.pk), "due_on": "2031-01-01"}], "targets"))
    assert faults(seen) == [(2, "due_on", "A target is never edited.")]


def test_an_activity_of_the_export_keeps_what_empty_cells_say_nothing_of(
    ann: Sender, promises: list[Commitment]
) -> None:
    activity = ActivityFactory(commitments=[promises[0]], stage="under_way", marking="internal", place="Oslo")
    ann.bring([{"id": str(activity.pk), "stage": "", "marking": "", "areas": "", "place": ""}])
    activity.refresh_from_db()
    assert (activity.stage, activity.marking, activity.place, activity.areas.count()) == (
        "under_way",
        "internal",
        "",
        1,
    )
