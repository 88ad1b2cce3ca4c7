"""Is what was redacted neither a fault nor a secret any more?"""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from commitments.actions.refusals import StateError
from commitments.actions.undo import undo_last_change
from commitments.ledger.models import Change, Revision
from commitments.ledger.recording import acting, seal
from commitments.ledger.verify import verify
from commitments.models.activities import Activity, Evidence
from commitments.models.commitments import Commitment
from commitments.queries.history import history_of
from commitments.queries.visibility import principal_of
from commitments.vocabulary import Marking
from tests.factories import ActivityFactory, CommitmentFactory, EvidenceFactory
from tests.ledger.tampering import run, tampering

pytestmark = pytest.mark.django_db


class TestRedaction:
    """Blanked for good, in the row and in the ledger, and the ledger says so."""

    @pytest.fixture
    def activity(self, administrator: Any, manager: Any) -> Activity:
        with acting("person:ann", "admin"):
            activity = ActivityFactory(summary="Lieutenant Secret came", commitments=[])
        with acting("person:ann", "admin"):
            Activity.objects.update(place="Oslo")
        with acting("person:ann", "admin"):
            Activity.objects.update(summary="")
        with acting("person:ann", "admin"):
            Activity.objects.update(summary="Lieutenant Secret came again")
        return activity

    def redact(self, kind: str, row: Any, name: str, **other: str) -> str:
        out = StringIO()
        options = {"by": "administrator", "second": "manager", "reason": "A private name.", **other}
        call_command("redact", kind, str(row.pk), name, stdout=out, **options)
        seal()
        return out.getvalue()

    def test_the_words_are_nowhere_any_more(self, activity: Activity) -> None:
        assert "so are 4 changes" in self.redact("activity", activity, "summary")
        held = [text for pair in Change.objects.values_list("before", "after") for text in pair if "Secret" in text]
        assert held == []
        activity.refresh_from_db()
        assert (activity.summary, activity.place, activity.version) == ("", "Oslo", 5)

    def test_row_history_and_api_hold_the_words_no_more(
        self, activity: Activity, client: Client, administrator: Any
    ) -> None:
        client.force_login(administrator)

        def told() -> str:
            history = history_of(Activity.objects.get(), seen_by=Marking.RESTRICTED)
            answers = [client.get(f"/api/v1/activities/{path}") for path in ("", f"{activity.pk}/")]
            answers += [client.get(f"/activities/{activity.pk}/{path}") for path in ("", "history/")]
            kept = [list(model.objects.values()) for model in (Activity, Revision, Change)]
            return f"{kept} {history} {[answer.content for answer in answers]}"

        assert told().count("Lieutenant Secret") >= 8
        self.redact("activity", activity, "summary")
        assert "Secret" not in told()
        assert str(activity.pk) in told()

    def test_a_redaction_that_somebody_wrote_over_is_a_fault_and_no_failure(self, activity: Activity) -> None:
        self.redact("activity", activity, "summary")
        with tampering() as cursor:
            cursor.execute("UPDATE ledger_change SET before = 'nothing', after = '[]' WHERE op = 'R'")
        status, _, complaint = run()
        assert (status, complaint.startswith("Revision ")) == (1, True)

    def test_the_chain_holds_and_lists_what_was_redacted(self, activity: Activity) -> None:
        self.redact("activity", activity, "summary")
        status, told, complaint = run()
        assert (status, complaint) == (0, "")
        assert told.count("Redacted: change ") == 4

    def test_it_is_a_revision_of_its_own_that_says_who_and_why(self, activity: Activity) -> None:
        self.redact("activity", activity, "summary")
        last = Revision.objects.latest("number")
        assert (last.actor, last.door) == ("person:administrator", "command")
        assert last.reason == "A private name. (person:administrator, person:manager)"
        assert [(each.op, each.version, each.object_id) for each in last.changes.all()] == [("R", 5, str(activity.pk))]

    def test_the_row_goes_on_from_there(self, activity: Activity) -> None:
        self.redact("activity", activity, "summary")
        with acting("person:ann", "admin"):
            Activity.objects.update(title="Talks")
        activity.refresh_from_db()
        assert activity.version == 6
        assert verify().faults == []

    def test_a_second_redaction_leaves_the_first_one_named(self, activity: Activity) -> None:
        self.redact("activity", activity, "summary")
        self.redact("activity", activity, "place")
        assert verify().faults == []

    def test_a_field_that_may_not_be_empty_says_that_it_was_redacted(self, activity: Activity) -> None:
        self.redact("activity", activity, "title")
        activity.refresh_from_db()
        assert activity.title == "[redacted]"

    def test_a_part_is_redacted_as_a_change_of_its_parent(self, activity: Activity) -> None:
        with acting("person:ann", "admin"):
            evidence = EvidenceFactory(activity=activity, title="Lieutenant Secret's note")
        self.redact("evidence", evidence, "title")
        activity.refresh_from_db()
        assert (Evidence.objects.get().title, activity.version) == ("[redacted]", 6)
        assert verify().faults == []

    def test_a_redaction_cannot_be_undone(self, activity: Activity, administrator: Any) -> None:
        with acting("person:ann", "admin"):
            evidence = EvidenceFactory(activity=activity, title="Note on Secret")
        self.redact("evidence", evidence, "title")
        version = Activity.objects.get().version
        with pytest.raises(StateError), acting("person:administrator", "admin"):
            undo_last_change(activity, by=principal_of(administrator))
        assert Activity.objects.get().version == version

    def test_blanking_without_a_redaction_is_found(self, five: list[Revision]) -> None:
        with tampering() as cursor:
            cursor.execute(
                "UPDATE ledger_change SET before = '', after = '', salt = '' WHERE revision_id = %s", [five[2].pk]
            )
        status, _, complaint = run()
        assert (status, "no redaction names it" in complaint) == (1, True)

    @pytest.mark.parametrize(
        ("other", "why"),
        [
            ({"by": "manager", "second": "administrator"}, "needs the role"),
            ({"second": "administrator"}, "Somebody else"),
            ({"reason": " "}, "Say why"),
            ({"second": "nobody-known"}, "may log in"),
        ],
        ids=["no administrator", "no second person", "no reason", "unknown person"],
    )
    def test_it_takes_an_administrator_a_reason_and_a_second_person(
        self, activity: Activity, other: dict[str, str], why: str
    ) -> None:
        with pytest.raises(CommandError, match=why):
            self.redact("activity", activity, "summary", **other)
        assert Change.objects.filter(salt="").count() == 0

    def test_only_text_can_be_blanked(self, activity: Activity) -> None:
        with pytest.raises(CommandError, match="no text field"):
            self.redact("activity", activity, "marking")


def test_a_commitment_is_named_by_its_reference(administrator: Any, manager: Any) -> None:
    with acting("person:ann", "admin"):
        commitment = CommitmentFactory(note="Somebody's private remark")
    options = {"by": "administrator", "second": "manager", "reason": "Private."}
    call_command("redact", "commitment", commitment.reference, "note", stdout=StringIO(), **options)
    assert Commitment.objects.get().note == ""
