"""How high is anything marked in this installation?"""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from commitments.actions.activities import log_activity
from commitments.actions.markings import change_marking
from commitments.actions.seeding import UnsoundFixtures, seed
from commitments.actions.validation import default_marking
from commitments.models.agreements import Agreement
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests.actions.hanging import NOUNS, everything
from tests.edited import EditedFixtures
from tests.factories import (
    CommitmentFactory,
)


@pytest.mark.parametrize("noun", NOUNS)
def test_nothing_is_marked_above_the_ceiling(manager: Person, noun: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MARKING_CEILING", "internal")
    row = everything()[noun]
    with pytest.raises(ValidationError) as refused:
        change_marking(row, "restricted", by=principal_of(manager))
    assert refused.value.message_dict == {"marking": ["This installation holds nothing above “internal”."]}


def test_a_new_agreement_above_the_ceiling_is_not_seeded(
    db: None, edited: EditedFixtures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MARKING_CEILING", "public")
    edited.edit("declaration-2013", lambda file: file["agreement"].update(marking="internal"))
    with pytest.raises(UnsoundFixtures, match="is marked “internal”, and this installation holds nothing above"):
        seed(edited.directory, on=datetime.date(2026, 11, 21))
    assert Agreement.objects.count() == 0


def test_where_the_ceiling_is_public_a_new_row_is_public(manager: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MARKING_CEILING", "public")
    by = principal_of(manager)
    content = {"title": "Talks", "kind": "visit", "starts_on": datetime.date(2026, 9, 1)}
    logged = log_activity({**content, "commitments": [CommitmentFactory()]}, by=by)
    assert (default_marking(by), logged.marking) == ("public", "public")


def test_seeding_again_keeps_the_marking_that_the_office_gave(seeded: None, manager: Person) -> None:
    day = datetime.date(2026, 11, 21)
    change_marking(Agreement.objects.get(code="JPD13"), "internal", by=principal_of(manager))
    report = seed(settings.FIXTURES, on=day)
    assert (report.total.changed, Agreement.objects.get(code="JPD13").marking) == (0, "internal")
