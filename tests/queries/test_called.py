"""What are objects called that people know by type and public name?"""

from __future__ import annotations

import pytest

from commitments.actions.activities import withdraw_activity
from commitments.ledger.declaration import tables
from commitments.ledger.recording import acting
from commitments.models.people import Person
from commitments.queries.called import CALLED, Called, called, called_when_gone
from commitments.queries.visibility import principal_of
from tests.factories import ActivityFactory, AssessmentFactory, CommitmentFactory


def test_every_type_of_the_feed_has_something_to_be_called() -> None:
    assert set(CALLED) == {table.type for table in tables() if table.name}


def test_an_activity_is_called_by_its_title_and_leads_to_its_page(viewer: Person) -> None:
    activity = ActivityFactory(title="Meeting")
    name = str(activity.pk)

    assert called("activities", [name], principal_of(viewer)) == [
        Called(name, "Meeting", "carried out", "activity", name)
    ]


def test_a_judgement_leads_to_its_commitment(viewer: Person) -> None:
    commitment = CommitmentFactory(title="Talk")
    name = str(AssessmentFactory(commitment=commitment, confidence="off_track").pk)

    assert called("assessments", [name], principal_of(viewer)) == [
        Called(name, "Talk", "off track", "commitment", commitment.reference)
    ]


def test_what_may_not_be_read_has_no_title(viewer: Person) -> None:
    name = str(ActivityFactory(title="Secret", marking="restricted").pk)

    assert called("activities", [name], principal_of(viewer)) == [Called(name)]


@pytest.mark.parametrize(("marking", "said"), [("internal", ("Logged twice", "In error.")), ("restricted", ("", ""))])
def test_what_was_withdrawn_is_called_by_its_title_and_reason(
    analyst: Person, manager: Person, marking: str, said: tuple[str, str]
) -> None:
    activity = ActivityFactory(title="Logged twice", marking=marking)
    name = str(activity.pk)
    with acting("person:manager", "admin"):
        withdraw_activity(activity, "In error.", by=principal_of(manager))

    assert called_when_gone("activities", [name], principal_of(analyst)) == [Called(name, *said)]
