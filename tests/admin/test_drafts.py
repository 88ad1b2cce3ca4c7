"""Is what somebody began to fill in kept for them, and for them alone?"""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from commitments.actions.drafts import LARGEST, MOST
from commitments.ledger.models import Revision
from commitments.models.activities import Activity
from commitments.models.drafts import Draft
from tests import factories
from tests.admin.conftest import ACTIVITIES, change_path, filled, plain, problems

pytestmark = pytest.mark.django_db

ADD, DRAFT, DISCARD = f"{ACTIVITIES}add/", f"{ACTIVITIES}draft/", f"{ACTIVITIES}draft/discard/"
NOTICE = "Restored from your draft"


def keep(client: Any, sent: dict[str, Any], query: str = "") -> Any:
    return client.post(f"{DRAFT}?{query}&script=1", sent)


def page(client: Any, address: str) -> str:
    return str(client.get(address).content.decode())


def test_a_form_that_was_left_holds_again_what_was_typed(enter, analyst, promise):
    client = enter(analyst)
    sent = filled(promise, title="Talks, half", starts_on="soon", outcome="They", bodies_add="ccd")
    answer = keep(client, sent)
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"saved_at": Draft.objects.get().saved_at.isoformat()}
    again = page(client, ADD)
    kept = [NOTICE, 'value="Talks, half"', ">\nThey</textarea>", f'value="{promise.reference}" checked', 'value="ccd"']
    assert [part for part in kept if part not in again] == []
    assert ('class="problem"' in again, promise.quote in again) == (False, True)


def test_a_draft_is_no_activity_and_leaves_no_trace_in_the_ledger(enter, analyst, promise):
    before = Revision.objects.count()
    keep(enter(analyst), filled(promise))
    assert (Activity.objects.count(), Revision.objects.count()) == (0, before)


def test_without_a_script_a_button_keeps_the_draft_and_says_so(enter, analyst, promise):
    client = enter(analyst)
    assert f'formaction="{DRAFT}?commitment={promise.reference}"' in page(
        client, f"{ADD}?commitment={promise.reference}"
    )
    answer = client.post(f"{DRAFT}?commitment={promise.reference}", filled(promise, title="Half"), follow=True)
    assert answer.redirect_chain == [(f"{ADD}?commitment={promise.reference}", 302)]
    assert ("Kept as a draft." in answer.content.decode(), NOTICE in answer.content.decode()) == (True, True)


def test_each_form_and_what_it_was_opened_with_has_a_draft_of_its_own(enter, analyst, promise):
    client, activity = enter(analyst), factories.ActivityFactory(commitments=[promise], title="As it was")
    for query, title in (("", "plain"), (f"commitment={promise.reference}", "of it"), (f"change={activity.pk}", "new")):
        keep(client, filled(promise, title=title, version="1"), query)
    forms = [ADD, f"{ADD}?commitment={promise.reference}", change_path(activity), f"{ADD}?area=cyber-defence"]
    found = [[title for title in ("plain", "of it", "new") if f'value="{title}"' in page(client, at)] for at in forms]
    assert found == [["plain"], ["of it"], ["new"], []]


def test_kept_again_it_takes_the_place_of_what_was_kept_before(enter, analyst, promise):
    client = enter(analyst)
    for title in ("One", "Two"):
        keep(client, filled(promise, title=title))
    assert [draft.title for draft in Draft.objects.all()] == ["Two"]


def test_saving_the_activity_takes_its_draft_away(enter, analyst, promise):
    client = enter(analyst)
    keep(client, filled(promise, title="Half"))
    keep(client, filled(promise, title="Other"), "area=cyber-defence")
    assert client.post(ADD, filled(promise)).status_code == 302
    assert [draft.title for draft in Draft.objects.all()] == ["Other"]


def test_a_form_that_comes_back_with_a_fault_keeps_its_draft(enter, analyst, promise):
    client = enter(analyst)
    keep(client, filled(promise))
    assert problems(client.post(ADD, filled(promise, title=""))) == ["Title: This field is required."]
    assert Draft.objects.count() == 1


def test_discarded_the_form_is_plain_again(enter, analyst, promise):
    client = enter(analyst)
    keep(client, filled(promise, title="Half"))
    answer = client.post(f"{DISCARD}?", follow=True)
    assert answer.redirect_chain == [(ADD, 302)]
    assert ("The draft is discarded." in answer.content.decode(), NOTICE in answer.content.decode()) == (True, False)
    assert Draft.objects.count() == 0


def test_a_draft_of_a_change_meets_the_change_of_another_as_any_form_does(enter, analyst, promise):
    activity, client = factories.ActivityFactory(commitments=[promise]), enter(analyst)
    keep(client, filled(promise, title="Mine", version="1"), f"change={activity.pk}")
    Activity.objects.filter(pk=activity.pk).update(title="Theirs", version=2)
    again = page(client, change_path(activity))
    assert 'name="version" value="1"' in again
    answer = client.post(change_path(activity), filled(promise, title="Mine", version="1"))
    assert "saved this after you opened it" in plain(answer.content.decode())
    assert Activity.objects.get().title == "Theirs"


def test_links_are_kept_and_files_are_not(enter, analyst, promise):
    client = enter(analyst)
    file = SimpleUploadedFile("minutes.txt", b"Agreed.")
    row = {"evidence-0-title": "Minutes", "evidence-0-file": file}
    keep(client, filled(promise) | {"evidence-TOTAL_FORMS": 1, "evidence-INITIAL_FORMS": 0} | row)
    again = page(client, ADD)
    assert ('value="Minutes"' in again, "Files are not kept in drafts" in again) == (True, True)
    assert sorted(name for name in Draft.objects.get().content if "evidence" in name) == [
        *("evidence-0-title", "evidence-INITIAL_FORMS", "evidence-TOTAL_FORMS"),
    ]


def test_nothing_is_kept_of_tokens_and_buttons(enter, analyst, promise):
    keep(enter(analyst), filled(promise, csrfmiddlewaretoken="secret", _save="1", strange="x"))
    assert set(Draft.objects.get().content) == set(filled(promise))


def test_nobody_else_sees_or_discards_a_draft(enter, analyst, promise):
    keep(enter(analyst), filled(promise, title="Mine alone"))
    other = enter(factories.PersonFactory(role="administrator", clearance="restricted"))
    assert [NOTICE in page(other, ADD), "Mine alone" in page(other, "/admin/my-work/")] == [False, False]
    other.post(f"{DISCARD}?")
    assert Draft.objects.count() == 1


def test_somebody_whose_clearance_went_down_sees_their_own_drafts_no_further(enter, promise):
    person = factories.PersonFactory(role="analyst", clearance="restricted")
    hidden = factories.ActivityFactory(commitments=[promise], marking="restricted")
    client = enter(person)
    keep(client, filled(promise, title="Of it"), f"change={hidden.pk}")
    keep(client, filled(promise, title="Like it"), f"like={hidden.pk}")
    keep(client, filled(promise, title="Marked", marking="restricted"))
    keep(client, filled(promise, title="Open"), "area=cyber-defence")
    person.clearance = "internal"
    person.save()
    seen = page(client, "/admin/my-work/")
    assert [title for title in ("Of it", "Like it", "Marked", "Open") if title in seen] == ["Open"]
    assert NOTICE not in page(client, ADD)


def test_a_draft_for_an_activity_one_may_not_see_is_not_there(enter, analyst, promise):
    hidden = factories.ActivityFactory(commitments=[promise], marking="restricted")
    client = enter(analyst)
    answers = [keep(client, filled(promise), f"change={name}").status_code for name in (hidden.pk, "nothing")]
    assert (answers, Draft.objects.count()) == ([404, 404], 0)


def test_whoever_may_not_log_keeps_no_draft(enter, viewer, promise):
    assert keep(enter(viewer), filled(promise)).status_code == 403
    assert Draft.objects.count() == 0


def test_what_is_too_long_is_said_and_not_kept(enter, analyst, promise):
    answer = keep(enter(analyst), filled(promise, summary="x" * (LARGEST + 1)))
    assert (answer.status_code, json.loads(answer.content)) == (400, {"why": "It is too long to be kept as a draft."})
    assert Draft.objects.count() == 0


def test_characters_that_no_database_takes_are_left_out(enter, analyst, promise):
    keep(enter(analyst), filled(promise, title="A\0B"))
    assert Draft.objects.get().title == "AB"


def test_the_oldest_goes_when_there_are_too_many(enter, analyst, promise):
    then = timezone.now() - datetime.timedelta(days=1)
    for number in range(MOST):
        Draft.objects.create(owner=analyst, form="log_activity", subject=str(number), marking="public", saved_at=then)
        then += datetime.timedelta(minutes=1)
    keep(enter(analyst), filled(promise))
    assert (Draft.objects.count(), Draft.objects.filter(subject="0").exists()) == (MOST, False)


def test_after_ninety_days_a_draft_is_not_shown_and_swept(enter, analyst, promise, capsys):
    client = enter(analyst)
    keep(client, filled(promise))
    keep(client, filled(promise), "area=cyber-defence")
    Draft.objects.filter(subject="").update(saved_at=timezone.now() - datetime.timedelta(days=90))
    assert NOTICE not in page(client, ADD)
    call_command("sweep_drafts")
    assert (capsys.readouterr().out, Draft.objects.count()) == ("1 draft deleted.\n", 1)


def test_a_session_that_ended_while_typing_leads_back_to_the_draft(enter, analyst, promise):
    client = enter(analyst)
    analyst.set_password("a password for tests")
    analyst.save()
    client.force_login(analyst)
    address = f"{ADD}?commitment={promise.reference}"
    keep(client, filled(promise, title="Half"), f"commitment={promise.reference}")
    client.cookies.pop("sessionid")
    asked = client.post(address, filled(promise, title="Half"), follow=True)
    assert "is kept as a draft. Log in, and it stands in the form again." in plain(asked.content.decode())
    told = {"username": "analyst", "password": "a password for tests", "next": address}
    again = client.post("/admin/login/", told, follow=True).content.decode()
    assert (NOTICE in again, 'value="Half"' in again) == (True, True)


def test_the_log_in_page_says_nothing_of_drafts_to_whoever_kept_none(client: Client):
    client.cookies["draft_kept"] = "<script>"
    assert "draft" not in page(client, f"/admin/login/?next={ADD}")


def test_logging_out_forgets_that_a_draft_was_kept(enter, analyst, promise):
    client = enter(analyst)
    keep(client, filled(promise))
    client.post("/admin/logout/")
    assert client.cookies["draft_kept"].value == ""
