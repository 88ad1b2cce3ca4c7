"""Does every page say what it must, whoever opens it, and does the tracker answer when there is none?"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from commitments.models.people import Person
from tests.dashboards.reading import page
from tests.factories import ActivityFactory, CommitmentFactory

PAGES = ("/", "/commitments/", "/activities/")


@pytest.mark.parametrize(
    "address", [*PAGES, "/commitments/TEST-1-c1/", "/activities/6ff0a8e3-0b5e-4c53-8a8f-2f3a6f3c8b11/"]
)
def test_nobody_reads_a_page_without_logging_in(client: Client, db: None, address: str) -> None:
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={address}")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("reader", "clearance"), [("viewer", "public"), ("analyst", "internal"), ("manager", "restricted")]
)
def test_a_page_says_with_which_clearance_it_is_seen(
    request: pytest.FixtureRequest, client: Client, address: str, reader: str, clearance: str
) -> None:
    client.force_login(request.getfixturevalue(reader))

    assert f"as seen with clearance “{clearance}”" in page(client, address).text


def test_samples_are_called_samples(client: Client, viewer: Person) -> None:
    client.force_login(viewer)
    said = "sample data: no activity, assessment or decision shown here is real"

    assert said not in page(client, "/").text
    ActivityFactory(source="sample", external_id="1", marking="restricted")
    assert said in page(client, "/").text


@pytest.mark.parametrize(("reader", "offered"), [("viewer", False), ("analyst", True)])
def test_log_activity_is_offered_to_those_who_may(
    request: pytest.FixtureRequest, client: Client, reader: str, offered: bool
) -> None:
    client.force_login(request.getfixturevalue(reader))

    words = [anchor.words for anchor in page(client, "/commitments/").anchors]

    assert ("Log activity" in words) is offered


def test_a_page_is_read_in_the_language_chosen(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    response = client.post("/language/", {"language": "fr", "next": "/commitments/"})

    assert (response.status_code, response["Location"]) == (302, "/commitments/")
    assert '<html lang="fr">' in client.get("/commitments/").content.decode()


def test_the_language_switch_leads_nowhere_else(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    assert client.post("/language/", {"language": "fr", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_the_tracker_answers_without_log_in_and_without_database(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_robots_are_sent_away(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_what_is_not_there_is_said_in_a_page_for_people(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "There is nothing here for you" in response.content.decode()


def test_a_form_from_elsewhere_is_refused_in_a_page_for_people(viewer: Person) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/language/", {"language": "fr"})

    assert response.status_code == 403
    assert "This form was open too long" in response.content.decode()


def test_a_fault_of_ours_is_owned_in_a_page_for_people(
    client: Client, viewer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(viewer)
    client.raise_request_exception = False
    monkeypatch.setattr(settings, "OFFICE_YEAR_STARTS", None)
    CommitmentFactory()

    response = client.get("/")

    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_only_read(client: Client, manager: Person, address: str) -> None:
    client.force_login(manager)

    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_nothing_between_keeps_a_copy_of_what_one_reader_sees(client: Client, viewer: Person, address: str) -> None:
    client.force_login(viewer)

    assert "no-store" in client.get(address)["Cache-Control"]


def test_who_logs_out_reads_nothing_more(client: Client, viewer: Person) -> None:
    client.force_login(viewer)

    client.post("/admin/logout/")

    assert client.get("/").status_code == 302
