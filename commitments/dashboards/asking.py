"""Who asks for a page, about which day, as recorded by when, and is the question well put?

A page is a view under `page(…)`: it answers GET and HEAD, knows both clocks besides the parameters it names, and is
asked and rendered within the record of the second clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import BadRequest, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.queries.as_of import moment_meant, recorded_by
from commitments.queries.filters.declared import day_asked
from commitments.queries.visibility import Principal, principal_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.models.people import Person
    from commitments.queries.as_of import Recorded
    from commitments.queries.filters.declared import DeclaredFilter


CLOCKS = ("on", "recorded_by")


@dataclass(frozen=True)
class Question:
    """Who asks, today's day at the office, the day asked about, and (or None) the moment by which it was recorded.

    `record` is what the moment was resolved to.
    """

    principal: Principal
    today: datetime.date
    on: datetime.date
    recorded_by: datetime.datetime | None = None
    record: Recorded | None = None


def page(*declared: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Make a page of a view that takes the request and the question; `declared` are the parameters that it knows."""

    def of(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(view)
        def shown(request: HttpRequest, **named: Any) -> HttpResponse:
            asked = question(request, {*declared, *CLOCKS})
            with recorded_by(asked.recorded_by, seen_by=asked.principal.clearance) as record:
                return view(request, replace(asked, record=record), **named)

        return shown

    return of


def question(request: HttpRequest, declared: Collection[str]) -> Question:
    """Read the question.

    Raises BadRequest with a sentence for each parameter at fault: one that the page does not know, or a day that is
    none.
    """
    for name in request.GET:
        if name not in declared:
            raise BadRequest(_("This page has no parameter “%(name)s”.") % {"name": name})
    today = timezone.localdate()
    try:
        on, moment = day_asked(request.GET, today=today), _moment(request)
    except ValidationError as error:
        raise BadRequest(*_sentences(error.message_dict)) from error
    return Question(principal_of(cast("Person", request.user)), today, on, moment)


def _moment(request: HttpRequest) -> datetime.datetime | None:
    """The second clock; not set, or left empty in the form, it is now."""
    asked = request.GET.getlist("recorded_by")
    if len(asked) > 1:
        raise ValidationError({"recorded_by": _("Give it once.")})
    if not asked or not asked[0]:
        return None
    try:
        return moment_meant(asked[0])
    except ValidationError as error:
        raise ValidationError({"recorded_by": error.messages}) from error


def well_put(filters: DeclaredFilter) -> None:
    """Raise BadRequest with a sentence for each parameter of the filters that is at fault."""
    if not filters.is_valid():
        raise BadRequest(*_sentences(filters.errors))


def _sentences(faults: dict[str, list[str]]) -> list[str]:
    return [
        _("%(parameter)s: %(sentence)s") % {"parameter": name, "sentence": sentence}
        for name, sentences in faults.items()
        for sentence in sentences
    ]
