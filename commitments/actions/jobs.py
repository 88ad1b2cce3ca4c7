"""How is each kind of job carried out?"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.importing.storing import carry_out_import, settle
from commitments.actions.importing.undoing import carry_out_undoing
from commitments.actions.leases import Held, LostError, StopError, take_job
from commitments.actions.rebuilding import carry_out_counts, carry_out_words
from commitments.ledger.conflicts import is_conflict
from commitments.ledger.unwritable import why_unwritable
from commitments.models.imports import Import
from commitments.vocabulary import ImportState, JobKind, JobState

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from commitments.models.jobs import Job

CARRIED_OUT_BY: dict[str, Callable[[Held, datetime.date], None]] = {
    JobKind.IMPORT.value: carry_out_import,
    JobKind.UNDO_IMPORT.value: carry_out_undoing,
    JobKind.REBUILD_COUNTS.value: carry_out_counts,
    JobKind.REBUILD_WORDS.value: carry_out_words,
}

log = logging.getLogger("commitments.work")


def work_once(worker: str, stopping: Callable[[], bool]) -> Job | None:
    """Carry out the next job, if there is one and nobody is at another; return it as it now stands.

    A database that is busy is a DatabaseError: the job stays held, and is taken up again.
    """
    job = take_job(worker)
    if job is None:
        return None
    held = Held(job, worker, stopping)
    try:
        CARRIED_OUT_BY[job.kind](held, timezone.localdate())
    except StopError as stop:
        if stop.cancelled:
            _stopped(held, JobState.CANCELLED)
        else:
            held.give_back()
    except LostError:
        log.warning("Job %s is carried out by another process now.", job.pk)
    except PermissionDenied as refused:
        _stopped(held, JobState.FAILED, str(refused))
    except Exception as error:
        if isinstance(error, DatabaseError) and (is_conflict(error) or why_unwritable(error)):
            with suppress(DatabaseError):  # where that cannot be stored either, its time runs out
                held.give_back()
            raise
        log.exception("Job %s failed.", job.pk)
        _stopped(
            held, JobState.FAILED, _("A fault of the tracker itself stopped it; its operators find it in the log.")
        )
    job.refresh_from_db()
    return job


def _stopped(held: Held, state: JobState, error: str = "") -> None:
    """Nothing of the last batch is stored; what was stored before it stays, and the import can go on."""
    with transaction.atomic():
        held.end(state, error)
        for sent in Import.objects.filter(job=held.job):
            settle(sent, ImportState.STOPPED)
