"""How are the rows of an import stored: in batches, each of them one revision that says the import's number?

What was stored, how far the import is and its job's progress are one transaction: whoever goes on after a break goes
on after the last batch that was stored, whatever stopped it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commitments.actions.importing.files import LARGEST_FILE, handler, opened
from commitments.actions.importing.rows import Planned, Read
from commitments.actions.leases import Held, ask_to_stop, queue_job
from commitments.actions.refusals import NotAllowedError, StateError, require
from commitments.copies.kinds import MEGABYTE
from commitments.ledger.declaration import table_of
from commitments.ledger.models import Change
from commitments.ledger.recording import give_reason
from commitments.models.imports import Import, ImportRow
from commitments.vocabulary import Importable, ImportState, JobKind, RowOutcome

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from commitments.actions.importing.seeing import Seen
    from commitments.queries.visibility import Principal

AT_ONCE, CHANGED_AT_ONCE = 200, 40
"""Up to so many rows are stored in the request itself, and of those that change something: more are a job, so that
nobody else waits long to write."""

MOST_OPEN = 20
"""How many imports one person may leave unstored; the oldest go."""

ADVISORY_LOCK = 7_263_001


def send_file(noun: str, name: str, content: bytes, *, by: Principal) -> Import:
    """Take in a file; nothing of it is stored. Raises NotAllowedError, or ValidationError."""
    if noun not in Importable.values:
        raise ValidationError({"noun": [_("Choose what the file holds.")]})
    require(by, handler(noun).VERB)
    if not content:
        raise ValidationError({"file": [_("The file is empty. Choose another one.")]})
    if len(content) > LARGEST_FILE:
        most = LARGEST_FILE // MEGABYTE
        raise ValidationError({"file": [_("The file is larger than %(most)s MB. Split it.") % {"most": most}]})
    named = "".join(letter for letter in name if letter.isprintable())[-200:] or "–"
    digest = hashlib.sha256(content).hexdigest()
    sent = Import.objects.create(owner=by.person, noun=noun, file_name=named, content=content, digest=digest)
    unstored = Import.objects.filter(owner=by.person, state=ImportState.PREVIEWED).order_by("-number")
    Import.objects.filter(pk__in=list(unstored.values_list("pk", flat=True)[MOST_OPEN:])).delete()
    return sent


def discard_import(sent: Import, *, by: Principal) -> None:
    """Forget a file of which nothing was stored. Raises StateError."""
    if _locked(sent).state != ImportState.PREVIEWED:
        raise StateError(_("Rows of it were stored. Undo it instead."))
    sent.delete()


def store_import(sent: Import, seen: Seen, *, by: Principal, on: datetime.date) -> Import:
    """Store what a preview offered: at once where it is little, else by a job. Return the import as it now stands.

    Raises NotAllowedError, or StateError where it is being stored already.
    """
    require(by, handler(sent.noun).VERB)
    current = _locked(sent)
    if current.state != ImportState.PREVIEWED:
        raise StateError(_("It is stored, or being stored, already."))
    current.since = seen.since
    current.state, current.stored_at = ImportState.STORING, timezone.now()
    if seen.rows <= AT_ONCE and seen.changed <= CHANGED_AT_ONCE:
        give_reason(reason_of(current))
        waiting = _waiting(current, current.stored_to)
        for first in range(0, len(waiting), AT_ONCE):
            store_batch(current, waiting[first : first + AT_ONCE], by=by, on=on)
        current.state = ImportState.STORED
    else:
        current.job = queue_job(JobKind.IMPORT, by=by, total=seen.rows)
    current.save(update_fields=["since", "state", "stored_at", "job"])
    return current


def go_on(sent: Import, *, by: Principal) -> Import:
    """Take up again what was stopped, storing or undoing. Raises NotAllowedError or StateError."""
    require(by, handler(sent.noun).VERB)
    current = _locked(sent)
    if current.state != ImportState.STOPPED or current.job is None:
        raise StateError(_("It is not stopped."))
    stopped = current.job
    current.job = queue_job(JobKind(stopped.kind), by=by, total=stopped.total, done=stopped.done)
    current.state = ImportState.STORING if stopped.kind == JobKind.IMPORT else ImportState.UNDOING
    current.save(update_fields=["job", "state"])
    return current


def cancel_import(sent: Import) -> None:
    """Stop what is being stored or undone, after its batch; what was done by then stays. Raises StateError."""
    current = _locked(sent)
    if current.state not in (ImportState.STORING, ImportState.UNDOING) or current.job is None:
        raise StateError(_("It is not being stored."))
    if ask_to_stop(current.job):
        settle(current, ImportState.STOPPED)


def carry_out_import(held: Held, on: datetime.date) -> None:
    """Store the rows of a job's import, batch after batch, until the last one or until it is to stop."""
    sent = Import.objects.get(job=held.job)
    with translation.override(sent.owner.language):
        waiting = _waiting(sent, sent.stored_to)
        while waiting:
            with held.batch(reason_of(sent)) as by:
                require(by, handler(sent.noun).VERB)
                sent = _locked(sent)
                batch = waiting[: held.size]
                store_batch(sent, batch, by=by, on=on)
                held.progress(len(batch))
            waiting = waiting[len(batch) :]
        held.finish(lambda: settle(sent, ImportState.STORED))


def settle(sent: Import, state: ImportState) -> None:
    """Note where an import has come to."""
    Import.objects.filter(pk=sent.pk).update(state=state)


def store_batch(sent: Import, reads: Sequence[Read], *, by: Principal, on: datetime.date) -> None:
    """Store some rows in the open transaction, count them, and note how far the import is."""
    _one_at_a_time()
    know = handler(sent.noun)
    planned: list[Planned] = know.plan(list(reads), by=by, on=on)
    _refuse_changed_since(sent, planned)
    stored = know.store(planned, by=by)
    rows = []
    for each in planned:
        setattr(sent, each.outcome.value, getattr(sent, each.outcome.value) + 1)
        if each.outcome != RowOutcome.SAME:
            name, version = stored.get(each.number, ("", 0))
            faults = [fault.kept() for fault in each.read.faults]
            rows.append(
                ImportRow(
                    of=sent,
                    row=each.number,
                    outcome=each.outcome,
                    name=name,
                    version=version,
                    key=each.key,
                    faults=faults,
                )
            )
    ImportRow.objects.bulk_create(rows)
    sent.stored_to = reads[-1].number
    sent.save(update_fields=["stored_to", *RowOutcome.values])


def reason_of(sent: Import) -> str:
    """What the history says beside everything that an import stored."""
    return _("Import %(number)s") % {"number": sent.pk}


def _waiting(sent: Import, after: int) -> list[Read]:
    """The rows after the last one that was dealt with. Raises NotAllowedError where the file is not to be read."""
    file = opened(sent)
    if file.wrong:
        raise NotAllowedError(" ".join(file.wrong))
    return [read for read in file.reads if read.number > after]


def _refuse_changed_since(sent: Import, planned: list[Planned]) -> None:
    """What somebody changed after the preview was shown is not written over."""
    changing = [each for each in planned if each.outcome == RowOutcome.CHANGED and each.current is not None]
    if not changing:
        return
    ids = {str(each.current.pk): each for each in changing if each.current is not None}
    noun: Any = type(changing[0].current)
    changes = Change.objects.filter(type=table_of(noun).type, object_id__in=list(ids), revision__number__gt=sent.since)
    for name in set(changes.values_list("object_id", flat=True)):
        ids[name].refuse(
            "__all__",
            _("Somebody changed it after you looked at the preview."),
            _("Look at it, then send the row again."),
        )


def _locked(sent: Import) -> Import:
    return Import.objects.select_for_update(no_key=True).defer("content").get(pk=sent.pk)


def _one_at_a_time() -> None:
    """Two imports that log the same rows wait for each other, so that each row is logged once."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
