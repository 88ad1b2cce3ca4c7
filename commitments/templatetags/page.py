"""How do our templates write a figure, a mark, a citation and an imprecise date?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commitments.copies.kinds import KINDS
from commitments.models.activities import Activity, Evidence
from commitments.models.commitments import Commitment
from commitments.models.provisions import Provision
from commitments.queries.called import Called
from commitments.queries.citing import paragraph, under
from commitments.queries.copies import is_stored
from commitments.queries.figures import Figure, Where
from commitments.queries.imprecise import at_precision
from commitments.queries.margins import Pledge
from commitments.queries.sources import HAPPENED
from commitments.queries.summaries import Place
from commitments.texts.periods import months_in
from commitments.vocabulary import Confidence, Provenance, State, Strength

register = template.Library()


@register.simple_tag
def colon() -> str:
    """What stands between a title and what is said under it, as each language sets it: French a space before it."""
    return under("", "")


@register.simple_tag
def mark(name: str) -> SafeString:
    """The sign of a state, a strength, a provenance, a confidence, or `flag`; its word stands beside it."""
    return _drawn(static("commitments/marks.svg"), name)


@lru_cache(maxsize=100)
def _drawn(sprite: str, name: str) -> SafeString:
    return format_html('<svg class="m" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


def _signed(kind: str, name: str, word: str | Promise) -> SafeString:
    return format_html('<span class="{}">{}{}</span>', kind, mark(name), word)


@register.simple_tag
def state(code: str) -> SafeString:
    """A state with its sign, hue and word."""
    return _signed(f"state is-{State(code).value}", State(code).value, State(code).label)


@register.simple_tag
def strength(code: str) -> SafeString:
    """A strength with its sign and word."""
    return _signed("strength", Strength(code).value, Strength(code).label)


@register.simple_tag
def provenance(code: str) -> SafeString:
    """How a date is known, with its sign and word."""
    return _signed("prov", Provenance(code).value, Provenance(code).label)


@register.simple_tag
def confidence(code: str) -> SafeString:
    """A confidence with its sign and word."""
    return _signed("conf", Confidence(code).value, Confidence(code).label)


@register.simple_tag
def flag(word: str) -> SafeString:
    """A reason for attention: the pennant and its word."""
    return _signed("flag", "flag", f" {word}")


@register.simple_tag(takes_context=True)
def address(context: Context, figure: Figure) -> str:
    """Where the rows of a figure are listed; a link of today stays one of today."""
    return listing(figure, context)


@register.simple_tag(takes_context=True)
def figure(context: Context, number: Figure, words: str = "", style: str = "") -> SafeString:
    """A number that links to the list with exactly that many rows, in `words` when they say more than the number."""
    return format_html(
        '<a class="{}" href="{}" data-count="{}">{}</a>',
        style,
        address(context, number),
        str(number.count),
        words or str(number.count),
    )


def listing(figure: Figure, context: Context) -> str:
    """The address of a figure's list, at the clocks of the page. `on` is left out where it is today's."""
    today = context.get("today")
    now = today.isoformat() if today else None
    where = {name: value for name, value in figure.where.items() if (name, value) != ("on", now)}
    return _address(_rooted(context, reverse(figure.of)), where | _recorded(context))


@register.simple_tag(takes_context=True)
def at(context: Context, page: str, *named: Any, **where: str | None) -> str:
    """The address of a page (by its route, with what it names) at the clocks of this one; `where` is asked of it.

    None takes a parameter away.
    """
    asked = {name: value for name, value in (_day(context) | where).items() if value is not None}
    return _address(_rooted(context, reverse(page, args=named)), asked | _recorded(context))


@register.simple_tag(takes_context=True)
def page_of(context: Context, called: Called) -> str:
    """The address of the page that tells of an object, at the clocks of this one."""
    path = reverse(called.page, args=[called.named] if called.named else [])
    return _address(_rooted(context, path), _day(context) | dict(called.asked) | _recorded(context))


@register.simple_tag
def rows_here(count: int, place: str, words: str = "") -> SafeString:
    """A number that links to its rows on this page: the element with the id `place` holds exactly that many."""
    return format_html('<a href="#{}" data-count="{}">{}</a>', place, str(count), words or str(count))


def _day(context: Context) -> dict[str, str]:
    on, today = context.get("on"), context.get("today")
    return {"on": on.isoformat()} if on and on != today else {}


def _rooted(context: Context, path: str) -> str:
    """In a file that leaves the tracker, addresses say where it is."""
    return f"{context.get('rooted', '')}{path}"


def _recorded(context: Context) -> dict[str, str]:
    moment = context.get("recorded_by")
    return {"recorded_by": moment} if moment else {}


def _address(path: str, where: Where) -> str:
    query = urlencode(where, doseq=True)
    return path + (f"?{query}" if query else "")


@register.simple_tag(takes_context=True)
def stands(context: Context, place: Place) -> SafeString:
    """How a commitment stands, as the one sign that leads to it. A page has hundreds: no template writes them."""
    commitment, standing = place.commitment, place.standing
    flagged = format_html('<span class="flag">{}</span>', mark("flag")) if standing.attention else ""
    words = {
        "cited": paragraph(commitment.provision.citation),
        "title": commitment.title,
        "state": standing.state.label,
    }
    said = _("%(cited)s %(title)s: %(state)s, asks for attention") if flagged else _("%(cited)s %(title)s: %(state)s")
    return format_html(
        '<a class="is-{state}" href="{page}" title="{words}">{sign}{flagged}<span class="vh">{words}</span></a>',
        state=standing.state.value,
        page=at(context, "commitment", commitment.reference),
        words=said % words,
        sign=mark(standing.state.value),
        flagged=flagged,
    )


@register.simple_tag(takes_context=True)
def citing(context: Context, commitment: Commitment) -> SafeString:
    """A commitment by its clause, which leads to its page at the clocks of this one."""
    address = at(context, "commitment", commitment.reference)
    return format_html('<a class="cite" href="{}">{}</a>', address, clause(commitment.provision))


@register.simple_tag(takes_context=True)
def asking(context: Context, **changed: Any) -> str:
    """The query string of this page with some parameters changed; None takes one away, as do empty fields of a form."""
    query = context["request"].GET.copy()
    for name in [name for name in query if not any(query.getlist(name))]:
        query.pop(name)
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.filter
def clause(provision: Provision) -> str:
    """A provision as people cite it: JPD13 ¶7, IPCP20 3.1.4."""
    return f"{provision.agreement.code} {paragraph(provision.citation)}"


register.filter(paragraph)
register.filter(at_precision)


@register.filter
def at_key(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds for a key; None for nothing."""
    return mapping.get(key)


@register.filter
def state_code(pledge: Pledge) -> str:
    """The state in which a pledge stands; `none` before its agreement begins."""
    return pledge.standing.state.value if pledge.standing else "none"


@register.filter
def months(every: str) -> int:
    """How many months a rhythm has: P12M has twelve."""
    return months_in(every)


@register.filter
def happened(activity: Activity) -> bool:
    """Whether it is something done, not only planned nor cancelled."""
    return activity.stage in HAPPENED


@register.filter
def heat(count: int) -> str:
    """The shade of a count: none, 1, 2, 3 to 4, 5 or more."""
    return f"h{0 if not count else 1 if count == 1 else 2 if count == 2 else 3 if count < 5 else 4}"


@register.filter
def keeps_copy(evidence: Evidence) -> bool:
    """Whether evidence has a copy that can be fetched: not one that was redacted."""
    return is_stored(str(evidence.file))


@register.filter
def kind_of_copy(evidence: Evidence) -> str:
    """The kind of its copy, in words."""
    kind = KINDS.get(evidence.media_type)
    return str(kind.label) if kind else ""
