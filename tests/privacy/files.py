"""Which files did people send that nobody else is to know of?"""

from __future__ import annotations

from commitments.actions.importing.faults import Fault
from commitments.actions.importing.storing import send_file
from commitments.models.imports import ImportRow
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
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
