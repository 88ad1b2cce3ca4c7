"""Does a preview say what would come of each row, and does it leave everything as it is?"""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.actions.importing.handing_out import faulty_rows
from commitments.ledger.models import Revision
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from tests.factories import ActivityFactory, AgreementFactory, BodyFactory, CommitmentFactory, TargetFactory
from tests.importing.conftest import Sender, faults, talks
from tests.importing.files import activity_rows, as_csv, with_faults


def test_thirty_seven_faults_in_two_thousand_rows_are_each_named_with_a_cure(ann: Sender, names: list[str]) -> None:
    rows, places = with_faults(activity_rows(names))
    sent = ann.send(rows)
    before = Revision.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        seen = ann.see(sent)
    found = [fault for each in seen.planned for fault in each.read.faults]
    assert [(fault.row, fault.column) for fault in found] == places
    assert [fault for fault in found if not fault.wrong or not fault.cure] == []
    assert seen.counts == {"new": 1963, "changed": 0, "same": 0, "faulty": 37}
    assert (Activity.objects.count(), Revision.objects.count()) == (0, before)
    assert Counter(query["sql"].split()[0] for query in asked.captured_queries).keys() == {"SELECT"}


def test_a_preview_asks_as_often_for_one_row_as_for_many(ann: Sender, names: list[str]) -> None:
    asked = []
    for number in (1, 150):
        sent = ann.send(activity_rows(names, number))
        with CaptureQueriesContext(connection) as queries:
            ann.see(sent)
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_of_activities_changes_nothing(mia: Sender, promises: list[Commitment], form: str) -> None:
    awkward = {"summary": "One\r\ntwo, “three”; =4\n", "place": "'=Oslo", "outcome": "+1"}
    ActivityFactory(title="=1+1", commitments=promises[:2], areas=[], bodies=[(BodyFactory(), "host")], **awkward)
    ActivityFactory(
        title="Talks", commitments=[], areas=[promises[0].areas.get()], stage="under_way", marking="restricted"
    )
    ActivityFactory(
        commitments=[promises[0]],
        source="erp",
        external_id="17; 4",
        ends_on=datetime.date(2026, 9, 4),
        starts_on=datetime.date(2026, 9, 1),
    )
    seen = mia.see(mia.send(exported(mia, "activities", form), name=f"export.{form}"))
    assert (seen.counts, faults(seen)) == ({"new": 0, "changed": 0, "same": 3, "faulty": 0}, [])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_of_targets_changes_nothing(mia: Sender, promises: list[Commitment], form: str) -> None:
    TargetFactory(commitment=promises[0], set_on=datetime.date(2026, 1, 1), due_on=datetime.date(2027, 1, 1))
    TargetFactory(
        commitment=promises[0],
        set_on=datetime.date(2026, 2, 1),
        kind="rhythm",
        due_on=None,
        every="P12M",
        reason="One\r\ntwo",
    )
    TargetFactory(
        commitment=promises[1],
        withdrawn_because="Wrong.",
        withdrawn_at=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC),
        withdrawn_by=mia.person,
    )
    seen = mia.see(mia.send(exported(mia, "targets", form), "targets", f"export.{form}"))
    assert (seen.counts, faults(seen)) == ({"new": 0, "changed": 0, "same": 3, "faulty": 0}, [])


def exported(sender: Sender, resource: str, form: str) -> bytes:
    browser = Client()
    browser.force_login(sender.person)
    answer: Any = browser.get(f"/api/v1/{resource}/?format={form}")
    return b"".join(answer.streaming_content)


def test_a_change_is_told_in_words(ann: Sender, promises: list[Commitment], names: list[str]) -> None:
    ActivityFactory(
        title="Staff talks", kind="visit", starts_on=datetime.date(2026, 9, 1), commitments=[promises[0]], place="Oslo"
    )
    seen = ann.see(
        ann.send([talks(names[0], kind="seminar", place="Bergen", ends_on="2026-09-02", bodies="marcom:host")])
    )
    assert [each.differences for each in seen.planned] == [
        [
            ("Kind", "visit", "seminar"),
            ("End day", "", "2 September 2026"),
            ("Place", "Oslo", "Bergen"),
            ("Bodies", "", "MARCOM (host)"),
        ]
    ]


def test_what_was_changed_after_an_export_is_not_written_over(ann: Sender, promises: list[Commitment]) -> None:
    activity = ActivityFactory(title="Staff talks", commitments=[promises[0]], version=3)
    row = {"id": str(activity.pk), "version": 2, "title": "Other talks"}
    assert faults(ann.see(ann.send([row]))) == [
        (2, "version", "Somebody changed the activity after the file was taken out.")
    ]
    assert ann.see(ann.send([row | {"version": 3}])).counts["changed"] == 1


def test_hidden_rows_are_as_unknown_as_those_that_are_not_there(ann: Sender, promises: list[Commitment]) -> None:
    hidden = CommitmentFactory(agreement=AgreementFactory(marking="restricted"))
    activity = ActivityFactory(
        commitments=[hidden], title="Hidden talks", starts_on=datetime.date(2026, 9, 1), marking="restricted"
    )
    told = []
    for reference, key in (
        (hidden.reference, str(activity.pk)),
        ("TEST0-1-c99", "0b6b0f6e-1111-4c8e-9d2a-0a0a0a0a0a0a"),
    ):
        of_name = faults(ann.see(ann.send([talks(reference)])))
        of_id = faults(ann.see(ann.send([{"id": key, "title": "x"}])))
        told.append(repr((of_name, of_id)).replace(reference, "…"))
    assert told[0] == told[1]
    same_words = talks(promises[0].reference, title="Hidden talks")
    assert ann.see(ann.send([same_words])).counts["new"] == 1


def test_a_near_name_is_offered(ann: Sender, names: list[str]) -> None:
    sent = ann.send([talks(names[0] + "0"), talks(names[0], title="B", areas="cyber-defense")])
    assert [fault.cure for each in ann.see(sent).planned for fault in each.read.faults] == [
        f"Did you mean {names[0]}?",
        "Did you mean cyber-defence?",
    ]


def test_the_file_of_faulty_rows_can_be_mended_and_sent_again(ann: Sender, names: list[str]) -> None:
    sent = ann.send([talks(names[0]), talks("nothing", title="B", starts_on="1.9.2026")])
    seen = ann.see(sent)
    handed = faulty_rows(seen.opened, [fault for each in seen.planned for fault in each.read.faults], "csv")
    lines = handed.decode("utf-8-sig").splitlines()
    assert lines[0] == "title,kind,starts_on,commitments,marking,fault"
    assert len(lines) == 2
    mended = handed.replace(b"1.9.2026", b"2026-09-01", 1).replace(b"nothing", names[1].encode(), 1)
    assert ann.see(ann.send(mended)).counts == {"new": 1, "changed": 0, "same": 0, "faulty": 0}


def test_lowering_a_marking_by_a_file_is_refused(ann: Sender, promises: list[Commitment]) -> None:
    activity = ActivityFactory(commitments=[promises[0]], marking="internal")
    seen = ann.see(ann.send([{"id": str(activity.pk), "marking": "public"}]))
    assert faults(seen) == [(2, "marking", "Lowering a marking takes a manager.")]


def test_letters_that_were_taken_are_told(ann: Sender, names: list[str]) -> None:
    content = as_csv([talks(names[0], title="Réunion")], ("title", "kind", "starts_on", "commitments"), "cp1252")
    seen = ann.see(ann.send(content))
    assert seen.opened.sheet is not None
    assert (seen.opened.sheet.letters, seen.planned[0].title) == ("Windows-1252", "Réunion")
