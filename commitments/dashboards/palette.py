"""What does the palette offer for the words typed into it? (`/search/palette/?q=`, JSON)"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.template import Context
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.dashboards.asking import page
from commitments.dashboards.search import words_typed
from commitments.queries.banner import highest_marking_of
from commitments.queries.finding_anything import suggested
from commitments.queries.ways import logging_ways, named_after_log, ways
from commitments.templatetags.page import at, clause, paragraph
from commitments.texts.searching import begins_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question
    from commitments.queries.finding_anything import Suggested
    from commitments.queries.ways import Way

FEW = 3
"""How many rows of one noun activities are offered to be logged for."""

ASKED, CALLED, OTHER = range(3)
"""The places of groups: what was asked for by a verb, what is called just as was typed, and everything else."""

LINE = 80
"""How many characters of a clause stand in a line."""

NAMES = {
    "commitments": gettext_lazy("Commitments"),
    "provisions": gettext_lazy("Clauses"),
    "areas": gettext_lazy("Areas"),
    "bodies": gettext_lazy("Bodies"),
    "activities": gettext_lazy("Activities"),
}


@dataclass(frozen=True)
class Choice:
    """A line of the palette, and where it leads."""

    title: str
    note: str
    address: str


@dataclass(frozen=True)
class Group:
    """Lines under one name. Those with the lower `place` stand further up."""

    name: str
    choices: list[Choice]
    place: int


@page("q")
def palette_answer(request: HttpRequest, asked: Question) -> HttpResponse:
    typed, context = words_typed(request), _context(request, asked)
    named = named_after_log(typed)
    rows = suggested(asked.principal, named or typed, on=asked.on)
    log = logging_ways(_to_log_for(rows, exactly=not named), asked.principal)
    offered = [*log, *ways(asked.principal, typed, on=asked.on)]
    groups = [
        *(_found(each, context) for each in rows),
        _ways(_("Actions"), [way for way in offered if way.begins], typed, context, asked=bool(named)),
        _ways(_("Pages"), [way for way in offered if not way.begins], typed, context),
    ]
    shown = sorted((group for group in groups if group.choices), key=lambda group: group.place)
    marking = highest_marking_of(*(each.rows for each in rows), [row for way in offered for row in way.marked])
    number = sum(len(group.choices) for group in shown)
    answer = JsonResponse(
        {
            "groups": [{"name": each.name, "choices": [vars(choice) for choice in each.choices]} for each in shown],
            "says": ngettext("%(number)s found", "%(number)s found", number) % {"number": number}
            if number
            else _("Nothing found"),
            "marking": str(marking.label) if marking else "",
        }
    )
    add_never_cache_headers(answer)
    return answer


def _to_log_for(rows: list[Suggested], *, exactly: bool) -> list[Any]:
    """The first rows that an activity can be logged for, those named exactly before others; or only commitments so."""
    fit = [each for each in rows if each.of in ("commitments", "areas", "bodies")]
    if exactly:
        fit = [each for each in fit if each.of == "commitments" and each.exactly]
    return list(chain(*(each.rows[:FEW] for each in sorted(fit, key=lambda each: not each.exactly))))


def _found(rows: Suggested, context: Context) -> Group:
    choices = [TOLD[rows.of](row, context) for row in rows.rows]
    return Group(str(NAMES[rows.of]), choices, CALLED if rows.exactly else OTHER)


def _ways(name: str, offered: list[Way], typed: str, context: Context, *, asked: bool = False) -> Group:
    choices = [Choice(way.title, way.note, _address(way, context)) for way in offered]
    called = typed and choices and begins_with(choices[0].title, typed)
    return Group(name, choices, ASKED if asked else CALLED if called else OTHER)


def _address(way: Way, context: Context) -> str:
    named = [way.named] if way.named else []
    if way.address:
        return way.address
    if way.clocks:
        return at(context, way.route, *named)
    query = urlencode(way.asked, doseq=True)
    return f"{reverse(way.route, args=named)}{f'?{query}' if query else ''}"


def _context(request: HttpRequest, asked: Question) -> Context:
    """The clocks of the page that the palette was opened on."""
    return Context({"on": asked.on, "today": asked.today, "recorded_by": request.GET.get("recorded_by", "")})


def _of_activity(row: Any, context: Context) -> Choice:
    note = _("%(day)s, %(kind)s") % {"day": date_format(row.starts_on), "kind": row.get_kind_display()}
    return Choice(row.title, note, at(context, "activity", row.pk))


def _of_provision(row: Any, context: Context) -> Choice:
    text = row.text if len(row.text) <= LINE else f"{row.text[:LINE].rsplit(' ', 1)[0]} …"
    return Choice(clause(row), text, f"{at(context, 'agreement', row.agreement.slug)}#p-{row.citation}")


TOLD: dict[str, Callable[[Any, Context], Choice]] = {
    "commitments": lambda row, context: Choice(
        row.title,
        f"{row.agreement.code} {paragraph(row.provision.citation)} · {row.reference}",
        at(context, "commitment", row.reference),
    ),
    "provisions": _of_provision,
    "areas": lambda row, context: Choice(row.short_name, row.name, at(context, "area", row.slug)),
    "bodies": lambda row, context: Choice(
        row.name, row.abbreviation or row.get_kind_display(), at(context, "body", row.slug)
    ),
    "activities": _of_activity,
}
"""How a line tells of each noun."""
