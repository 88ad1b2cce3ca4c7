"""Are lists in the right order, found by words and filters, and as cheap for many rows as for one?"""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.actions.access import note_access
from commitments.models.commitments import Commitment
from commitments.models.provisions import Provision
from commitments.vocabulary import AccessKind
from tests import factories
from tests.admin.conftest import ACTIVITIES, titles

pytestmark = pytest.mark.django_db


def tied(**given):
    """An activity with everything a row of the list shows."""
    commitment = factories.CommitmentFactory(areas=[factories.PriorityAreaFactory()])
    return factories.ActivityFactory(commitments=[commitment], bodies=[(factories.BodyFactory(), "host")], **given)


def lineage():
    commitment = factories.CommitmentFactory(areas=[factories.PriorityAreaFactory()])
    factories.AssessmentFactory(commitment=commitment)
    return commitment


MAKERS = {
    "activity": tied,
    "assessment": lambda: factories.AssessmentFactory(party=factories.PartyFactory()),
    "decision": factories.DecisionFactory,
    "target": factories.TargetFactory,
    "review": factories.ReviewFactory,
    "agreement": factories.AgreementFactory,
    "provision": factories.ProvisionFactory,
    "commitment": lineage,
    "milestone": factories.MilestoneFactory,
    "priorityarea": factories.PriorityAreaFactory,
    "body": lambda: factories.BodyFactory(party=factories.PartyFactory(), parent=factories.BodyFactory()),
    "party": factories.PartyFactory,
    "person": lambda: factories.PersonFactory(party=factories.PartyFactory()),
    "token": factories.TokenFactory,
    "accessevent": lambda: note_access(AccessKind.LOG_IN, who="person:ann"),
}


@pytest.mark.parametrize("noun", MAKERS)
def test_a_list_of_three_takes_no_more_questions_than_a_list_of_one(enter, administrator, noun):
    client = enter(administrator)
    asked = []
    for more in (1, 2):
        for _ in range(more):
            MAKERS[noun]()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/admin/commitments/{noun}/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("noun", ["activity", "assessment"])
def test_a_list_counts_its_rows_once(enter, administrator, noun):
    MAKERS[noun]()
    with CaptureQueriesContext(connection) as queries:
        enter(administrator).get(f"/admin/commitments/{noun}/?q=m")
    counts = [each["sql"] for each in queries if "COUNT(" in each["sql"] and f'"commitments_{noun}"' in each["sql"]]
    assert len(counts) == 1


def test_the_form_beside_three_commitments_asks_no_more_than_beside_one(enter, analyst):
    rows = [lineage() for _ in range(3)]
    client, asked = enter(analyst), []
    for some in (rows[:1], rows):
        query = {"commitment": [row.reference for row in some]}
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{ACTIVITIES}beside/", query).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_activities_are_listed_newest_first(enter, viewer):
    for year in (2021, 2023, 2022):
        factories.ActivityFactory(title=f"Talks of {year}", starts_on=datetime.date(year, 1, 1))
    assert titles(enter(viewer).get(ACTIVITIES)) == ["Talks of 2023", "Talks of 2022", "Talks of 2021"]


def test_activities_are_found_by_the_beginnings_of_words(enter, viewer):
    factories.ActivityFactory(title="Seminar at sea")
    factories.ActivityFactory(title="Talks", outcome="They were pleased.")
    client = enter(viewer)
    found = [titles(client.get(ACTIVITIES, {"q": words})) for words in ("semin sea", "PLEAS", "eminar")]
    assert found == [["Seminar at sea"], ["Talks"], []]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind__exact=seminar", ["Seminar"]),
        ("stage__exact=planned", ["Plan"]),
        ("state__exact=confirmed", ["Seminar"]),
        ("area=cyber-defence", ["Seminar"]),
        ("body=shape", ["Plan"]),
        ("marking__exact=internal", []),
    ],
)
def test_activities_are_filtered_by_what_is_declared(enter, viewer, manager, promise, query, found):
    factories.ActivityFactory(title="Seminar", kind="seminar", commitments=[promise], confirmed_by=manager)
    factories.ActivityFactory(title="Plan", stage="planned", bodies=[(factories.BodyFactory(slug="shape"), "host")])
    factories.ActivityFactory(title="Restricted", marking="restricted")
    assert titles(enter(viewer).get(f"{ACTIVITIES}?{query}")) == found


def test_an_activity_in_two_commitments_of_the_filter_is_listed_once(enter, viewer):
    area = factories.PriorityAreaFactory(slug="sea")
    commitments = [factories.CommitmentFactory(areas=[area]) for _ in range(2)]
    factories.ActivityFactory(title="Exercise", commitments=commitments)
    assert titles(enter(viewer).get(f"{ACTIVITIES}?area=sea")) == ["Exercise"]


@pytest.mark.parametrize(
    ("noun", "words", "found"),
    [
        ("commitment", "3.3", [f"IPCP20-3.3-c{number}" for number in range(1, 6)]),
        ("commitment", "IPCP20-3.3-c4", ["IPCP20-3.3-c4"]),
        ("provision", "IPCP20-3.3", ["IPCP20-3.3"]),
        ("agreement", "IPCP20", ["Partnership Programme 2020"]),
        ("priorityarea", "cyber", ["Cyber defence"]),
        ("party", "japan", ["Japan"]),
    ],
)
def test_text_rows_are_found_by_reference_key_citation_and_words(enter, viewer, seeded, noun, words, found):
    rows = titles(enter(viewer).get(f"/admin/commitments/{noun}/", {"q": words}))
    assert rows[: len(found)] == found


def test_commitments_and_provisions_are_listed_in_the_order_of_the_texts(enter, viewer, seeded):
    client = enter(viewer)
    listed = [titles(client.get(f"/admin/commitments/{noun}/")) for noun in ("commitment", "provision")]
    texts = ("agreement__order", "start")
    printed = [
        list(Commitment.objects.order_by(*texts).values_list("reference", flat=True)[:50]),
        list(Provision.objects.order_by(*texts).values_list("key", flat=True)),
    ]
    assert listed[1] == printed[1]
    assert [name.rpartition("-")[0] for name in listed[0]] == [name.rpartition("-")[0] for name in printed[0]]


def test_a_retired_row_is_in_no_list_but_can_be_read_by_name(enter, viewer):
    commitment = factories.CommitmentFactory(retired_on=datetime.date(2020, 1, 1), retired_because="Read twice.")
    client = enter(viewer)
    page = client.get(f"/admin/commitments/commitment/{commitment.reference}/change/").content.decode()
    assert (titles(client.get("/admin/commitments/commitment/")), "Read twice." in page) == ([], True)


def test_an_empty_list_says_what_to_do(enter, analyst):
    client = enter(analyst)
    assert b"Nothing that you may see is here yet." in client.get(ACTIVITIES).content
    assert b"Take a filter away, or look for other words." in client.get(f"{ACTIVITIES}?q=zzz").content
