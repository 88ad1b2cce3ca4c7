"""What waits for whoever asks, and where is each of it listed?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commitments.admin.asking import asking
from commitments.admin.drafting import subject_address
from commitments.admin.links import list_of, page_of
from commitments.models.activities import Activity
from commitments.models.drafts import CHANGE_ACTIVITY
from commitments.queries.my_work import MyWork, my_work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from commitments.models.drafts import Draft

SHOWN = 5
"""How many rows of each kind the page itself shows."""


@dataclass(frozen=True)
class Line:
    """One row: where it is, what it is called, and something that tells it from others."""

    url: str
    title: str
    note: Any = ""


@dataclass(frozen=True)
class Heap:
    """One kind of work: how many rows wait, where exactly these are listed, the first of them, and words for none."""

    name: str
    heading: str
    count: int
    url: str
    lines: list[Line]
    nothing: str


def my_work_page(request: HttpRequest) -> HttpResponse:
    """My work: drafts, what awaits confirmation, what went quiet, what others changed."""
    work = _asked(request)
    heaps = heaps_of(work)
    context = {
        **admin.site.each_context(request),
        "title": _("My work"),
        "heaps": heaps,
        "bodies": work.bodies,
        "drafts": [(draft, address_of(draft)) for draft in work.drafts],
    }
    return TemplateResponse(request, "admin/my_work.html", context)


def numbers_of(request: HttpRequest) -> dict[str, Any]:
    """The same without the rows, for the first page of the workspace: `heaps`, and how many `drafts` there are."""
    work = _asked(request)
    return {"heaps": heaps_of(work, most=0), "drafts": len(work.drafts)}


def heaps_of(work: MyWork, *, most: int = SHOWN) -> list[Heap]:
    """What waits, kind by kind, in the order in which it is looked at; without kinds that are not this reader's."""
    activities = list_of(Activity)
    unconfirmed = {"state__exact": "logged", "o": "2"}
    found = [
        Heap(
            "logged",
            _("Logged by me, not confirmed yet"),
            work.logged.count(),
            f"{activities}?{urlencode({'whose': 'me', **unconfirmed})}",
            _activities(work.logged[:most]),
            _("All that you logged is confirmed."),
        )
    ]
    if work.to_confirm is not None:
        waiting = Heap(
            "to-confirm",
            _("To be confirmed by me"),
            work.to_confirm.count(),
            f"{activities}?{urlencode({'whose': 'others', **unconfirmed})}",
            _activities(work.to_confirm[:most]),
            _("Nothing waits for you to confirm it."),
        )
        found.insert(0, waiting)
    if work.quiet is not None:
        quiet = Heap(
            "quiet",
            _("Commitments of my bodies that went quiet"),
            work.quiet.count(),
            f"{reverse('commitments')}?{work.quiet_query}",
            [Line(reverse("commitment", args=[row.reference]), row.title, row.reference) for row in work.quiet[:most]],
            _("No commitment of your bodies has gone quiet."),
        )
        found.append(quiet)
    changed = Heap(
        "changed",
        _("Logged by me, changed by others lately"),
        work.changed.count(),
        f"{activities}?{urlencode({'changed': 'others'})}",
        [Line(reverse("admin:commitments_activity_history", args=[row.pk]), row.title) for row in work.changed[:most]],
        _("Nobody else changed what you logged within two weeks."),
    )
    return [*found, changed]


def address_of(draft: Draft) -> str:
    """Where the form of a draft is opened again."""
    if draft.form == CHANGE_ACTIVITY:
        return reverse("admin:commitments_activity_change", args=[draft.subject])
    return subject_address(draft.subject)


def _asked(request: HttpRequest) -> MyWork:
    return my_work(asking(request), now=timezone.now(), today=timezone.localdate())


def _activities(rows: Iterable[Activity]) -> list[Line]:
    return [Line(page_of(row), row.title, row.starts_on) for row in rows]
