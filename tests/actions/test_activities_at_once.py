"""What if two log the same activity of a source at the same moment?"""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from commitments.actions.activities import log_activity
from commitments.ledger import recording
from commitments.models.activities import Activity
from commitments.queries.visibility import Principal, principal_of
from tests.factories import CommitmentFactory, PersonFactory, TokenFactory
from tests.ledger.other_connections import PATIENCE, OtherConnection

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time: the second sees the first."
)


def test_the_second_is_told_that_it_is_there(committed: None) -> None:
    owner = PersonFactory(role="analyst", clearance="internal")
    by = principal_of(owner, TokenFactory(owner=owner, source="missions"))
    commitment = CommitmentFactory()

    def log(by: Principal) -> Activity:
        content = {"title": "Talks", "kind": "visit", "starts_on": datetime.date(2026, 9, 1)}
        return log_activity({**content, "commitments": [commitment], "source": "missions", "external_id": "7"}, by=by)

    def in_a_transaction() -> None:
        with recording.acting("token:other", "api"):
            log(by)

    with OtherConnection() as other:
        with recording.acting("token:first", "api"):
            log(by)
            second = other.do(in_a_transaction)
            with pytest.raises(TimeoutError):
                second.result(0.5)  # it waits for the first
        with pytest.raises(ValidationError) as problem:
            second.result(PATIENCE)
    assert problem.value.message_dict == {"external_id": ["An activity with this source and external id exists."]}
    assert Activity.objects.count() == 1
