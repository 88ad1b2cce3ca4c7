"""Does a brief read well for everybody, and is an issued one handed out as it was issued, to whom it may be?"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

import pytest
from django.test import Client

from commitments.actions.markings import change_marking
from commitments.copies import paper
from commitments.copies.paper import can_print
from commitments.ledger.recording import acting
from commitments.models.access import AccessEvent
from commitments.models.briefs import BriefFile, IssuedBrief
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests.api.remembering import head, written
from tests.dashboards.conftest import DAY, World
from tests.dashboards.reading import page, queries_of, read
from tests.factories import ActivityFactory, IssuedBriefFactory, PersonFactory, PriorityAreaFactory

pytestmark = pytest.mark.django_db

AREA = f"/areas/cyber-defence/brief/?on={DAY}"
READERS = ("viewer", "analyst", "manager", "administrator")


@pytest.fixture
def reader(client: Client, manager: Person) -> Client:
    client.force_login(manager)
    return client


def entered(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def issue(client: Client, **more: str) -> Any:
    return client.post(
        "/briefs/issue/", {"kind": "area", "slug": "cyber-defence", "on": DAY, "recorded_by": "", **more}
    )


@pytest.mark.slow
@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("subject", ["areas/cyber-defence", "agreements/new24"])
def test_each_number_opens_exactly_that_many_rows(
    request: pytest.FixtureRequest, client: Client, world: World, who: str, subject: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    slug = world.active.agreement.slug
    seen = page(client, f"/{subject.replace('new24', slug)}/brief/?on={DAY}")
    promised = {anchor.href: anchor.promised for anchor in seen.anchors if anchor.promised is not None}
    assert len(promised) >= 3
    assert {address: page(client, address).total for address in promised} == promised
    assert [anchor.words for anchor in seen.anchors if anchor.words.isdecimal() and anchor.promised is None] == []


def test_each_citation_leads_somewhere(reader: Client, world: World) -> None:
    cited = {anchor.href for anchor in page(reader, AREA).anchors if anchor.href.startswith(("/com", "/act"))}
    assert len(cited) > 5
    assert {address: reader.get(address).status_code for address in cited} == dict.fromkeys(cited, 200)


def test_a_subject_that_is_not_there_or_hidden_is_404(client: Client, world: World, viewer: Person) -> None:
    client.force_login(viewer)
    names = ("agreements/nothing", f"agreements/{world.secret.agreement.slug}", "areas/nothing", "bodies/nothing")
    assert [client.get(f"/{name}/brief/").status_code for name in names] == [404] * 4


def test_a_brief_reads_as_it_did_before_more_was_recorded(reader: Client, world: World) -> None:
    written(lambda: ActivityFactory(commitments=[world.active]))
    asked = f"{AREA}&recorded_by={head().recorded_at}"
    before = page(reader, asked).text
    written(lambda: ActivityFactory(title="Came late", commitments=[world.active]))
    assert page(reader, asked).text == before
    assert "it says the same" in before
    assert "Came late" in page(reader, AREA).text


def test_what_is_written_into_a_title_is_only_words(reader: Client, world: World) -> None:
    ActivityFactory(title="<b>%(day)s</b> & 100%", commitments=[world.active])
    html = reader.get(AREA).content.decode()
    assert "“&lt;b&gt;%(day)s&lt;/b&gt; &amp; 100%”" in html


@pytest.mark.parametrize(("who", "offered"), [("viewer", 0), ("analyst", 0), ("manager", 1), ("administrator", 1)])
def test_issuing_is_offered_to_whoever_may(
    request: pytest.FixtureRequest, client: Client, world: World, who: str, offered: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(AREA).content.decode().count("Issue this brief") == offered


def test_an_issued_brief_is_fetched_as_the_same_bytes_again_and_again(reader: Client, world: World) -> None:
    address = issue(reader)["Location"]
    first = reader.get(f"{address}file/")
    written(lambda: ActivityFactory(title="Came late", commitments=[world.active]))
    again = reader.get(f"{address}file/")
    digest = hashlib.sha256(first.content).hexdigest()
    assert again.content == first.content
    assert (first["ETag"], digest in page(reader, address).text) == (f'"{digest}"', True)
    assert first["Content-Disposition"] == (
        f'attachment; filename="brief-cyber-defence-{DAY}-{IssuedBrief.objects.get().marking}.html"'
    )
    assert first["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert first["Content-Security-Policy"].endswith("sandbox")
    assert first["Cache-Control"] == "private, no-store"


def test_who_takes_one_that_is_not_public_is_put_down(reader: Client, world: World) -> None:
    kept = IssuedBriefFactory(marking="internal")
    for each in (kept, IssuedBriefFactory()):
        reader.get(f"/briefs/{each.pk}/file/")
    told = AccessEvent.objects.filter(kind="download").values_list("who", "subject")
    assert list(told) == [("person:manager", f"brief:{kept.pk}")]


def test_bytes_that_were_tampered_with_are_refused_loudly(reader: Client, caplog: pytest.LogCaptureFixture) -> None:
    kept = IssuedBriefFactory()
    BriefFile.objects.update(content=b"forged")
    caplog.set_level(logging.CRITICAL, "commitments.briefs")
    answer = reader.get(f"/briefs/{kept.pk}/file/")
    assert (answer.status_code, b"forged" in answer.content) == (500, False)
    assert "are not those that were issued" in read(answer.content.decode()).text
    assert [entry.levelname for entry in caplog.records if entry.name == "commitments.briefs"] == ["CRITICAL"]
    assert AccessEvent.objects.get(kind="refused").subject == f"brief:{kept.pk}"
    assert "they are not handed out" in page(reader, f"/briefs/{kept.pk}/").text


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("viewer", ["public"]),
        ("analyst", ["public", "internal"]),
        ("manager", ["public", "internal", "restricted"]),
        ("administrator", ["public", "internal", "restricted"]),
    ],
)
def test_each_reader_sees_the_briefs_that_their_clearance_covers(
    request: pytest.FixtureRequest, client: Client, who: str, sees: list[str]
) -> None:
    client.force_login(request.getfixturevalue(who))
    kept = {marking: IssuedBriefFactory(marking=marking) for marking in ("public", "internal", "restricted")}
    pages = {
        marking: [client.get(f"/briefs/{each.pk}/{part}").status_code for part in ("", "again/", "file/")]
        for marking, each in kept.items()
    }
    assert pages == {marking: [200] * 3 if marking in sees else [404] * 3 for marking in kept}
    assert page(client, "/briefs/").total == len(sees)


def test_a_brief_whose_marking_was_raised_says_so_to_whoever_still_reads_it(
    reader: Client, world: World, manager: Person
) -> None:
    with acting("person:manager", "admin"):
        activity = ActivityFactory(title="Came first", commitments=[world.active], marking="internal")
    chief = entered(PersonFactory(role="manager", clearance="internal"))
    address = issue(chief)["Location"]
    assert "raised since" not in page(reader, address).text
    with acting("person:manager", "admin"):
        change_marking(activity, "restricted", by=principal_of(manager))
    assert chief.get(address).status_code == 404
    told = page(reader, f"{address}again/").text
    assert "It was issued as “internal”. What it rests on was raised since: today it is “restricted”" in told
    assert "It does not say the same A marking was raised since" in told
    assert "raised since" in page(reader, "/briefs/").text


def test_the_list_is_narrowed_to_a_subject(reader: Client, world: World) -> None:
    kept = IssuedBriefFactory()
    IssuedBriefFactory(agreement=None, area=PriorityAreaFactory(slug="space"))
    found = {
        name: page(reader, f"/briefs/?{name}").total for name in (f"agreement={kept.agreement.slug}", "area=space")
    }
    assert found == dict.fromkeys(found, 1)
    assert reader.get("/briefs/?colour=red").status_code == 400


def test_issued_briefs_know_no_second_clock(reader: Client) -> None:
    kept = IssuedBriefFactory()
    pages = ("/briefs/", f"/briefs/{kept.pk}/", f"/briefs/{kept.pk}/again/", f"/briefs/{kept.pk}/file/")
    assert [reader.get(f"{each}?recorded_by=2026-01-01").status_code for each in pages] == [400] * 4


def test_the_list_takes_as_many_questions_for_three_as_for_one(reader: Client) -> None:
    IssuedBriefFactory()
    one = queries_of(reader, "/briefs/")
    for _each in range(2):
        IssuedBriefFactory()
    assert queries_of(reader, "/briefs/") == one


@pytest.mark.parametrize("sent", [{"kind": "weather"}, {"on": "soon"}, {"recorded_by": "soon"}, {"on": "2026-13-40"}])
def test_what_cannot_be_issued_is_refused_in_a_sentence(reader: Client, world: World, sent: dict[str, str]) -> None:
    assert (issue(reader, **sent).status_code, IssuedBrief.objects.count()) == (400, 0)


def test_nobody_issues_from_another_site(world: World, manager: Person) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(manager)
    assert (issue(careful).status_code, IssuedBrief.objects.count()) == (403, 0)


def test_without_the_extra_the_page_says_how_to_print(
    reader: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "weasyprint", None)
    refused = reader.get(f"{AREA}&format=pdf")
    assert refused.status_code == 400
    assert "No PDF files are made here. Print the page" in read(refused.content.decode()).text
    assert "it is set for A4" in page(reader, AREA).text


@pytest.mark.browser  # it draws with Pango, which `make test` cannot ask for
def test_with_the_extra_a_pdf_is_made_of_the_same_bytes(reader: Client, world: World) -> None:
    assert can_print(), "The tests draw PDF files with Pango: docs/for-developers/tests.md says what to install."
    written(lambda: ActivityFactory(commitments=[world.active]))
    made = [reader.get(f"{AREA}&recorded_by={head().recorded_at}&format=pdf").content for _each in range(2)]
    assert made[0].startswith(b"%PDF-")
    assert made[0] == made[1]
    kept = issue(reader)["Location"]
    assert reader.get(f"{kept}file/?format=pdf").content.startswith(b"%PDF-")
