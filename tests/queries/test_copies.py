"""Who may have a copy, and under which name?"""

from __future__ import annotations

import pytest

from commitments.models.activities import Evidence
from commitments.queries.copies import copy_of, name_to_save
from commitments.queries.visibility import principal_of
from tests import factories

pytestmark = pytest.mark.django_db
DIGEST = "0" * 64


@pytest.mark.parametrize(
    ("title", "called"),
    [
        ("Minutes", "Minutes.pdf"),
        ("要約", "要約.pdf"),
        ("Minutes.PDF", "Minutes.pdf"),
        ("a/b\\c: \x07\u202efdp.exe", "a b c fdp.exe.pdf"),
        ("...", "copy.pdf"),
        ("x" * 300, "x" * 120 + ".pdf"),
    ],
)
def test_a_copy_is_saved_under_its_title(title: str, called: str) -> None:
    assert name_to_save(Evidence(title=title, media_type="application/pdf")) == called


@pytest.mark.parametrize(("marking", "clearance", "seen"), [("public", "public", True), ("internal", "public", False)])
def test_a_copy_is_marked_by_its_activity(marking: str, clearance: str, seen: bool) -> None:
    reader = principal_of(factories.PersonFactory(clearance=clearance))
    activity = factories.ActivityFactory(marking=marking)
    row = factories.EvidenceFactory(activity=activity, file="evidence/" + "0" * 32, sha256=DIGEST)
    assert (copy_of(activity, row.pk, reader) == row) == seen
