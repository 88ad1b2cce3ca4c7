"""What is found by the words typed into the box? (`/search/?q=`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import gettext as _

from commitments.dashboards.asking import page
from commitments.dashboards.frame import framed
from commitments.queries.filters.values import SearchField
from commitments.queries.finding_anything import found

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question


@page("q")
def search_page(request: HttpRequest, asked: Question) -> HttpResponse:
    typed = words_typed(request)
    groups = found(asked.principal, typed, on=asked.on)
    return framed(
        request,
        "search.html",
        asked,
        section="search",
        typed=typed,
        groups=groups,
        some=any(group.rows for group in groups),
    )


def words_typed(request: HttpRequest) -> str:
    """The words, without white space around them; empty when nothing was typed. BadRequest says what is at fault."""
    try:
        return " ".join(SearchField(required=False).clean(request.GET.getlist("q")))
    except ValidationError as error:
        said = [_("%(parameter)s: %(sentence)s") % {"parameter": "q", "sentence": each} for each in error.messages]
        raise BadRequest(*said) from error
