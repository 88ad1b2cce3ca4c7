"""What does the admin offer to each role, and what does it refuse?"""

import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

READ = ["Activities", "Assessments", "Decisions", "Targets", "Reviews"]
TEXTS = ["Agreements", "Provisions", "Commitments", "Milestones", "Priority areas", "Bodies", "Parties"]
ADDS = {
    "viewer": [],
    "analyst": ["activity", "assessment", "import"],
    "manager": ["activity", "assessment", "decision", "target", "review", "import"],
    "administrator": ["activity", "assessment", "decision", "target", "review", "import", "person", "token", "job"],
}
NOUNS = (
    *("activity", "assessment", "decision", "target", "review", "import", "person", "token", "job"),
    *("agreement", "provision", "commitment", "milestone", "priorityarea", "body", "party"),
)
ROLES = ("viewer", "analyst", "manager", "administrator")


@pytest.fixture
def each(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("each", ROLES, indirect=True)
def test_the_workspace_is_grouped_for_people_and_offers_what_the_role_allows(enter, each):
    page = enter(each).get("/admin/").content.decode()
    groups = re.findall(r'<h2 id="group-\w+">(\w+)</h2>', page)
    nouns = re.findall(r'<li><a href="/admin/commitments/\w+/">([^<]+)</a>', page)
    office, imports = each.role == "administrator", ["Imports"] * (each.role != "viewer")
    assert groups == ["Work", "Texts", *["Office"] * office]
    assert nouns == [
        *READ,
        *imports,
        *TEXTS,
        *["People", "Tokens", "Labels of markings", "Access record", "Jobs"] * office,
    ]
    assert re.findall(r'class="small add" href="/admin/commitments/(\w+)/add/"', page) == ADDS[each.role]


@pytest.mark.parametrize("each", ROLES, indirect=True)
def test_forms_open_for_those_who_may_write_and_for_nobody_else(enter, each):
    client = enter(each)
    opened = [noun for noun in NOUNS if client.get(f"/admin/commitments/{noun}/add/").status_code == 200]
    assert opened == ADDS[each.role]


@pytest.mark.parametrize("each", ROLES, indirect=True)
def test_what_the_role_does_not_allow_is_refused_when_it_is_sent_all_the_same(enter, each):
    client = enter(each)
    refused = [noun for noun in NOUNS if client.post(f"/admin/commitments/{noun}/add/", {}).status_code == 403]
    assert refused == [noun for noun in NOUNS if noun not in ADDS[each.role]]


def test_a_refusal_says_which_role_it_takes(enter, viewer):
    page = enter(viewer).get("/admin/commitments/activity/add/").content.decode()
    assert "This needs the role “analyst”; yours is “viewer”." in page


@pytest.mark.parametrize("noun", ["person", "token"])
def test_people_and_tokens_are_for_administrators_alone(enter, manager, noun):
    assert enter(manager).get(f"/admin/commitments/{noun}/").status_code == 403


def test_nobody_deletes_anything_yet(enter, administrator):
    client = enter(administrator)
    activity = factories.ActivityFactory()
    assert client.post(f"/admin/commitments/activity/{activity.pk}/delete/", {"post": "yes"}).status_code == 403
    activity.refresh_from_db()


def test_text_rows_are_for_reading_only_even_for_administrators(enter, administrator):
    commitment = factories.CommitmentFactory(title="As read")
    path = f"/admin/commitments/commitment/{commitment.reference}/change/"
    client = enter(administrator)
    assert (client.get(path).status_code, client.post(path, {"title": "Other"}).status_code) == (200, 403)
    commitment.refresh_from_db()
    assert commitment.title == "As read"


def test_a_viewer_reads_an_activity_and_cannot_send_a_change(enter, viewer):
    activity = factories.ActivityFactory(title="As logged")
    path = f"/admin/commitments/activity/{activity.pk}/change/"
    client = enter(viewer)
    page = client.get(path)
    assert (page.status_code, b'<form method="post" id=' in page.content) == (200, False)
    assert client.post(path, {"title": "Other", "version": 1}).status_code == 403
    activity.refresh_from_db()
    assert activity.title == "As logged"
