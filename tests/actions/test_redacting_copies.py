"""What can be blanked of evidence, and what is left of a copy that was?"""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from commitments.actions.evidence import add_evidence
from commitments.actions.redaction import redact_field
from commitments.ledger.recording import acting, seal
from commitments.ledger.verify import verify
from commitments.queries.copies import copy_of, faults_of_copies, opened, stored_copies
from commitments.queries.history import history_of
from commitments.queries.visibility import principal_of
from tests import factories
from tests.copies.making import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]
CONTENT = pdf()
DIGEST = hashlib.sha256(CONTENT).hexdigest()
LINK = {"title": "Minutes", "publisher": "NATO", "seen_on": datetime.date(2026, 9, 2)}


@pytest.fixture
def by(analyst: Any) -> Any:
    return principal_of(analyst)


def upload(content: bytes = CONTENT, name: str = "what the sender calls it.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_redacted_copy_is_gone_from_the_disk_and_the_ledger(
    by: Any, manager: Any, administrator: Any, django_capture_on_commit_callbacks: Any
) -> None:
    activity = factories.ActivityFactory()
    with acting("person:ann", "admin"):
        add_evidence(activity, LINK, upload(), by=by)
    row = activity.evidence.get()
    name = str(row.file)
    with django_capture_on_commit_callbacks(execute=True):
        redact_field(row, "file", "Not ours to keep.", by=principal_of(administrator), second=principal_of(manager))
    seal()
    row.refresh_from_db()
    assert (stored_copies(), str(row.file), row.sha256, opened(row)) == ([], "[redacted]", DIGEST, None)
    assert (list(faults_of_copies()), copy_of(activity, row.pk, by) == row) == ([], True)
    told = [text for event in history_of(activity, seen_by="restricted") for text in map(str, event.changes)]
    assert [text for text in told if name in text] == []
    assert verify().faults == []


@pytest.mark.parametrize("name", ["sha256", "id", "seen_on", "nothing"])
def test_what_a_copy_cannot_do_without_is_not_redacted_and_what_can_be_is_named(
    by: Any, manager: Any, administrator: Any, name: str
) -> None:
    activity = factories.ActivityFactory()
    add_evidence(activity, LINK, upload(), by=by)
    row = activity.evidence.get()
    with pytest.raises(ValidationError) as refused:
        redact_field(row, name, "Not ours.", by=principal_of(administrator), second=principal_of(manager))
    can = "title, publisher, url, file, media_type"
    assert refused.value.message_dict == {
        "field": [f"There is no text field “{name}” that can be blanked here; these can: {can}."]
    }


def test_the_address_of_a_link_without_a_copy_is_what_it_cannot_do_without(manager: Any, administrator: Any) -> None:
    row = factories.EvidenceFactory()
    by, second = principal_of(administrator), principal_of(manager)
    with pytest.raises(ValidationError, match="these can: title, publisher"):
        redact_field(row, "url", "Not ours.", by=by, second=second)
    redact_field(row, "title", "Not ours.", by=by, second=second)
    row.refresh_from_db()
    assert row.title == "[redacted]"
