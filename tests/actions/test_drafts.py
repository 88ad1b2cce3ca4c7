"""Does a draft go where what it copies must not be kept?"""

from __future__ import annotations

import pytest
from django.utils import timezone

from commitments.actions.drafts import keep_draft
from commitments.actions.redaction import redact_field
from commitments.ledger.recording import acting
from commitments.models.drafts import Draft
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests.factories import ActivityFactory

pytestmark = pytest.mark.django_db


def test_redacting_an_activity_takes_the_drafts_along_that_copied_it(
    analyst: Person, manager: Person, administrator: Person
) -> None:
    with acting("person:somebody", "admin"):
        activity, other = ActivityFactory(summary="A name."), ActivityFactory()
    for form, subject in (
        ("change_activity", str(activity.pk)),
        ("log_activity", f"like={activity.pk}"),
        ("change_activity", str(other.pk)),
        ("log_activity", ""),
    ):
        keep_draft(form, subject, {"summary": ["A name."]}, by=principal_of(analyst), now=timezone.now())
    redact_field(activity, "summary", "A court says so.", by=principal_of(administrator), second=principal_of(manager))
    assert sorted(Draft.objects.values_list("subject", flat=True)) == ["", str(other.pk)]
