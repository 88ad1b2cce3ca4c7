"""What does a commitment's page tell on a day?"""

from __future__ import annotations

import datetime

from django.test import Client

from commitments.models.commitments import Lineage
from commitments.models.people import Person
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    CommitmentFactory,
    DecisionFactory,
    MilestoneFactory,
    ProvisionFactory,
    TargetFactory,
)


def test_the_promise_stands_in_its_own_words(client: Client, viewer: Person) -> None:
    client.force_login(viewer)
    provision = ProvisionFactory(text="Both sides will hold talks <every> year & visit ships.")
    commitment = CommitmentFactory(provision=provision, quote="visit ships", operative_words="will")

    read = page(client, f"/commitments/{commitment.reference}/")

    assert "“visit ships”" in read.text
    assert provision.text in read.text


def test_a_commitment_that_may_not_be_read_is_not_there(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    assert client.get(f"/commitments/{world.secret.reference}/").status_code == 404
    assert client.get("/commitments/NONE-1-c1/").status_code == 404


def test_before_its_agreement_begins_the_page_says_when_it_does(client: Client, viewer: Person, world: World) -> None:
    client.force_login(viewer)

    read = page(client, f"/commitments/{world.active.reference}/?on=2023-12-31")

    assert "Programme 2024 begins on 10 January 2024." in read.text


def test_the_parties_are_shown_side_by_side(client: Client, manager: Person, viewer: Person, world: World) -> None:
    address = f"/commitments/{world.active.reference}/?on={DAY}"
    client.force_login(manager)

    assert "Japan: on track" in page(client, address).text
    assert "NATO: off track" in page(client, address).text

    client.force_login(viewer)

    assert "NATO: off track" not in page(client, address).text


def test_what_was_said_later_is_not_known_on_an_earlier_day(client: Client, manager: Person) -> None:
    client.force_login(manager)
    commitment = CommitmentFactory()
    AssessmentFactory(commitment=commitment, narrative="Later words", assessed_on=datetime.date(2026, 5, 2))
    DecisionFactory(commitment=commitment, reason="Later reason", effective_on=datetime.date(2026, 5, 2))
    TargetFactory(commitment=commitment, reason="Later target", set_on=datetime.date(2026, 5, 2))

    before = page(client, f"/commitments/{commitment.reference}/?on=2026-05-01").text
    after = page(client, f"/commitments/{commitment.reference}/?on=2026-05-02").text

    words = ("Later words", "Later reason", "Later target")
    assert [word in before for word in words] == [False, False, False]
    assert [word in after for word in words] == [True, True, True]


def test_the_thread_runs_both_ways(client: Client, viewer: Person) -> None:
    client.force_login(viewer)
    old, new = CommitmentFactory(title="The old promise"), CommitmentFactory(title="The new promise")
    Lineage.objects.create(earlier=old, later=new, kind="extended", note="It says more.")

    assert "Extended: It says more." in page(client, f"/commitments/{new.reference}/").text
    assert "The old promise" in page(client, f"/commitments/{new.reference}/").text
    assert "The new promise" in page(client, f"/commitments/{old.reference}/").text


def test_a_thread_into_a_hidden_text_is_not_shown(client: Client, viewer: Person) -> None:
    client.force_login(viewer)
    old = CommitmentFactory()
    hidden = CommitmentFactory(agreement=AgreementFactory(marking="restricted"), title="Hidden promise")
    Lineage.objects.create(earlier=old, later=hidden, kind="split")
    Lineage.objects.create(earlier=old, dropped_by=hidden.agreement, kind="dropped", note="Hidden drop")

    text = page(client, f"/commitments/{old.reference}/").text

    assert "Hidden" not in text
    assert "No tie to a commitment of another text." in text


def test_a_year_stays_a_year(client: Client, viewer: Person) -> None:
    client.force_login(viewer)
    commitment = CommitmentFactory()
    MilestoneFactory(
        title="Text revised", dated_on=datetime.date(2021, 1, 1), date_precision="year", commitments=[commitment]
    )

    assert "2021 Text revised: evidences" in page(client, f"/commitments/{commitment.reference}/").text


def test_logging_starts_from_the_commitment(client: Client, analyst: Person, viewer: Person) -> None:
    commitment = CommitmentFactory()
    address = f"/commitments/{commitment.reference}/"
    form = f"/admin/commitments/activity/add/?commitment={commitment.reference}"

    client.force_login(analyst)
    assert form in [anchor.href for anchor in page(client, address).anchors]

    client.force_login(viewer)
    assert form not in [anchor.href for anchor in page(client, address).anchors]


def test_more_rows_take_no_more_queries(client: Client, manager: Person) -> None:
    client.force_login(manager)
    commitment = CommitmentFactory()
    address = f"/commitments/{commitment.reference}/?on={DAY}"

    def more() -> None:
        ActivityFactory(commitments=[commitment])
        ActivityFactory(commitments=[commitment], starts_on=datetime.date(2027, 1, 1), stage="planned")
        AssessmentFactory(commitment=commitment)
        TargetFactory(commitment=commitment)
        Lineage.objects.create(earlier=CommitmentFactory(), later=commitment, kind="merged")
        MilestoneFactory(commitments=[commitment])

    more()
    one = queries_of(client, address)
    more()
    more()

    assert queries_of(client, address) == one
