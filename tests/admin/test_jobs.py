"""Can administrators, and nobody else, have something made anew from the rows, and see how far it is?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.actions.importing.storing import send_file
from commitments.actions.jobs import work_once
from commitments.actions.leases import queue_job
from commitments.models.activities import Activity
from commitments.models.jobs import Job
from commitments.queries.visibility import principal_of
from commitments.vocabulary import JobKind
from tests.admin.conftest import plain, problems
from tests.factories import ActivityFactory

pytestmark = pytest.mark.django_db
JOBS = "/admin/commitments/job/"
FINE = "Every row is found by its words, and was so before."
MENDED = "Some rows could not be found by all of their words. They can now."


def begin(client: Any, kind: str = "rebuild_words") -> Any:
    return client.post(f"{JOBS}add/", {"kind": kind}, follow=True)


def told(page: Any) -> str:
    return plain(page.content.decode())


def work() -> None:
    assert work_once("elsewhere:1:a", lambda: False) is not None


def test_it_is_asked_for_waited_for_and_told(enter, administrator):
    ActivityFactory(marking="public")
    client = enter(administrator)
    page = begin(client)
    job = Job.objects.get()
    assert (job.kind, job.asked_by) == ("rebuild_words", administrator)
    assert "It waits for its turn." in told(page)
    assert client.get(f"{JOBS}{job.pk}/progress/").json() == {"done": 0, "total": 100, "ended": False}
    work()
    assert client.get(f"{JOBS}{job.pk}/progress/").json() == {"done": 100, "total": 100, "ended": True}
    page = client.get(f"{JOBS}{job.pk}/change/")
    assert (FINE in told(page), "It waits" in told(page), "Cancel" in told(page)) == (True, False, False)


def test_it_says_so_where_something_was_put_right(enter, administrator):
    ActivityFactory()
    words: Any = Activity._meta.get_field("words").related_model
    words._default_manager.update(text=" nothing ")
    client = enter(administrator)
    begin(client)
    work()
    assert MENDED in told(client.get(f"{JOBS}{Job.objects.get().pk}/change/"))


def test_how_much_there_is_in_all_is_not_told(enter, administrator):
    """It would count rows that the reader may not see."""
    client = enter(administrator)
    begin(client)
    Job.objects.update(total=482_131, done=241_066, state="running")
    for page in (client.get(JOBS), client.get(f"{JOBS}{Job.objects.get().pk}/change/")):
        assert ("50 %" in told(page), "482" in told(page), "241" in told(page)) == (True, False, False)
    assert client.get(f"{JOBS}{Job.objects.get().pk}/progress/").json() == {"done": 50, "total": 100, "ended": False}


def test_it_is_cancelled(enter, administrator):
    client = enter(administrator)
    begin(client, "rebuild_counts")
    job = Job.objects.get()
    page = client.post(f"{JOBS}{job.pk}/cancel/", follow=True)
    assert ("cancelled" in told(page), Job.objects.get().state) == (True, "cancelled")
    again = client.post(f"{JOBS}{job.pk}/cancel/", follow=True)
    assert "It is neither waiting nor under way." in told(again)


def test_the_same_is_not_begun_twice(enter, administrator):
    client = enter(administrator)
    begin(client)
    assert problems(begin(client)) == ["That is waiting or under way already."]
    assert Job.objects.count() == 1


@pytest.mark.parametrize("kind", ["", "import", "nothing"])
def test_what_is_not_made_anew_is_not_begun(enter, administrator, kind):
    page = begin(enter(administrator), kind)
    assert (len(problems(page)), Job.objects.count()) == (1, 0)


@pytest.mark.parametrize("who", ["viewer", "analyst", "manager"])
def test_nobody_else_gets_there(enter, administrator, who, request):
    begin(enter(administrator))
    client, job = enter(request.getfixturevalue(who)), Job.objects.get()
    got = [client.get(f"{JOBS}{path}").status_code for path in ("", "add/", f"{job.pk}/change/", f"{job.pk}/progress/")]
    posted = [client.post(f"{JOBS}{path}").status_code for path in ("add/", f"{job.pk}/cancel/")]
    assert (got, posted, Job.objects.get().state) == ([403] * 4, [403] * 2, "queued")
    assert JOBS not in client.get("/admin/").content.decode()


def test_imports_of_others_are_not_among_them(enter, administrator, analyst):
    send_file("activities", "secret.csv", b"title", by=principal_of(analyst))
    job = queue_job(JobKind.IMPORT, by=principal_of(analyst), total=7)
    client = enter(administrator)
    assert client.get(f"{JOBS}{job.pk}/change/").status_code == 404
    assert client.post(f"{JOBS}{job.pk}/cancel/").status_code == 404
    assert (f"{JOBS}{job.pk}/" in client.get(JOBS).content.decode(), Job.objects.get().state) == (False, "queued")


def test_a_longer_list_asks_no_more(enter, administrator):
    client, asked = enter(administrator), []
    for _each in range(2):
        begin(client)
        work()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(JOBS).status_code == 200
        asked.append(len(queries))
        for _more in range(2):
            begin(client)
            work()
    assert (Job.objects.count(), asked[0]) == (6, asked[1])
