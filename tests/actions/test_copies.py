"""Does an uploaded copy come in whole, count once, and never leave a row without its file?"""

from __future__ import annotations

import datetime
import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commitments.actions.activities import withdraw_activity
from commitments.actions.copies import keep_copy, sweep_copies
from commitments.actions.evidence import add_evidence, set_evidence
from commitments.actions.refusals import NotAllowedError
from commitments.actions.undo import undo_last_change, undo_withdrawal
from commitments.ledger.recording import acting, seal
from commitments.models.activities import Activity, Evidence
from commitments.queries.copies import faults_of_copies, opened, stored_copies
from commitments.queries.history import history_of
from commitments.queries.visibility import principal_of
from tests import factories
from tests.copies.making import MEDIA_TYPES, SOUND, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

CONTENT = pdf()
DIGEST = hashlib.sha256(CONTENT).hexdigest()
LINK = {"title": "Minutes", "publisher": "NATO", "seen_on": datetime.date(2026, 9, 2)}


@pytest.fixture
def by(analyst: Any) -> Any:
    return principal_of(analyst)


def upload(content: bytes = CONTENT, name: str = "what the sender calls it.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("name", SOUND)
def test_each_kind_comes_back_byte_for_byte(by: Any, name: str) -> None:
    activity = factories.ActivityFactory()
    add_evidence(activity, LINK, upload(SOUND[name], name), by=by)
    row = activity.evidence.get()
    file = opened(row)
    assert file is not None
    with file:
        stored = file.read()
    told = (row.sha256, row.size, row.media_type)
    assert told == (hashlib.sha256(stored).hexdigest(), len(stored), MEDIA_TYPES[name])
    assert stored == SOUND[name]


def test_a_copy_is_readable_by_its_owner_alone_and_has_a_name_of_our_own(by: Any, files: Path) -> None:
    copy = keep_copy(upload(name="../../secret report.pdf"))
    path = files / copy.name
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent, files)]
    assert modes == [0o600, 0o700, 0o700]
    assert (path.parent.name, len(path.name), "secret" in copy.name) == ("evidence", 32, False)


def test_a_copy_with_a_link_is_one_piece_of_evidence(by: Any) -> None:
    activity = factories.ActivityFactory()
    current = add_evidence(activity, {**LINK, "url": "https://example.org/1"}, upload(), by=by)
    values = activity.evidence.values("title", "publisher", "url", "seen_on", "sha256", "size", "media_type")
    assert list(values) == [
        {
            **LINK,
            "url": "https://example.org/1",
            "sha256": DIGEST,
            "size": len(CONTENT),
            "media_type": "application/pdf",
        }
    ]
    activity.refresh_from_db()
    assert (current.version, activity.version) == (2, 2)


def test_the_same_copy_again_changes_nothing(by: Any, manager: Any) -> None:
    activity = factories.ActivityFactory()
    add_evidence(activity, LINK, upload(), by=by)
    Activity.objects.filter(pk=activity.pk).update(state="confirmed", confirmed_by=manager)
    seal()
    before = list(Activity.objects.values())
    again = add_evidence(activity, {**LINK, "title": "Another name"}, upload(name="b.pdf"), by=by)
    assert (again.state, list(Activity.objects.values())) == ("confirmed", before)
    assert [row.title for row in activity.evidence.all()] == ["Minutes"]
    assert len(stored_copies()) == 1


def test_the_same_link_again_changes_nothing(by: Any) -> None:
    activity = factories.ActivityFactory()
    link = {**LINK, "url": "https://example.org/1"}
    assert [add_evidence(activity, link, by=by).version for _time in range(2)] == [2, 2]
    assert activity.evidence.count() == 1


def test_the_same_copy_shows_two_activities(by: Any) -> None:
    for activity in (factories.ActivityFactory(), factories.ActivityFactory()):
        add_evidence(activity, LINK, upload(), by=by)
    assert (Evidence.objects.count(), len(stored_copies())) == (2, 2)


def test_a_confirmed_activity_goes_back_to_logged(by: Any, manager: Any) -> None:
    activity = factories.ActivityFactory(confirmed_by=manager)
    current = add_evidence(activity, LINK, upload(), by=by)
    activity.refresh_from_db()
    assert [(each.state, each.confirmed_by) for each in (current, activity)] == [("logged", None)] * 2


def test_a_viewer_adds_none_and_nothing_is_stored(viewer: Any) -> None:
    activity = factories.ActivityFactory(marking="public")
    with pytest.raises(NotAllowedError):
        add_evidence(activity, LINK, upload(), by=principal_of(viewer))
    assert (activity.evidence.count(), stored_copies()) == (0, [])


@pytest.mark.parametrize(
    ("link", "file", "field"),
    [
        ({**LINK, "title": ""}, upload(), "title"),
        ({**LINK, "url": "javascript:alert(1)"}, upload(), "url"),
        (LINK, upload(b"<html>", "a.html"), "file"),
        (LINK, None, "__all__"),
    ],
    ids=["no title", "no address of the web", "a web page", "neither link nor copy"],
)
def test_what_is_refused_leaves_no_row_and_no_file(by: Any, link: Any, file: Any, field: str) -> None:
    activity = factories.ActivityFactory()
    with pytest.raises(ValidationError) as refused:
        add_evidence(activity, link, file, by=by)
    activity.refresh_from_db()
    assert (list(refused.value.message_dict), activity.version) == ([field], 1)
    assert (activity.evidence.count(), stored_copies()) == (0, [])


def test_a_write_that_breaks_off_leaves_no_file(by: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    activity = factories.ActivityFactory()
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="No space left"):
        add_evidence(activity, LINK, upload(), by=by)
    assert (activity.evidence.count(), stored_copies()) == (0, [])


def test_a_copy_goes_with_a_link_that_stands_there(by: Any) -> None:
    activity = factories.ActivityFactory()
    link = factories.EvidenceFactory(activity=activity)
    told = {name: getattr(link, name) for name in ("title", "publisher", "url", "seen_on")}
    current = set_evidence(activity, [{**told, "id": link.pk, "file": upload()}], by=by)
    link.refresh_from_db()
    assert (current.version, link.sha256, activity.evidence.count()) == (2, DIGEST, 1)


def test_a_copy_is_never_replaced(by: Any) -> None:
    activity = factories.ActivityFactory()
    add_evidence(activity, LINK, upload(), by=by)
    row = activity.evidence.get()
    with pytest.raises(ValidationError) as refused:
        set_evidence(activity, [{**LINK, "id": row.pk, "file": upload(b"Other", "a.txt")}], by=by)
    assert refused.value.message_dict == {
        "evidence": ["Minutes: It has a copy. Take it away, and add the new one as another."]
    }


def test_a_copy_that_was_taken_away_comes_back_with_undo(by: Any) -> None:
    activity = factories.ActivityFactory()
    add_evidence(activity, LINK, upload(), by=by)
    row = activity.evidence.get()
    set_evidence(activity, [{**LINK, "id": row.pk, "remove": True}], by=by)
    assert (activity.evidence.count(), opened(row) is None) == (0, False)
    undo_last_change(activity, by=by)
    assert [(each.pk, each.sha256, opened(each) is None) for each in activity.evidence.all()] == [
        (row.pk, DIGEST, False)
    ]


def test_a_withdrawn_activity_comes_back_with_its_copy(by: Any) -> None:
    activity = factories.ActivityFactory()
    add_evidence(activity, LINK, upload(), by=by)
    withdraw_activity(activity, "A test.", by=by)
    assert sweep_copies(now=timezone.now() + datetime.timedelta(days=2)) == []
    back = undo_withdrawal(activity.pk, by=by)
    assert [opened(each) is None for each in back.evidence.all()] == [False]


def test_the_history_names_the_copy_and_its_digest(by: Any) -> None:
    activity = factories.ActivityFactory()
    with acting("person:ann", "admin"):
        add_evidence(activity, LINK, upload(), by=by)
    seal()
    changes = {change.field: change.after for change in history_of(activity, seen_by="restricted")[0].changes}
    assert (changes["evidence"]["title"], changes["evidence"]["sha256"]) == ("Minutes", DIGEST)


def test_files_that_nothing_names_are_swept_after_a_day(by: Any) -> None:
    activity = factories.ActivityFactory()
    add_evidence(activity, LINK, upload(), by=by)
    named = stored_copies()
    left = keep_copy(upload(b"Left over by a kill", "a.txt")).name
    later = timezone.now() + datetime.timedelta(hours=25)
    assert (sweep_copies(now=timezone.now()), sweep_copies(now=later)) == ([], [left])
    assert stored_copies() == named


def test_copies_that_are_lost_or_changed_are_found(by: Any, files: Path) -> None:
    activity = factories.ActivityFactory()
    for content in (b"One", b"Two", b"Three"):
        add_evidence(activity, LINK, upload(content, "a.txt"), by=by)
    assert list(faults_of_copies()) == []
    lost, changed, _whole = Evidence.objects.order_by("pk")
    (files / str(lost.file)).unlink()
    (files / str(changed.file)).write_bytes(b"Four")
    assert list(faults_of_copies()) == [
        f"The copy of evidence {lost.pk} (activity {activity.pk}) is not there.",
        f"The copy of evidence {changed.pk} (activity {activity.pk}) is not the one that was stored.",
    ]
