"""Who may raise and lower the marking of what, and what goes up with it?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.actions.activities import log_activity, withdraw_activity
from commitments.actions.markings import change_marking
from commitments.actions.refusals import NotAllowedError, StaleError
from commitments.actions.seeding import UnsoundFixtures, seed
from commitments.actions.undo import undo_last_change, undo_withdrawal
from commitments.actions.validation import default_marking
from commitments.ledger.models import Revision
from commitments.ledger.recording import acting, seal
from commitments.ledger.verify import verify
from commitments.models.access import AccessEvent
from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.people import Person
from commitments.queries.containment import containment_rules, raisings
from commitments.queries.visibility import principal_of
from commitments.queries.withdrawn import withdrawn_activities, withdrawn_activity
from commitments.vocabulary import AccessKind
from tests.edited import EditedFixtures
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    CommitmentFactory,
    DecisionFactory,
    PersonFactory,
    ReviewFactory,
    TargetFactory,
    both_parties,
)

NOUNS = ("agreement", "review", "target", "activity", "assessment", "decision")
OPEN_TO_ANALYSTS = {"activity", "assessment"}


def everything(marking: str = "public", of: str = "public") -> dict[str, Any]:
    """An agreement marked `of`, and one row of each noun that hangs on it, marked `marking`."""
    agreement = AgreementFactory(code="HANG", marking=of)
    commitment = CommitmentFactory(agreement=agreement)
    review = ReviewFactory(agreement=agreement, marking=marking)
    target = TargetFactory(commitment=commitment, marking=marking)
    return {
        "agreement": agreement,
        "review": review,
        "target": target,
        "activity": ActivityFactory(commitments=[commitment], marking=marking),
        "assessment": AssessmentFactory(commitment=commitment, marking=marking),
        "decision": DecisionFactory(commitment=commitment, review=review, marking=marking),
    }


def markings(rows: dict[str, Any]) -> dict[str, str]:
    """How the rows stand marked in the database."""
    return {name: type(row)._default_manager.get(pk=row.pk).marking for name, row in rows.items()}


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("role", ["viewer", "analyst", "manager", "administrator"])
def test_a_marking_is_raised_by_whoever_may_write_the_noun(db: None, noun: str, role: str) -> None:
    row, by = everything()[noun], principal_of(PersonFactory(role=role))
    allowed = role in ("manager", "administrator") or (role == "analyst" and noun in OPEN_TO_ANALYSTS)
    if not allowed:
        with pytest.raises(NotAllowedError):
            change_marking(row, "internal", by=by)
    else:
        assert change_marking(row, "internal", by=by).marking == "internal"


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("role", ["viewer", "analyst", "manager", "administrator"])
def test_a_marking_is_lowered_by_managers_with_a_reason(db: None, noun: str, role: str) -> None:
    rows, by = everything(marking="internal"), principal_of(PersonFactory(role=role))
    if noun == "agreement":
        Agreement.objects.update(marking="internal")
    change = {"marking": "public", "by": by, "reason": " It was published. "}
    if role in ("viewer", "analyst"):
        with pytest.raises(NotAllowedError):
            change_marking(rows[noun], **change)
        assert markings(rows)[noun] == "internal"
        return
    if noun == "decision":
        change_marking(rows["review"], "public", by=by, reason="First.")
    before = markings(rows)
    change_marking(rows[noun], **change)
    assert markings(rows) == before | {noun: "public"}  # nothing else goes down with it


@pytest.mark.parametrize("noun", NOUNS)
def test_lowering_without_a_reason_is_refused(manager: Person, noun: str) -> None:
    row = everything(marking="internal", of="internal")[noun]
    with pytest.raises(ValidationError) as refused:
        change_marking(row, "public", by=principal_of(manager), reason="  ")
    said = refused.value.message_dict["marking"]
    floor = [] if noun == "agreement" else ["It names something marked “internal” and cannot be lower."]
    assert said == [*floor, "Say why the marking is lowered."]


RAISED = {
    "agreement": set(NOUNS),
    "review": {"review", "decision"},
    "target": {"target"},
    "activity": {"activity"},
    "assessment": {"assessment"},
    "decision": {"decision"},
}


@pytest.mark.parametrize("noun", NOUNS)
def test_raising_reaches_everything_that_names_it_and_nothing_else(manager: Person, noun: str) -> None:
    rows = everything()
    elsewhere = ActivityFactory()
    change_marking(rows[noun], "restricted", by=principal_of(manager))
    raised = {name: "restricted" if name in RAISED[noun] else "public" for name in NOUNS}
    assert markings(rows) == raised
    assert Activity.objects.get(pk=elsewhere.pk).marking == "public"
    seal()
    assert verify(rules=containment_rules()).faults == []


def test_what_is_marked_higher_already_stays_as_it_is(manager: Person) -> None:
    rows = everything()
    Activity.objects.filter(pk=rows["activity"].pk).update(marking="restricted")
    change_marking(rows["agreement"], "internal", by=principal_of(manager))
    assert markings(rows) == {name: "restricted" if name == "activity" else "internal" for name in NOUNS}


def test_a_target_is_raised_with_every_one_that_replaced_it(manager: Person) -> None:
    first = TargetFactory()
    second = TargetFactory(commitment=first.commitment, replaces=first)
    third = TargetFactory(commitment=first.commitment, replaces=second)
    change_marking(first, "internal", by=principal_of(manager))
    assert markings({"1": first, "2": second, "3": third}) == {"1": "internal", "2": "internal", "3": "internal"}


def test_a_target_is_never_lower_than_the_one_it_replaces(manager: Person) -> None:
    first = TargetFactory(marking="internal")
    second = TargetFactory(commitment=first.commitment, replaces=first, marking="internal")
    with pytest.raises(ValidationError) as refused:
        change_marking(second, "public", by=principal_of(manager), reason="Published.")
    assert refused.value.message_dict == {"marking": ["It names something marked “internal” and cannot be lower."]}


def test_what_would_be_raised_is_told_before(db: None) -> None:
    rows = everything()
    ActivityFactory(commitments=list(rows["activity"].commitments.all()), marking="internal")
    told = [
        (raising.marking.value, [(str(noun), count) for noun, count in raising.counts])
        for raising in raisings(rows["agreement"], "restricted")
    ]
    once = [("reviews", 1), ("targets", 1), ("activities", 1), ("assessments", 1), ("decisions", 1)]
    twice = [(noun, 2 if noun == "activities" else 1) for noun, _ in once]
    assert told == [("internal", once), ("restricted", twice)]


def test_raising_takes_as_many_queries_for_many_as_for_one(manager: Person) -> None:
    taken = []
    for code, count in (("ONE", 1), ("THREE", 3)):
        commitment = CommitmentFactory(agreement=AgreementFactory(code=code))
        for _ in range(count):
            ActivityFactory(commitments=[commitment])
            AssessmentFactory(commitment=commitment)
        with CaptureQueriesContext(connection) as queries:
            change_marking(commitment.agreement, "internal", by=principal_of(manager))
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_a_confirmed_activity_stays_confirmed_under_its_next_version(manager: Person) -> None:
    rows = everything()
    activity = ActivityFactory(commitments=list(rows["activity"].commitments.all()), confirmed_by=manager)
    with acting("person:manager", "admin"):
        change_marking(rows["agreement"], "internal", by=principal_of(manager), reason="Talks began.")
    now = Activity.objects.get(pk=activity.pk)
    assert (now.marking, now.state, now.confirmed_by, now.version) == ("internal", "confirmed", manager, 2)
    assert Revision.objects.order_by("number").last().reason == "Talks began."  # type: ignore[union-attr]


def test_only_a_lowered_marking_is_told_to_the_access_record(manager: Person) -> None:
    agreement, by = AgreementFactory(code="NOTE"), principal_of(manager)
    with acting("person:manager", "admin"):
        change_marking(agreement, "internal", by=by)
    with acting("person:manager", "admin"):
        change_marking(agreement, "public", by=by, reason=" It was published. ")
    told = AccessEvent.objects.filter(kind=AccessKind.MARKING).values_list("who", "subject", "detail")
    assert list(told) == [("person:manager", "agreement:note", "internal → public: It was published.")]


def test_the_same_marking_changes_nothing(manager: Person) -> None:
    agreement = AgreementFactory(version=2)
    revisions = Revision.objects.count()
    assert change_marking(agreement, "public", by=principal_of(manager)).version == 2
    assert Revision.objects.count() == revisions


def test_a_row_that_changed_meanwhile_is_not_marked(manager: Person) -> None:
    agreement = AgreementFactory(version=4)
    with pytest.raises(StaleError) as stale:
        change_marking(agreement, "internal", by=principal_of(manager), if_version=3)
    assert stale.value.current == agreement


@pytest.mark.parametrize("noun", NOUNS)
def test_nothing_is_marked_above_the_ceiling(manager: Person, noun: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MARKING_CEILING", "internal")
    row = everything()[noun]
    with pytest.raises(ValidationError) as refused:
        change_marking(row, "restricted", by=principal_of(manager))
    assert refused.value.message_dict == {"marking": ["This installation holds nothing above “internal”."]}


def test_nobody_marks_above_their_own_clearance(db: None) -> None:
    by = principal_of(PersonFactory(role="manager", clearance="internal"))
    with pytest.raises(ValidationError) as refused:
        change_marking(AgreementFactory(), "restricted", by=by)
    assert refused.value.message_dict == {"marking": ["You cannot mark above your own clearance, “internal”."]}


def test_what_somebody_may_not_see_they_do_not_mark(db: None) -> None:
    by = principal_of(PersonFactory(role="manager", clearance="internal"))
    with pytest.raises(Agreement.DoesNotExist):
        change_marking(AgreementFactory(marking="restricted"), "public", by=by, reason="Mine.")


def test_a_marking_that_is_none_is_refused_in_a_sentence(manager: Person) -> None:
    with pytest.raises(ValidationError) as refused:
        change_marking(AgreementFactory(), "secret", by=principal_of(manager))
    assert refused.value.message_dict == {"marking": ["There is no marking “secret”."]}


def test_whoever_has_a_party_marks_the_assessments_of_it_alone(db: None) -> None:
    japan, nato = both_parties()
    by = principal_of(PersonFactory(role="analyst", party=nato))
    with pytest.raises(NotAllowedError, match="You assess for"):
        change_marking(AssessmentFactory(party=japan), "internal", by=by)
    assert change_marking(AssessmentFactory(party=nato), "internal", by=by).marking == "internal"


def test_a_withdrawn_activity_is_read_by_whoever_may_read_what_it_names(analyst: Person, manager: Person) -> None:
    rows, by = everything(), principal_of(analyst)
    withdraw_activity(rows["activity"], "A mistake.", by=by)
    seal()
    assert [gone.id for gone in withdrawn_activities(by)] == [rows["activity"].pk]
    change_marking(rows["agreement"], "restricted", by=principal_of(manager))
    assert withdrawn_activities(by) == []
    assert withdrawn_activity(rows["activity"].pk, by) is None
    with pytest.raises(Activity.DoesNotExist):
        undo_withdrawal(rows["activity"].pk, by=by)
    assert [gone.marking for gone in withdrawn_activities(principal_of(manager))] == ["restricted"]
    assert undo_withdrawal(rows["activity"].pk, by=principal_of(manager)).marking == "restricted"


def test_the_raising_of_what_it_names_is_not_undone_on_the_activity(manager: Person) -> None:
    rows, by = everything(), principal_of(manager)
    change_marking(rows["agreement"], "internal", by=by)
    with pytest.raises(ValidationError) as refused:
        undo_last_change(rows["activity"], by=by, marking_reason="By mistake.")
    assert refused.value.message_dict == {"marking": ["It names something marked “internal” and cannot be lower."]}


def test_a_lowering_by_undo_is_told_to_the_access_record(manager: Person) -> None:
    activity, by = ActivityFactory(), principal_of(manager)
    change_marking(activity, "internal", by=by)
    undo_last_change(activity, by=by, marking_reason="By mistake.")
    told = AccessEvent.objects.filter(kind=AccessKind.MARKING).values_list("subject", "detail")
    assert list(told) == [(f"activity:{activity.pk}", "internal → public: By mistake.")]


def test_seeding_again_keeps_the_marking_that_the_office_gave(seeded: None, manager: Person) -> None:
    day = datetime.date(2026, 11, 21)
    change_marking(Agreement.objects.get(code="JPD13"), "internal", by=principal_of(manager))
    report = seed(settings.FIXTURES, on=day)
    assert (report.total.changed, Agreement.objects.get(code="JPD13").marking) == (0, "internal")


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
