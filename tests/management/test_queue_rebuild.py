"""Does an operator put a rebuild in the row of jobs, in the name of an administrator?"""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from commitments.models.jobs import Job
from commitments.models.people import Person
from commitments.vocabulary import JobKind

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("what", "kind"), [("counts", JobKind.REBUILD_COUNTS), ("words", JobKind.REBUILD_WORDS)])
def test_a_command_puts_it_in_the_row_of_jobs(
    administrator: Person, capsys: pytest.CaptureFixture[str], what: str, kind: JobKind
) -> None:
    call_command("queue_rebuild", what, by=administrator.username)
    job = Job.objects.get()
    assert (job.kind, job.state, job.asked_by) == (kind, "queued", administrator)
    assert capsys.readouterr().out.startswith(f"Job {job.pk} waits for “manage.py work”")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("manager", "This needs the role “administrator”; yours is “manager”."),
        ("nobody", "Nobody with the log-in name “nobody” may log in."),
    ],
)
def test_the_command_says_why_not(manager: Person, name: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("queue_rebuild", "counts", by=name)
