"""What changed between two days? (`/changes/`)"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import gettext as _

from commitments.dashboards.asking import page
from commitments.dashboards.frame import framed
from commitments.queries.called import Called, called, called_when_gone, plural_of
from commitments.queries.changed import changed_between
from commitments.queries.filters.declared import day_asked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question
    from commitments.queries.changed import NounChanged

A_WEEK = datetime.timedelta(days=7)
WORK = ("activities", "decisions", "assessments", "targets", "reviews")
"""What people did comes first; then the texts."""

NAMED = 200
"""How many objects of one type the page names; a week in which more came in is for the change feed."""


@dataclass(frozen=True)
class Told:
    """What became of some objects of one type: how many there are, and the first of them by name."""

    code: str
    place: str
    count: int
    shown: list[Called]

    @property
    def rest(self) -> int:
        """How many more there are than are named."""
        return self.count - len(self.shown)


@dataclass(frozen=True)
class Noun:
    """One type, and what was made, changed and gone of it."""

    type: str
    plural: Any
    told: list[Told]


@page("from", "to")
def changes_page(request: HttpRequest, asked: Question) -> HttpResponse:
    second = _day(request, "to", asked.on)
    first = _day(request, "from", max(second - A_WEEK, datetime.date(1900, 1, 1)))
    if first > second:
        raise BadRequest(_("The first day has to come before the second."))
    found = changed_between(asked.principal, first, second, recorded_by=asked.recorded_by)
    return framed(
        request,
        "changes.html",
        asked,
        section="changes",
        first=first,
        second=second,
        asked_on=second.isoformat() if second != asked.today else None,
        nouns=[Noun(noun.type, plural_of(noun.type), _told(noun, asked)) for noun in sorted(found.nouns, key=_place)],
        states=found.states,
    )


def _place(noun: NounChanged) -> int:
    return WORK.index(noun.type) if noun.type in WORK else len(WORK)


def _told(noun: NounChanged, asked: Question) -> list[Told]:
    parts = (("made", noun.made, called), ("changed", noun.changed, called), ("gone", noun.gone, called_when_gone))
    return [
        Told(code, f"{code}-{noun.type}", len(names), naming(noun.type, names[:NAMED], asked.principal))
        for code, names, naming in parts
        if names
    ]


def _day(request: HttpRequest, name: str, default: datetime.date) -> datetime.date:
    try:
        return day_asked(request.GET, today=default, name=name)
    except ValidationError as error:
        raise BadRequest(*(_said(name, each) for each in error.message_dict[name])) from error


def _said(name: str, sentence: str) -> str:
    return _("%(parameter)s: %(sentence)s") % {"parameter": name, "sentence": sentence}
