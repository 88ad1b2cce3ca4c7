"""Are bodies added to several activities at once and taken away from them, as the preview said, and taken back?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.admin.fields import tie_label
from commitments.ledger.recording import acting
from tests import factories
from tests.admin.conftest import plain, problems
from tests.admin.test_several import said, send, store, undo_link

pytestmark = pytest.mark.django_db


def bodies_of(row):
    return sorted((tie.body.slug, tie.role) for tie in row.participations.all())


@pytest.fixture
def hosted(promise):
    """Two activities at one host, one of them with somebody who takes part."""
    host, guest = factories.BodyFactory(slug="marcom", name="Maritime Command"), factories.BodyFactory(slug="shape")
    with acting("person:somebody", "admin"):
        return [
            factories.ActivityFactory(title="Talks 0", commitments=[promise], bodies=[(host, "host")]),
            factories.ActivityFactory(
                title="Talks 1", commitments=[promise], bodies=[(host, "host"), (guest, "participant")]
            ),
        ]


def test_bodies_are_added_and_taken_away_in_the_part_they_take_as_the_preview_said(enter, analyst, hosted):
    new = factories.BodyFactory(slug="nurc", name="Centre for Research")
    told = {"put_bodies_add": "nurc", "put_bodies_role": "organiser", "take_bodies": ["marcom:host"]}
    client = enter(analyst)
    page = plain(send(client, hosted, "preview", **told).content.decode())
    before, after = tie_label(hosted[0].bodies.get(), "host"), tie_label(new, "organiser")
    assert f"Bodies {before} → {after}" in page
    assert [bodies_of(row) for row in hosted] == [
        [("marcom", "host")],
        [("marcom", "host"), ("shape", "participant")],
    ]

    assert said(store(client, hosted, **told)) == ["2 activities changed. Undo"]
    assert [bodies_of(row) for row in hosted] == [
        [(new.slug, "organiser")],
        [(new.slug, "organiser"), ("shape", "participant")],
    ]


def test_bodies_come_back_when_the_change_is_undone(enter, analyst, hosted):
    client, before = enter(analyst), [bodies_of(row) for row in hosted]
    told = {"put_bodies_add": "shape", "put_bodies_role": "participant", "take_bodies": ["marcom:host"]}
    link = undo_link(store(client, hosted, **told))
    after = [bodies_of(row) for row in hosted]

    assert said(client.post(link, {"reason": "A slip."}, follow=True)) == ["2 activities are as before."]
    assert (after, [bodies_of(row) for row in hosted]) == ([[("shape", "participant")]] * 2, before)


def test_a_body_that_is_there_already_in_that_part_changes_nothing(enter, analyst, hosted):
    told = {"put_bodies_add": "marcom", "put_bodies_role": "host"}
    page = plain(send(enter(analyst), hosted, "preview", **told).content.decode())

    assert ("0 activities will be changed." in page, page.count("it is so already.")) == (True, 2)


def test_only_bodies_that_take_part_are_offered_to_be_taken_away(enter, analyst, promise, hosted):
    client, alone = enter(analyst), factories.ActivityFactory(commitments=[promise])
    page = send(client, hosted).content.decode()
    offered = re.findall(r'name="take_bodies" value="([^"]*)"', page)

    assert offered == ["marcom:host", "shape:participant"]
    assert "take_bodies" not in send(client, [alone]).content.decode()


def test_a_body_that_fits_nothing_or_several_is_asked_about(enter, analyst, hosted):
    client = enter(analyst)
    unknown = problems(send(client, hosted, "preview", put_bodies_add="nowhere", put_bodies_role="host"))
    factories.BodyFactory(slug="marcom-2", name="Maritime Command of old")
    both = send(client, hosted, "preview", put_bodies_add="maritime", put_bodies_role="host")

    assert unknown[0].startswith("Bodies to add: Nothing that you may see is called “nowhere”.")
    assert re.findall(r'name="put_bodies" value="([^"]*)"', both.content.decode()) == ["marcom:host", "marcom-2:host"]


def test_a_preview_asks_as_often_for_bodies_of_three_rows_as_of_one(enter, analyst, hosted):
    third = factories.ActivityFactory(title="Talks 2", bodies=[(hosted[0].participations.get().body, "host")])
    client = enter(analyst)

    def queries(several):
        with CaptureQueriesContext(connection) as taken:
            send(client, several)
        return len(taken)

    queries(hosted)
    assert queries(hosted[:1]) == queries([*hosted, third])
