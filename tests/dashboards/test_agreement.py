"""Does the page of an agreement show it as printed, with what became of each pledge?"""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from commitments.models.agreements import AgreementLink
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment, Lineage
from commitments.models.people import Person
from commitments.models.provisions import BodyMention
from commitments.vocabulary import State
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    BodyFactory,
    CommitmentFactory,
    DecisionFactory,
    MilestoneFactory,
)

TEXTS = ["declaration-2013", "programme-2020"]


@pytest.mark.slow
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("slug", TEXTS)
def test_every_pledge_leads_to_its_note_and_back(client: Client, viewer: Person, slug: str) -> None:
    client.force_login(viewer)
    html = client.get(f"/agreements/{slug}/").content.decode()
    read = page(client, f"/agreements/{slug}/")

    numbers = range(1, Commitment.objects.filter(agreement__slug=slug).count() + 1)
    assert [html.count(f'id="n{number}"') for number in numbers] == [1] * len(numbers)
    assert [html.count(f'id="c{number}"') for number in numbers] == [1] * len(numbers)
    led_to = {anchor.href for anchor in read.anchors}
    assert {f"#{letter}{number}" for letter in "cn" for number in numbers} <= led_to
    references = Commitment.objects.filter(agreement__slug=slug).values_list("reference", flat=True)
    assert {f"/commitments/{reference}/" for reference in references} <= led_to


def test_each_state_is_told_by_its_word(client: Client, manager: Person) -> None:
    client.force_login(manager)
    agreement = AgreementFactory(dated_on=datetime.date(2020, 1, 1))
    for code in (State.FULFILLED, State.SUPERSEDED, State.DISCONTINUED):
        DecisionFactory(commitment=CommitmentFactory(agreement=agreement), kind=code.value)
    ActivityFactory(commitments=[CommitmentFactory(agreement=agreement)], starts_on=datetime.date(2026, 9, 1))
    ActivityFactory(commitments=[CommitmentFactory(agreement=agreement)], starts_on=datetime.date(2021, 9, 1))
    planned = datetime.date(2027, 9, 1)
    ActivityFactory(commitments=[CommitmentFactory(agreement=agreement)], starts_on=planned, stage="planned")
    CommitmentFactory(agreement=agreement)

    text = page(client, f"/agreements/{agreement.slug}/?on={DAY}").text

    for code in State:
        assert f"({code.label}" in text, code  # behind its words, for those who hear the page
        assert f"{code.label} · " in text, code  # in the margin


def test_before_it_begins_the_page_shows_the_text_and_says_when(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)
    slug = world.active.agreement.slug

    read = page(client, f"/agreements/{slug}/?on=2024-01-09")

    assert "Programme 2024 begins on 10 January 2024." in read.text
    assert "Talk about networks" in read.text
    assert "How its commitments stand" not in read.text
    assert [anchor for anchor in read.anchors if anchor.promised is not None] == []
    assert "Not yet on" not in page(client, f"/agreements/{slug}/?on=2024-01-10").text


def test_a_text_that_may_not_be_read_is_not_there(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    assert client.get("/agreements/sec24/").status_code == 404
    assert client.get("/agreements/nowhere/").status_code == 404


@pytest.mark.usefixtures("seeded")
def test_a_text_that_is_only_cited_says_that_it_is_not_held(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    read = page(client, "/agreements/programme-2014/")

    assert "The text is not held" in read.text
    assert "based on the Individual Partnership and Cooperation Programme" in read.text
    assert "/agreements/programme-2020/#p-2.1" in [anchor.href for anchor in read.anchors]


def test_what_another_clearance_sees_is_in_no_number(
    client: Client, viewer: Person, analyst: Person, manager: Person
) -> None:
    commitment = CommitmentFactory()
    for marking in ("public", "internal", "restricted"):
        ActivityFactory(commitments=[commitment], marking=marking, starts_on=datetime.date(2026, 9, 1))
    hidden = CommitmentFactory(agreement=AgreementFactory(marking="restricted"), title="Hidden promise")
    Lineage.objects.create(earlier=commitment, later=hidden, kind="extended", note="Hidden note")
    AgreementLink.objects.create(agreement=hidden.agreement, to=commitment.agreement, kind="cites", note="Hidden link")

    def told(person: Person) -> tuple[bool, bool]:
        client.force_login(person)
        text = page(client, f"/agreements/{commitment.agreement.slug}/?on={DAY}").text
        return str(
            hidden.agreement.short_name
        ) in text or hidden.provision.citation + " Hidden" in text, "Hidden" in text

    def number(person: Person) -> str:
        client.force_login(person)
        anchors = page(client, f"/agreements/{commitment.agreement.slug}/?on={DAY}").anchors
        [words] = [anchor.words for anchor in anchors if anchor.href.startswith("/activities/?commitment=")]
        return words

    assert [number(person) for person in (viewer, analyst, manager)] == ["1 activity", "2 activities", "3 activities"]
    assert told(viewer) == told(analyst) == (False, False)
    assert told(manager) == (True, True)


def test_a_milestone_of_a_later_text_counts_from_its_own_day(client: Client, viewer: Person) -> None:
    client.force_login(viewer)
    hoped = CommitmentFactory(title="Hope for a programme")
    MilestoneFactory(title="Programme signed", dated_on=datetime.date(2021, 5, 6), commitments=[hoped])
    address = f"/agreements/{hoped.agreement.slug}/"

    assert "Programme signed" not in page(client, f"{address}?on=2021-05-05").text
    assert "Evidences: Programme signed, 6 May 2021" in page(client, f"{address}?on=2021-05-06").text


def test_a_post_stands_beside_the_words_that_promise_it(client: Client, viewer: Person, manager: Person) -> None:
    commitment = CommitmentFactory()
    provision = commitment.provision
    post: Body = BodyFactory(kind="post", name="Liaison officer")
    BodyMention.objects.create(
        body=post, provision=provision, quote="The parties", start=provision.start, end=provision.start + 11
    )
    posting = {"kind": "liaison_officer", "bodies": [(post, "participant")], "marking": "restricted"}
    ActivityFactory(title="First officer", starts_on=datetime.date(2025, 9, 1), stage="under_way", **posting)
    address = f"/agreements/{provision.agreement.slug}/?on="

    client.force_login(manager)
    assert "Filled · since 1 September 2025: First officer · 1 posting" in page(client, address + DAY).text
    assert "Never filled" in page(client, f"{address}2025-08-31").text
    client.force_login(viewer)
    assert "Never filled" in page(client, address + DAY).text


@pytest.mark.slow
@pytest.mark.usefixtures("seeded")
def test_the_page_of_a_past_day_says_what_was_true_then(client: Client, viewer: Person) -> None:
    client.force_login(viewer)
    ended = "The term ended on 26 June 2022 (derived) and no outcome is recorded."

    def told(slug: str, on: str) -> str:
        return page(client, f"/agreements/{slug}/?on={on}").text

    hope = "Fulfils: Partnership Programme signed in Brussels, 6 May 2014 IPCP20 2.1"
    assert [hope in told("declaration-2013", on) for on in ("2014-05-05", "2014-05-06")] == [False, True]
    later = "Extended in IPCP20 1.1"
    assert [later in told("declaration-2013", on) for on in ("2020-06-25", "2020-06-26")] == [False, True]
    begins = "Partnership Programme 2020 begins on 26 June 2020."
    assert [begins in told("programme-2020", on) for on in ("2020-06-25", "2020-06-26")] == [True, False]
    assert [ended in told("programme-2020", on) for on in ("2022-06-26", "2022-06-27")] == [False, True]


@pytest.mark.usefixtures("seeded")
def test_the_page_stays_at_its_clocks(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    today = timezone.localdate().isoformat()

    anchors = page(client, f"/agreements/programme-2020/?on=2021-06-01&recorded_by={today}").anchors

    inner = [anchor.href for anchor in anchors if anchor.href.startswith(("/agreements/", "/commitments/"))]
    assert len(inner) > 50
    assert all("on=2021-06-01" in href and f"recorded_by={today}" in href for href in inner)


def test_more_rows_take_no_more_queries(client: Client, manager: Person) -> None:
    client.force_login(manager)
    agreement = AgreementFactory(slug="long")

    def more() -> None:
        commitment = CommitmentFactory(agreement=agreement)
        Lineage.objects.create(earlier=CommitmentFactory(), later=commitment, kind="merged")
        Lineage.objects.create(earlier=commitment, later=CommitmentFactory(), kind="split")
        MilestoneFactory(provision=commitment.provision, commitments=[commitment])
        ActivityFactory(commitments=[commitment])
        AgreementLink.objects.create(
            agreement=agreement,
            to=AgreementFactory(),
            kind="cites",
            provision=commitment.provision,
            order=commitment.pk,
        )
        post = BodyFactory(kind="post", parent=BodyFactory())
        words = {"quote": "The parties", "start": commitment.start, "end": commitment.start + 11}
        BodyMention.objects.create(body=post, provision=commitment.provision, **words)
        ActivityFactory(kind="liaison_officer", bodies=[(post, "participant")], stage="under_way")

    more()
    one = queries_of(client, f"/agreements/long/?on={DAY}")
    more()
    more()

    assert queries_of(client, f"/agreements/long/?on={DAY}") == one
