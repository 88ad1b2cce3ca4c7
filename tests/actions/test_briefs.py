"""What is kept of a brief that is issued, and who may read it ever after?"""

from __future__ import annotations

import base64
import datetime
import hashlib
import html
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from commitments.actions.activities import withdraw_activity
from commitments.actions.briefs import issue_brief
from commitments.actions.markings import change_marking
from commitments.actions.refusals import NotAllowedError
from commitments.actions.undo import undo_withdrawal
from commitments.ledger.recording import acting, seal
from commitments.models.access import AccessEvent
from commitments.models.activities import Activity
from commitments.models.briefs import BriefFile, IssuedBrief
from commitments.models.people import Person
from commitments.queries.issued_briefs import ask_again, digest_of, issued_briefs, markings_today, raised_since
from commitments.queries.visibility import principal_of
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    CommitmentFactory,
    IssuedBriefFactory,
    PersonFactory,
    PriorityAreaFactory,
)

DAY = datetime.date(2026, 11, 21)


@pytest.fixture
def talks(db: None) -> Activity:
    """An internal activity of the area cyber defence."""
    agreement = AgreementFactory(code="NEW24", dated_on=datetime.date(2024, 1, 10))
    promise = CommitmentFactory(agreement=agreement, areas=[PriorityAreaFactory(slug="cyber")])
    made: Activity = ActivityFactory(title="Staff talks", commitments=[promise], marking="internal")
    AssessmentFactory(commitment=promise, marking="internal")
    seal()
    return made


def issued(by: Person, **more: Any) -> IssuedBrief:
    return issue_brief("area", "cyber", on=DAY, by=principal_of(by), now=timezone.now(), **more)


def readers(brief: IssuedBrief) -> dict[str, bool]:
    """Who may read a brief, by clearance."""
    people = {clearance: PersonFactory(clearance=clearance) for clearance in ("public", "internal", "restricted")}
    return {name: issued_briefs(principal_of(each)).filter(pk=brief.pk).exists() for name, each in people.items()}


def test_it_keeps_its_clocks_its_clearance_and_the_digest_of_its_bytes(talks: Activity, manager: Person) -> None:
    now = timezone.now()
    kept = issue_brief("area", "cyber", on=DAY, by=principal_of(manager), now=now)
    file = BriefFile.objects.get(brief=kept, media_type="text/html")
    assert (kept.subject.slug, kept.standing_on, kept.issued_at) == ("cyber", DAY, now)
    assert (kept.clearance, kept.marking, kept.language, kept.issued_by) == ("restricted", "internal", "en", manager)
    assert kept.recorded_at <= now
    assert file.sha256 == hashlib.sha256(bytes(file.content)).hexdigest() == digest_of(file)
    assert file.size == len(file.content)
    assert "Staff talks" in bytes(file.content).decode()


def test_it_holds_its_style_and_lets_nothing_else_in(talks: Activity, manager: Person) -> None:
    page = bytes(BriefFile.objects.get(brief=issued(manager), media_type="text/html").content).decode()
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in html.unescape(page)
    assert [each for each in ("<script", "<link", "src=", "url(") if each in page] == []


@pytest.mark.parametrize("who", ["viewer", "analyst"])
def test_only_managers_issue(request: pytest.FixtureRequest, talks: Activity, who: str) -> None:
    with pytest.raises(NotAllowedError):
        issued(request.getfixturevalue(who))
    assert IssuedBrief.objects.count() == 0


def test_the_access_record_tells_of_it_with_its_digest(talks: Activity, manager: Person) -> None:
    kept = issued(manager)
    told = AccessEvent.objects.get(kind="export")
    assert (told.who, told.subject) == ("person:manager", f"brief:{kept.pk}")
    assert kept.files.get(media_type="text/html").sha256 in told.detail


def test_it_knows_everything_that_it_rests_on(talks: Activity, manager: Person) -> None:
    kept = issued(manager)
    rows = {(row.agreement, row.activity, row.assessment, row.marking) for row in kept.sources.all()}
    promise = talks.commitments.get()
    assert rows == {
        (promise.agreement, None, None, "public"),
        (None, talks, None, "internal"),
        (None, None, promise.assessments.get(), "internal"),
    }


def test_it_is_read_by_whoever_its_marking_covers(talks: Activity, manager: Person) -> None:
    assert readers(issued(manager)) == {"public": False, "internal": True, "restricted": True}


def test_asked_again_with_the_same_clocks_it_says_the_same(talks: Activity, manager: Person, analyst: Person) -> None:
    kept = issued(manager)
    with acting("person:ann", "admin"):
        Activity.objects.update(title="Changed since")
        ActivityFactory(commitments=list(talks.commitments.all()), title="Came late")
    assert [ask_again(kept, principal_of(who)).same for who in (manager, analyst)] == [True, True]
    assert raised_since(kept) == []


def test_when_a_marking_is_raised_nobody_below_it_reads_the_brief(talks: Activity, manager: Person) -> None:
    kept = issued(manager)
    change_marking(talks, "restricted", by=principal_of(manager))
    assert readers(kept) == {"public": False, "internal": False, "restricted": True}
    assert markings_today([kept]) == {kept.pk: "restricted"}
    assert [(each.noun, each.row, each.before, each.now) for each in raised_since(kept)] == [
        ("activity", talks, "internal", "restricted")
    ]


def test_an_agreement_that_is_raised_takes_its_briefs_along(talks: Activity, manager: Person) -> None:
    kept = issued(manager)
    change_marking(talks.commitments.get().agreement, "restricted", by=principal_of(manager))
    assert readers(kept) == {"public": False, "internal": False, "restricted": True}


def test_what_was_raised_and_withdrawn_stays_out_of_sight(talks: Activity, manager: Person) -> None:
    kept = issued(manager)
    change_marking(talks, "restricted", by=principal_of(manager))
    with acting("person:manager", "admin"):
        withdraw_activity(Activity.objects.get(pk=talks.pk), "By mistake.", by=principal_of(manager))
    assert readers(kept)["internal"] is False
    assert [(each.row, each.now) for each in raised_since(kept)] == [(None, "restricted")]


def test_what_was_withdrawn_brought_back_and_raised_is_out_of_sight(talks: Activity, manager: Person) -> None:
    kept, by = issued(manager), principal_of(manager)
    with acting("person:manager", "admin"):
        withdraw_activity(talks, "By mistake.", by=by)
    assert readers(kept)["internal"] is True
    with acting("person:manager", "admin"):
        undo_withdrawal(talks.pk, by=by)
    change_marking(Activity.objects.get(pk=talks.pk), "restricted", by=by)
    assert readers(kept)["internal"] is False


def test_what_is_lowered_again_is_read_again(talks: Activity, manager: Person) -> None:
    kept, by = issued(manager), principal_of(manager)
    change_marking(talks, "restricted", by=by)
    change_marking(talks, "internal", by=by, reason="It was a slip.")
    assert readers(kept)["internal"] is True


def test_asked_again_with_its_own_clearance_it_leaves_out_what_was_raised(talks: Activity, manager: Person) -> None:
    chief = PersonFactory(role="manager", clearance="internal")
    kept = issued(chief)
    change_marking(talks, "restricted", by=principal_of(manager))
    again = ask_again(kept, principal_of(manager))
    assert (again.same, again.shown) == (False, True)
    assert [sentence for sentence in again.gone if "Staff talks" in sentence] != []
    assert [sentence for sentence in again.new if "Staff talks" in sentence] == []


def test_asked_again_about_a_subject_that_was_raised_there_is_nothing_to_show(manager: Person) -> None:
    agreement = AgreementFactory(slug="open")
    seal()
    chief = PersonFactory(role="manager", clearance="internal")
    kept = issue_brief("agreement", "open", on=DAY, by=principal_of(chief), now=timezone.now())
    change_marking(agreement, "restricted", by=principal_of(manager))
    assert ask_again(kept, principal_of(manager)).shown is False


def test_a_moment_that_was_asked_for_is_kept(talks: Activity, manager: Person) -> None:
    then = issued(manager).recorded_at
    with acting("person:ann", "admin"):
        ActivityFactory(commitments=list(talks.commitments.all()), title="Came late")
    seal()
    kept = issued(manager, moment=then)
    assert kept.recorded_at == then
    assert "Came late" not in "".join(kept.sentences)


def test_bytes_that_were_changed_have_another_digest(db: None) -> None:
    file = IssuedBriefFactory().files.get()
    BriefFile.objects.update(content=b"forged")
    assert digest_of(file) == file.sha256
    file.refresh_from_db()
    assert digest_of(file) != file.sha256


def test_a_brief_has_one_subject(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedBriefFactory(area=PriorityAreaFactory())
