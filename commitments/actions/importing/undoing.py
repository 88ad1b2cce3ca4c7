"""How is an import taken back, row by row from its last one, but for what somebody changed since?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from commitments.actions.importing.files import handler
from commitments.actions.importing.storing import CHANGED_AT_ONCE, settle
from commitments.actions.leases import Held, queue_job
from commitments.actions.refusals import StateError, require
from commitments.ledger.recording import give_reason
from commitments.models.imports import STORED_OUTCOMES, Import, ImportRow
from commitments.vocabulary import ImportState, JobKind

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal


def undo_import(sent: Import, *, by: Principal) -> Import:
    """Take an import back: at once where it is little, else by a job. Return the import as it now stands.

    What somebody changed since stays, and its row says so. Raises NotAllowedError or StateError.
    """
    require(by, handler(sent.noun).VERB)
    current = Import.objects.select_for_update(no_key=True).defer("content").get(pk=sent.pk)
    if current.state not in (ImportState.STORED, ImportState.STOPPED):
        raise StateError(_("Only what was stored can be undone."))
    current.state = ImportState.UNDOING
    rows = _left(current)
    if (number := rows.count()) <= CHANGED_AT_ONCE:
        give_reason(reason_of(current))
        _undo(current, rows, by)
        current.state = ImportState.UNDONE
    else:
        current.job = queue_job(JobKind.UNDO_IMPORT, by=by, total=number)
    current.save(update_fields=["state", "job"])
    return current


def carry_out_undoing(held: Held, on: datetime.date) -> None:
    """Take the rows of a job's import back, batch after batch, until the first one or until it is to stop."""
    sent = Import.objects.defer("content").get(job=held.job)
    with translation.override(sent.owner.language):
        while True:
            with held.batch(reason_of(sent)) as by:
                require(by, handler(sent.noun).VERB)
                rows = list(_left(sent)[: held.size])
                _undo(sent, rows, by)
                held.progress(len(rows))
            if not rows:
                break
        held.finish(lambda: settle(sent, ImportState.UNDONE))


def reason_of(sent: Import) -> str:
    """What the history says beside everything that is taken back."""
    return _("Import %(number)s undone") % {"number": sent.pk}


def _left(sent: Import) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(of=sent, outcome__in=STORED_OUTCOMES, undone=False, left="").order_by("-row")


def _undo(sent: Import, rows: Iterable[ImportRow], by: Principal) -> None:
    for row in rows:
        row.left = handler(sent.noun).undo(row, by=by, reason=reason_of(sent))
        row.undone = not row.left
        row.save(update_fields=["left", "undone"])
