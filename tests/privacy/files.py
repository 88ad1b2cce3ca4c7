"""Which files did people send that nobody else is to know of, and what was looked through, hidden or not?"""

from __future__ import annotations

from commitments.actions.importing.faults import Fault
from commitments.actions.importing.storing import send_file
from commitments.actions.rebuilding import queue_rebuild
from commitments.models.activities import Activity
from commitments.models.imports import ImportRow
from commitments.models.jobs import Job
from commitments.models.people import Person
from commitments.queries.jobs import rebuilds_for
from commitments.queries.visibility import principal_of
from commitments.vocabulary import JobKind
from tests.privacy.canaries import Canaries


def send_files(words: Canaries, marking: str, owner: Person) -> None:
    """Two files of an owner's own: one that is not stored, and one whose only row was at fault."""
    for stored in (False, True):
        name, title = (words.text(marking, f"Import.{part}") for part in ("file_name", "content"))
        rows = f"title,kind,starts_on,areas\n{title},visit,2026-09-01,cyber-defence\n"
        sent = send_file("activities", f"{name}csv", rows.encode(), by=principal_of(owner))
        if stored:
            told = (words.text(marking, f"Fault.{part}") for part in ("column", "written", "wrong", "cure"))
            ImportRow.objects.create(of=sent, row=2, outcome="faulty", faults=[Fault(2, *told).kept()])
            sent.state, sent.faulty = "stored", 1
            sent.save()
    _look_through()


def _look_through() -> None:
    """A job of the chief's that has looked through half of all rows there are: how many these are nobody is told."""
    chief = principal_of(Person.objects.get(username="chief"))
    job = rebuilds_for(chief).first() or queue_rebuild(JobKind.REBUILD_WORDS, by=chief)
    rows = Activity.objects.count()
    Job.objects.filter(pk=job.pk).update(state="running", total=2 * rows, done=rows)
