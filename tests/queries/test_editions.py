"""How does an agreement read on a day: word for word, every pledge in its place?"""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment, Lineage
from commitments.models.people import Person
from commitments.models.provisions import Provision, Sentence
from commitments.queries.editions import Edition, edition
from commitments.queries.gaps import gaps
from commitments.queries.lacking import unread_provisions
from commitments.queries.visibility import principal_of
from commitments.vocabulary import Attention, LineageKind, State
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    CommitmentFactory,
    MilestoneFactory,
    ProvisionFactory,
    ReviewFactory,
)

DAY = datetime.date(2026, 11, 21)
TEXTS = ["declaration-2013", "programme-2020"]


def read(person: Person, slug: str, on: datetime.date | str = DAY) -> Edition:
    day = datetime.date.fromisoformat(on) if isinstance(on, str) else on
    found = edition(principal_of(person), slug, on=day)
    assert found
    return found


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("slug", TEXTS)
@pytest.mark.parametrize("on", ["2012-01-01", "2014-05-05", "2020-06-26", "2026-11-21"])
def test_the_held_text_is_reproduced_to_the_letter(viewer: Person, slug: str, on: str) -> None:
    found = read(viewer, slug, on)

    assert found.text
    assert found.text.text == Agreement.objects.get(slug=slug).text


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("slug", TEXTS)
def test_each_commitment_is_marked_on_its_own_words_and_on_no_other(viewer: Person, slug: str) -> None:
    found = read(viewer, slug)
    assert found.text
    pieces = [piece for block in found.text.blocks for piece in block.pieces]
    marked: dict[str, str] = {}
    for piece in pieces:
        for pledge in piece.pledges:
            marked[pledge.commitment.reference] = marked.get(pledge.commitment.reference, "") + piece.text

    rows = Commitment.objects.filter(agreement__slug=slug)
    assert marked == {row.reference: found.agreement.text[row.start : row.end] for row in rows}
    numbers = [pledge.number for margin in found.margins.values() for pledge in margin.pledges]
    assert sorted(numbers) == list(range(1, rows.count() + 1))


@pytest.mark.usefixtures("seeded")
def test_pledges_that_share_words_stand_on_them_together(viewer: Person) -> None:
    found = read(viewer, "programme-2020")
    assert found.text
    shared = [
        (piece.text, [pledge.commitment.reference for pledge in piece.pledges])
        for block in found.text.blocks
        for piece in block.pieces
        if len(piece.pledges) > 1
    ]

    [(words, references)] = shared
    assert sorted(references) == ["IPCP20-3.3-c2", "IPCP20-3.3-c3"]
    assert words.startswith("Japan's appointment of Liaison Officers to")


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("slug", TEXTS)
def test_what_is_no_pledge_says_why(viewer: Person, slug: str) -> None:
    found = read(viewer, slug)
    told = {
        note.sentence.pk: (note.sentence.why, bool(note.milestones or note.terms or note.areas))
        for margin in found.margins.values()
        for note in margin.notes
        if not hasattr(note, "commitment")
    }

    rows = Sentence.objects.filter(provision__agreement__slug=slug).exclude(gives="commitment")
    assert set(told) == set(rows.exclude(provision__role="heading").values_list("pk", flat=True))
    assert all(why or gives for why, gives in told.values())
    assert found.unread == []


@pytest.mark.usefixtures("seeded")
def test_the_hope_for_a_programme_is_fulfilled_from_6_may_2014(viewer: Person) -> None:
    def hope(on: str) -> tuple[State | None, list[str]]:
        pledges = [
            pledge for margin in read(viewer, "declaration-2013", on).margins.values() for pledge in margin.pledges
        ]
        [pledge] = [pledge for pledge in pledges if pledge.commitment.reference == "JPD13-9-c1"]
        return pledge.standing and pledge.standing.state, [effect.milestone.key for effect in pledge.effects]

    assert hope("2013-04-12") == (None, [])
    assert hope("2014-05-05") == (State.SILENT, [])
    assert hope("2014-05-06") == (State.FULFILLED, ["IPCP20-2.1-m1"])


@pytest.mark.usefixtures("seeded")
def test_the_programme_begins_on_26_june_2020_and_its_term_is_over_two_years_later(viewer: Person) -> None:
    def told(on: str) -> tuple[bool, int, list[tuple[Attention, str]]]:
        found = read(viewer, "programme-2020", on)
        reasons = found.line.attention if found.line else []
        return found.begun, found.total.count, [(reason.code, reason.sentence) for reason in reasons]

    ended = "The term ended on 26 June 2022 (derived) and no outcome is recorded."
    assert told("2020-06-25") == (False, 0, [])
    assert told("2020-06-26") == (True, 33, [])
    assert told("2022-06-26") == (True, 33, [])
    assert told("2022-06-27") == (True, 33, [(Attention.TERM_ENDED, ended)])


@pytest.mark.usefixtures("seeded")
def test_nothing_in_the_declaration_is_overdue_and_may_consider_asks_for_nobody(viewer: Person) -> None:
    overdue = {Attention.TARGET_MISSED, Attention.PLAN_LAPSED, Attention.TERM_ENDED, Attention.REVIEW_DUE}
    for slug in TEXTS:
        found = read(viewer, slug)
        pledges = [pledge for margin in found.margins.values() for pledge in margin.pledges]
        asked = {
            pledge.commitment.reference: {reason.code for reason in pledge.standing.attention}
            for pledge in pledges
            if pledge.standing
        }
        assert len(asked) == len(pledges) > 20
        assert not any(codes & overdue for codes in asked.values())
        weak = {row.commitment.reference for row in pledges if row.commitment.strength in ("discretion", "affirmation")}
        assert all(asked[reference] == set() for reference in weak)
        assert weak


@pytest.mark.usefixtures("seeded")
def test_the_programme_says_what_it_kept_of_the_declaration(viewer: Person) -> None:
    [told] = read(viewer, "programme-2020").successions

    assert told.before.slug == "declaration-2013"
    assert {kind: len(fates) for kind, fates in told.kinds.items()} == {
        LineageKind.CARRIED_OVER: 6,
        LineageKind.EXTENDED: 5,
        LineageKind.NARROWED: 1,
        LineageKind.SPLIT: 1,
        LineageKind.MERGED: 5,
        LineageKind.DROPPED: 3,
    }
    assert [fate.commitment.reference for fate in told.untied] == ["JPD13-7-c4", "JPD13-9-c1"]
    led_to = set(Lineage.objects.exclude(later=None).values_list("later", flat=True))
    new = Commitment.objects.filter(agreement__slug="programme-2020").exclude(pk__in=led_to)
    assert [fate.commitment for fate in told.new] == list(new)
    assert read(viewer, "declaration-2013").successions == []
    assert read(viewer, "programme-2020", "2020-06-25").successions == []


def test_words_that_nobody_read_are_those_that_the_gaps_count(viewer: Person) -> None:
    agreement = AgreementFactory()
    CommitmentFactory(agreement=agreement)
    unread = ProvisionFactory(agreement=agreement, text="The parties will meet. They will eat.")

    found = read(viewer, agreement.slug)

    assert found.unread == [unread] == list(Provision.objects.filter(unread_provisions(on=DAY)))
    [count] = [gap.figure.count for gap in gaps(principal_of(viewer), on=DAY) if gap.code == "unread_words"]
    assert count == 1


def test_a_second_promise_in_a_sentence_that_was_read_for_one_is_waved(viewer: Person) -> None:
    provision = ProvisionFactory(text="The parties will meet, and their officers shall report.")
    CommitmentFactory(provision=provision, quote="The parties will meet", operative_words="will")

    found = read(viewer, provision.agreement.slug)

    assert found.text
    waved = [piece.text for block in found.text.blocks for piece in block.pieces if piece.unread]
    assert (waved, found.unread) == (["shall"], [provision])


def test_a_text_that_may_not_be_read_is_not_there(viewer: Person, manager: Person) -> None:
    hidden = AgreementFactory(marking="restricted")

    assert edition(principal_of(viewer), hidden.slug, on=DAY) is None
    assert edition(principal_of(manager), hidden.slug, on=DAY) is not None
    assert edition(principal_of(manager), "nowhere", on=DAY) is None


def test_what_is_hidden_is_in_no_number_tie_or_effect(viewer: Person, manager: Person) -> None:
    commitment = CommitmentFactory()
    hidden = CommitmentFactory(agreement=AgreementFactory(marking="restricted"))
    Lineage.objects.create(earlier=hidden, later=commitment, kind="extended")
    Lineage.objects.create(earlier=commitment, dropped_by=hidden.agreement, kind="dropped")
    MilestoneFactory(agreement=hidden.agreement, commitments=[commitment])
    ActivityFactory(commitments=[commitment], marking="restricted")
    ReviewFactory(agreement=commitment.agreement, marking="restricted", due_on=datetime.date(2026, 1, 1))

    def told(person: Person) -> tuple[int, int, int, int, int]:
        found = read(person, commitment.agreement.slug)
        [pledge] = [pledge for margin in found.margins.values() for pledge in margin.pledges]
        assert found.line
        numbers = (pledge.done.count, len(pledge.earlier), len(pledge.later), len(pledge.effects))
        return (*numbers, len(found.line.attention))

    assert told(viewer) == (0, 0, 0, 0, 0)
    assert told(manager) == (1, 1, 1, 1, 1)


def test_a_retired_commitment_is_marked_on_the_days_before(viewer: Person) -> None:
    commitment = CommitmentFactory(retired_on=datetime.date(2024, 1, 1), retired_because="Read twice.")
    slug = commitment.agreement.slug

    assert read(viewer, slug, "2023-12-31").total.count == 1
    assert read(viewer, slug, "2024-01-01").total.count == 0


def test_more_of_everything_takes_no_more_queries(manager: Person) -> None:
    agreement = AgreementFactory(slug="long")

    def more() -> None:
        commitment = CommitmentFactory(agreement=agreement)
        CommitmentFactory(provision=commitment.provision)
        Lineage.objects.create(earlier=CommitmentFactory(), later=commitment, kind="merged")
        MilestoneFactory(provision=commitment.provision, commitments=[commitment])
        ActivityFactory(commitments=[commitment])
        ProvisionFactory(agreement=agreement, role="context", text="They value it.")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            edition(principal_of(manager), "long", on=DAY)
        return len(queries)

    more()
    one = asked()
    more()
    more()

    assert asked() == one
