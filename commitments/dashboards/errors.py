"""What does a person see when a page cannot be shown?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from commitments.copies.kinds import LARGEST_COPY, MEGABYTE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was asked makes no sense; each of the exception's arguments is a sentence about it."""
    return render(request, "400.html", {"sentences": _sentences(exception)}, status=400)


def too_large(request: HttpRequest, largest_form: int) -> HttpResponse:
    """More was sent than the form may hold, a number of bytes; the browser still has what was typed."""
    largest = {"form": largest_form // MEGABYTE, "copy": LARGEST_COPY // MEGABYTE}
    return render(request, "413.html", largest, status=413)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """It is visible, but this person may not do it; the exception says why."""
    return render(request, "403.html", {"sentences": _sentences(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """It is not there, or not for this person: nobody can tell which."""
    return render(request, "404.html", status=404)


def unavailable(request: HttpRequest, sentence: str, sent: list[tuple[str, str]] | None) -> HttpResponse:
    """Nothing can be stored at this moment. `sent` is what was typed, to be sent again; None where it cannot be."""
    page = render(request, "503.html", {"sentences": [sentence], "sent": sent}, status=503)
    add_never_cache_headers(page)
    return page


def broken(request: HttpRequest) -> HttpResponse:
    """Something went wrong here; the page needs no database to say so."""
    return render(request, "500.html", status=500)


def _sentences(exception: Exception) -> list[str]:
    return [argument for argument in exception.args if isinstance(argument, str)]
