"""Who asks for a page, about which day, and is the question well put?"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.core.exceptions import BadRequest, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.queries.filters.declared import day_asked
from commitments.queries.visibility import Principal, principal_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commitments.models.people import Person
    from commitments.queries.filters.declared import DeclaredFilter


@dataclass(frozen=True)
class Question:
    """Who asks, today's day at the office, and the day asked about."""

    principal: Principal
    today: datetime.date
    on: datetime.date


def question(request: HttpRequest, *, declared: Collection[str] = ()) -> Question:
    """Read the question; `declared` are the parameters that the page knows.

    Raises BadRequest with a sentence for each parameter at fault: one that the page does not know, or a day that is
    none. A page that knows no `on` is about today.
    """
    for name in request.GET:
        if name not in declared:
            raise BadRequest(_("This page has no parameter “%(name)s”.") % {"name": name})
    today = timezone.localdate()
    try:
        on = day_asked(request.GET, today=today) if "on" in declared else today
    except ValidationError as error:
        raise BadRequest(*_sentences(error.message_dict)) from error
    return Question(principal_of(cast("Person", request.user)), today, on)


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
