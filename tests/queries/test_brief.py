"""What does a brief say, and does it say the same again?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.queries.as_of import recorded_by
from commitments.vocabulary import Marking
from tests.api.remembering import head, written
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    BodyFactory,
    CommitmentFactory,
    DecisionFactory,
    PersonFactory,
    ReviewFactory,
    TargetFactory,
    both_parties,
)
from tests.queries.telling import asked, clause, meeting, plain

pytestmark = pytest.mark.django_db


def test_the_finding_of_one_commitment_names_its_state(manager: Person, promise: Commitment) -> None:
    assert plain(asked(manager, "area", "cyber").finding) == [
        f"On 21 November 2026 its one commitment was silent. [{clause(promise)}]",
        f"1 commitment asks for attention. [{clause(promise)}]",
    ]


def test_the_finding_of_several_counts_them(manager: Person, promise: Commitment) -> None:
    other = CommitmentFactory(agreement=promise.agreement)
    meeting(promise)
    assert plain(asked(manager, "agreement", "new24").finding) == [
        f"On 21 November 2026, 1 of its 2 commitments was active. [{clause(promise)}; ¶{other.provision.citation}]",
        f"1 commitment asks for attention. [{clause(other)}]",
    ]


def test_a_subject_without_commitments_says_so(manager: Person) -> None:
    AgreementFactory(code="OLD01", slug="old01", dated_on=datetime.date(2001, 1, 1))
    assert plain(asked(manager, "agreement", "old01").finding) == [
        "No commitment of this subject counts on 21 November 2026. [OLD01]"
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "“Staff talks” (joint meeting) took place on 1 September 2026."),
        (
            {"ends_on": datetime.date(2026, 9, 3)},
            "“Staff talks” (joint meeting) ran from 1 September 2026 to 3 September 2026.",
        ),
        ({"stage": "under_way"}, "“Staff talks” (joint meeting) has been under way since 1 September 2026."),
        (
            {"stage": "under_way", "ends_on": datetime.date(2026, 12, 3)},
            "“Staff talks” (joint meeting) runs from 1 September 2026 to 3 December 2026.",
        ),
    ],
)
def test_what_was_done_is_told_as_it_ran(manager: Person, promise: Commitment, given: Any, words: str) -> None:
    cite = meeting(promise, **given)
    assert plain(asked(manager, "area", "cyber").done) == [
        f"1 activity began in the twelve months up to 21 November 2026. [{cite}]",
        f"{words} [{cite}; {clause(promise)}]",
    ]


def test_nothing_done_and_nothing_done_lately_are_told_apart(manager: Person, promise: Commitment) -> None:
    assert plain(asked(manager, "area", "cyber").done) == [
        f"Nothing is recorded as done up to 21 November 2026. [{clause(promise)}]"
    ]
    meeting(promise, starts_on=datetime.date(2024, 2, 1))
    assert plain(asked(manager, "area", "cyber").done)[0] == (
        f"No activity began in the twelve months up to 21 November 2026. [{clause(promise)}]"
    )


def test_only_what_happened_by_the_day_was_done(manager: Person, promise: Commitment) -> None:
    meeting(promise, stage="cancelled")
    meeting(promise, stage="planned")
    meeting(promise, starts_on=datetime.date(2026, 11, 22))
    assert len(asked(manager, "area", "cyber").done) == 1


def test_what_changed_says_how_it_stood_before(manager: Person, promise: Commitment) -> None:
    assert plain(asked(manager, "area", "cyber").changed) == [
        f"No commitment stands otherwise on 21 November 2026 than on 21 August 2026. [{clause(promise)}]"
    ]
    meeting(promise)
    ReviewFactory(agreement=promise.agreement, due_on=datetime.date(2026, 10, 1), outcome="continued")
    assert plain(asked(manager, "area", "cyber").changed) == [
        f"“Talk about networks” was planned on 21 August 2026 and is active on 21 November 2026. [{clause(promise)}]",
        "A review of Programme 2024 was held on 1 October 2026, with the outcome “continued”. [NEW24]",
    ]


def test_several_that_changed_alike_share_a_sentence(manager: Person, promise: Commitment) -> None:
    other = CommitmentFactory(agreement=promise.agreement)
    ActivityFactory(commitments=[promise, other], starts_on=datetime.date(2026, 9, 1))
    cites = f"{clause(promise)}; ¶{other.provision.citation}"
    assert plain(asked(manager, "agreement", "new24").changed) == [
        f"Several were planned on 21 August 2026 and are active on 21 November 2026. [{cites}]"
    ]


def test_what_began_to_count_since_says_so(manager: Person) -> None:
    agreement = AgreementFactory(slug="late", dated_on=datetime.date(2026, 10, 1))
    promise = CommitmentFactory(agreement=agreement, title="Talk late")
    assert plain(asked(manager, "agreement", "late").changed) == [
        f"“Talk late” did not count yet on 21 August 2026 and is silent on 21 November 2026. [{clause(promise)}]"
    ]


def test_reasons_alike_share_one_sentence_and_the_gravest_come_first(manager: Person, promise: Commitment) -> None:
    more = [CommitmentFactory(agreement=promise.agreement) for _each in range(2)]
    japan, _nato = both_parties()
    AssessmentFactory(commitment=promise, party=japan, confidence="off_track")
    found = [
        (group.code, group.figure and group.figure.count, plain(group.said))
        for group in asked(manager, "agreement", "new24").asking
    ]
    places = "; ¶".join([clause(promise), *(row.provision.citation for row in more)])
    silent = "Nothing was done and nothing is planned since the agreement began on 10 January 2024."
    said = f"Talk about networks: A latest assessment, of 1 June 2026, says off track. [{clause(promise)}]"
    assert found == [("off_track", 1, [said]), ("silent", 3, [f"{silent} [{places}]"])]


def test_a_body_has_a_brief_of_what_it_has_a_part_in(manager: Person) -> None:
    body = BodyFactory(slug="marcom", name="Maritime Command")
    promise = CommitmentFactory(responsibilities=[(body, "host")])
    CommitmentFactory()
    found = asked(manager, "body", "marcom")
    assert (found.subject.name, [stand.figure.count for stand in found.stands]) == ("Maritime Command", [1])
    assert found.quoted == promise


def test_every_sentence_says_where_it_comes_from(seeded: None, manager: Person) -> None:
    for kind, slug in (("agreement", "programme-2020"), ("area", "cyber-defence")):
        found = asked(manager, kind, slug)
        said = [*found.finding, *found.done, *found.ahead, *found.changed, *found.unknown]
        said += [each for group in found.asking for each in group.said]
        assert len(said) > 5
        assert [str(each) for each in said if not each.cites] == []
        assert [stand.state for stand in found.stands if not stand.cites] == []


@pytest.mark.parametrize("clearance", Marking.values)
def test_its_marking_is_the_highest_of_what_its_reader_may_see(promise: Commitment, clearance: str) -> None:
    for marking in Marking.values:
        meeting(promise, marking=marking)
    reader = PersonFactory(role="manager", clearance=clearance)
    found = asked(reader, "area", "cyber")
    assert found.marking == clearance
    assert len(found.done) == 1 + len(Marking.up_to(clearance))


def test_what_it_counts_and_does_not_cite_is_marked_too(manager: Person, promise: Commitment) -> None:
    meeting(promise, marking="restricted", starts_on=datetime.date(2025, 1, 1))
    for day in range(1, 8):
        meeting(promise, starts_on=datetime.date(2026, 9, day))
    found = asked(manager, "area", "cyber")
    assert "1 January 2025" not in "".join(found.sentences)
    assert found.marking == "restricted"


def test_with_the_same_clocks_it_says_the_same_whatever_happens_later(manager: Person, seeded: None) -> None:
    promises = list(Commitment.objects.filter(areas__slug="cyber-defence"))
    written(lambda: ActivityFactory(commitments=promises, title="Came early"))
    moment = datetime.datetime.fromisoformat(head().recorded_at)

    def told() -> list[list[str]]:
        with recorded_by(moment, seen_by="restricted"):
            return [
                asked(manager, kind, slug).sentences
                for kind, slug in (("area", "cyber-defence"), ("agreement", "programme-2020"))
            ]

    before, live = told(), asked(manager, "area", "cyber-defence").sentences
    written(lambda: [ActivityFactory(commitments=promises, title=f"Came late {n}") for n in range(200)])
    written(lambda: Activity.objects.update(title="Changed since", stage="cancelled"))
    written(lambda: [DecisionFactory(commitment=row) for row in promises])
    written(lambda: TargetFactory(commitment=promises[0]))
    assert told() == before
    assert asked(manager, "area", "cyber-defence").sentences != live


def test_it_speaks_the_language_that_is_spoken(manager: Person, promise: Commitment) -> None:
    with translation.override("fr"):
        assert "21 novembre 2026" in asked(manager, "area", "cyber").sentences[2]


def queries_of(person: Person) -> int:
    asked(person, "agreement", "new24")
    with CaptureQueriesContext(connection) as queries:
        asked(person, "agreement", "new24")
    return len(queries)


def test_it_takes_as_many_questions_for_three_as_for_one(manager: Person, promise: Commitment) -> None:
    meeting(promise)
    meeting(promise, starts_on=datetime.date(2027, 1, 1), stage="planned")
    one = queries_of(manager)
    for _each in range(2):
        other = CommitmentFactory(agreement=promise.agreement)
        meeting(other)
        meeting(other, starts_on=datetime.date(2027, 1, 1), stage="planned")
    assert queries_of(manager) == one
