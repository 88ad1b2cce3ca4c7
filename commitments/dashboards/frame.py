"""What stands around the content of every page?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from commitments.queries.banner import everything_seen_by, highest_marking_of
from commitments.queries.permissions import may
from commitments.queries.samples import samples_present

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question
    from commitments.queries.banner import Shown


def framed(
    request: HttpRequest, template: str, asked: Question, *, shows: Iterable[Shown] | None = None, **content: Any
) -> HttpResponse:
    """A page with its masthead, marking and foot. `section` in the content says which entry of the menu it is.

    `shows` is what the page shows and its figures rest on; None: everything that the reader may see.
    """
    marking = everything_seen_by(asked.principal) if shows is None else highest_marking_of(*shows)
    around = {
        "banner": marking,
        "principal": asked.principal,
        "today": asked.today,
        "on": asked.on,
        "recorded_by": request.GET.get("recorded_by", ""),
        "record": asked.record,
        "is_past": asked.on < asked.today,
        "is_ahead": asked.on > asked.today,
        "since": _since(asked),
        "may_log": may(asked.principal, "log_activity"),
        "samples": samples_present(),
    }
    response = render(request, template, around | content)
    add_never_cache_headers(response)  # what this reader may see is nobody else's, and gone when they log out
    return response


def _since(asked: Question) -> datetime.date | None:
    """The past day from which on a reader of the past may ask what changed; None for a reader of today."""
    read = [asked.on] if asked.on < asked.today else []
    if asked.recorded_by:
        read.append(timezone.localdate(asked.recorded_by))
    return min((day for day in read if day < asked.today), default=None)
