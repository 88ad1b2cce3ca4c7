"""Who may raise and lower the marking of what?"""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from commitments.actions.markings import change_marking
from commitments.actions.refusals import NotAllowedError, StaleError
from commitments.actions.undo import undo_last_change
from commitments.ledger.models import Revision
from commitments.ledger.recording import acting
from commitments.models.access import AccessEvent
from commitments.models.agreements import Agreement
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from commitments.vocabulary import AccessKind
from tests.actions.hanging import NOUNS, everything, markings
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    PersonFactory,
    both_parties,
)

OPEN_TO_ANALYSTS = {"activity", "assessment"}


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


def test_a_lowering_by_undo_is_told_to_the_access_record(manager: Person) -> None:
    activity, by = ActivityFactory(), principal_of(manager)
    change_marking(activity, "internal", by=by)
    undo_last_change(activity, by=by, marking_reason="By mistake.")
    told = AccessEvent.objects.filter(kind=AccessKind.MARKING).values_list("subject", "detail")
    assert list(told) == [(f"activity:{activity.pk}", "internal → public: By mistake.")]
