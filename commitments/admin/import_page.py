"""What does the page of an import show: what would come of it, how far it is, or what came of it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.actions.importing.handing_out import named
from commitments.actions.importing.previewing import letters_told, preview
from commitments.admin.asking import asking
from commitments.admin.links import page_of
from commitments.admin.reading import Step
from commitments.queries.imports import RUNNING, left_in, rows_of, stored_by
from commitments.vocabulary import ImportState, RowOutcome

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commitments.actions.importing.faults import Fault
    from commitments.models.imports import Import

A_PAGE = 100
ORDER = (RowOutcome.FAULTY, RowOutcome.CHANGED, RowOutcome.NEW, RowOutcome.SAME)


@dataclass(frozen=True)
class Line:
    """A row as the page tells of it. `url`: where what it stored stands; `left`: why it was not undone."""

    number: int
    title: str
    url: str = ""
    faults: tuple[Fault, ...] = ()
    differences: tuple[tuple[str, str, str], ...] = ()
    undone: bool = False
    left: str = ""


def shown(sent: Import, request: HttpRequest) -> dict[str, Any]:
    """What the template needs, by the state that the import is in."""
    if sent.state == ImportState.PREVIEWED:
        return {"part": "preview", **_preview(sent, request)}
    counts = {outcome.value: getattr(sent, outcome.value) for outcome in RowOutcome}
    told = {"part": "running" if sent.state in RUNNING else "result", "job": sent.job, "faulty": sent.faulty}
    return {**told, **_result(sent, counts, request)}


def _preview(sent: Import, request: HttpRequest) -> dict[str, Any]:
    seen = preview(sent, by=asking(request), on=timezone.localdate())
    outcome = _chosen(seen.counts, request)
    lines = [
        Line(
            each.number,
            each.title,
            page_of(each.current) if each.current else "",
            tuple(each.read.faults),
            tuple(each.differences),
        )
        for each in seen.of(RowOutcome(outcome))
    ]
    store = ngettext("Store the good row", "Store the %(count)s good rows", seen.to_store) % {"count": seen.to_store}
    return {
        "wrong": seen.opened.wrong,
        "letters": letters_told(seen.opened),
        "unread": seen.opened.layout.unread,
        "further": seen.opened.sheet.further if seen.opened.sheet else 0,
        "seen": seen.seen,
        "store": store if seen.to_store else "",
        "faulty": seen.counts["faulty"],
        **_lines(lines, seen.counts, outcome, request),
    }


def _result(sent: Import, counts: dict[str, int], request: HttpRequest) -> dict[str, Any]:
    outcome = _chosen(counts, request)
    page = Paginator(rows_of(sent, outcome), A_PAGE).get_page(request.GET.get("page"))
    stored = stored_by(sent, page, asking(request))
    lines = [
        Line(
            row.row,
            str(stored.get(row.name) or (_("Not there any more") if row.name else "")),
            page_of(stored[row.name]) if row.name in stored else "",
            tuple(named(row.faults)),
            undone=row.undone,
            left=row.left,
        )
        for row in page
    ]
    left = left_in(sent).values_list("row", "left")
    return {**_counted(counts, outcome), "page": page, "lines": lines, "left": list(left[:A_PAGE])}


def _lines(lines: list[Line], counts: dict[str, int], outcome: str, request: HttpRequest) -> dict[str, Any]:
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    return {**_counted(counts, outcome), "page": page, "lines": list(page)}


def _counted(counts: dict[str, int], outcome: str) -> dict[str, Any]:
    told = [(each.value, each.label, counts[each.value]) for each in ORDER]
    return {"counts": told, "outcome": RowOutcome(outcome)}


def _chosen(counts: dict[str, int], request: HttpRequest) -> str:
    """The outcome whose rows are listed: the one asked for, else the first that has any."""
    asked = request.GET.get("outcome", "")
    if asked in RowOutcome.values:
        return asked
    return next((each.value for each in ORDER if counts[each.value]), RowOutcome.NEW.value)


def steps(sent: Import) -> list[Step]:
    """What may be done with an import in the state it is in."""

    def to(verb: str) -> str:
        return reverse(f"admin:commitments_import_{verb}", args=[sent.pk])

    offered = {
        ImportState.PREVIEWED: [Step(_("Discard"), to("discard"), posts=True)],
        ImportState.STORING: [Step(_("Cancel"), to("cancel"), posts=True)],
        ImportState.UNDOING: [Step(_("Cancel"), to("cancel"), posts=True)],
        ImportState.STOPPED: [Step(_("Go on"), to("go_on"), posts=True), *_undo(sent, to("undo"))],
        ImportState.STORED: _undo(sent, to("undo")),
    }
    return offered.get(ImportState(sent.state), [])


def _undo(sent: Import, url: str) -> list[Step]:
    if not sent.new and not sent.changed:
        return []
    warning = _(
        "What it added is withdrawn and what it changed goes back to what it was. What somebody changed since stays,"
        " and is named."
    )
    return [Step(_("Undo this import"), url, posts=True, warning=warning)]
