"""Do operators learn which copies are lost, and do files that nothing names go?"""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from commitments.actions.copies import keep_copy
from commitments.actions.evidence import add_evidence
from commitments.queries.visibility import principal_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(files: Path, analyst: Any) -> Path:
    activity = factories.ActivityFactory()
    add_evidence(activity, {"title": "A"}, SimpleUploadedFile("a.txt", b"Hello"), by=principal_of(analyst))
    return files / str(activity.evidence.get().file)


def told(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out, stderr=out)
    return out.getvalue()


def test_all_is_well_while_every_copy_is_there(stored: Path) -> None:
    assert told("verify_copies") == "Every copy is there, as it was stored.\n"


def test_a_lost_copy_is_named_and_the_command_fails(stored: Path) -> None:
    stored.unlink()
    with pytest.raises(CommandError, match="not as they were stored: 1"):
        told("verify_copies")


def test_a_file_that_nothing_names_goes_after_a_day(stored: Path, files: Path) -> None:
    left = files / keep_copy(SimpleUploadedFile("b.txt", b"Left over")).name
    assert told("sweep_copies") == ""
    for path in (left, stored):
        os.utime(path, (0, 0))
    assert told("sweep_copies") == f"evidence/{left.name}\n"
    assert (left.exists(), stored.exists()) == (False, True)
