"""How does a brief say what was found, what asks for attention, what was done and what changed?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.queries import citing
from commitments.queries.citing import About, Cite, Said
from commitments.queries.sources import HAPPENED
from commitments.texts.periods import add_months
from commitments.vocabulary import Stage, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.models.activities import Activity
    from commitments.models.commitments import Commitment
    from commitments.queries.attention import Reason, Standing
    from commitments.queries.summaries import Place
    from commitments.queries.terms import AgreementLine

SHOWN = 6
"""How many activities are told of one by one."""

CLAUSES = 4
"""How many clauses, or activities, are cited at most for one activity or for a number of them."""


def finding(about: About, places: list[Place]) -> list[Said]:
    """How many commitments are active, and how many ask for attention."""
    day = {"day": day_of(about.on)}
    if not places:
        return [Said(_("No commitment of this subject counts on %(day)s."), day, about.named_at)]
    cites = citing.few(place.commitment for place in places)
    if len(places) == 1:
        words = _("On %(day)s its one commitment was %(state)s.")
        return [Said(words, {**day, "state": str(places[0].standing.state.label)}, cites), _asks(about, places)]
    active = sum(place.standing.state == State.ACTIVE for place in places)
    words = ngettext(
        "On %(day)s, %(active)s of its %(total)s commitments was active.",
        "On %(day)s, %(active)s of its %(total)s commitments were active.",
        active,
    )
    figures = {
        "active": about.commitments(active, state=State.ACTIVE.value),
        "total": about.commitments(len(places)),
    }
    return [Said(words, {**day, **figures}, cites), _asks(about, places)]


def _asks(about: About, places: list[Place]) -> Said:
    asking = [place for place in places if place.standing.attention]
    if not asking:
        none = ngettext("It does not ask for attention.", "None of them asks for attention.", len(places))
        return Said(none, {}, citing.few(place.commitment for place in places))
    reasons = sorted({reason.code.value for place in asking for reason in place.standing.attention})
    figure = about.commitments(len(asking), attention=reasons)
    words = ngettext(
        "%(asking)s commitment asks for attention.", "%(asking)s commitments ask for attention.", len(asking)
    )
    return Said(words, {"asking": figure}, citing.few(place.commitment for place in asking))


def of_commitments(sentence: str, rows: list[Commitment]) -> Said:
    """A reason for attention that commitments share; one or two are named."""
    titles = tuple(row.title for row in rows) if len(rows) <= 2 else ()
    return Said("%(sentence)s", {"sentence": sentence}, citing.clauses(rows), titles)


def of_text(reason: Reason, line: AgreementLine) -> Said:
    """A reason for attention that an agreement raises."""
    return Said("%(sentence)s", {"sentence": reason.sentence}, citing.term(line), (line.agreement.short_name,))


def done(about: About, activities: QuerySet[Activity]) -> list[Said]:
    """How many activities began in the last twelve months, and the latest of all, one by one."""
    begun = activities.filter(stage__in=HAPPENED, starts_on__lte=about.on)
    latest = list(begun.prefetch_related("commitments__provision__agreement")[:SHOWN])
    if not latest:
        return [Said(_("Nothing is recorded as done up to %(day)s."), {"day": day_of(about.on)}, about.named_at)]
    since = add_months(about.on, -12)
    number = begun.filter(starts_on__gte=since).count()
    if not number:
        none = Said(
            _("No activity began in the twelve months up to %(day)s."), {"day": day_of(about.on)}, about.named_at
        )
        return [none, *(_happened(row, about.on) for row in latest)]
    figure = about.activities(number, stage=[stage.value for stage in HAPPENED], started_after=since.isoformat())
    words = ngettext(
        "%(number)s activity began in the twelve months up to %(day)s.",
        "%(number)s activities began in the twelve months up to %(day)s.",
        number,
    )
    cites = [citing.activity(row) for row in latest[:CLAUSES] if row.starts_on >= since]
    counted = Said(words, {"number": figure, "day": day_of(about.on)}, cites)
    return [counted, *(_happened(row, about.on) for row in latest)]


def _happened(row: Activity, on: datetime.date) -> Said:
    last = row.ends_on or row.starts_on
    if row.ends_on is None and row.stage == Stage.UNDER_WAY:
        words = _("“%(title)s” (%(kind)s) has been under way since %(first)s.")
    elif last > on:
        words = _("“%(title)s” (%(kind)s) runs from %(first)s to %(last)s.")
    elif last != row.starts_on:
        words = _("“%(title)s” (%(kind)s) ran from %(first)s to %(last)s.")
    else:
        words = _("“%(title)s” (%(kind)s) took place on %(first)s.")
    values = {"title": row.title, "kind": row.get_kind_display(), "first": day_of(row.starts_on), "last": day_of(last)}
    return Said(words, values, of_activity(row))


def of_activity(row: Activity) -> list[Cite]:
    """The activity, and the clauses that it serves: whoever may read it may read them."""
    return [citing.activity(row), *citing.clauses(row.commitments.all())[:CLAUSES]]


def changed(
    about: About, places: list[Place], before: dict[int, Standing], first: datetime.date, lines: list[AgreementLine]
) -> list[Said]:
    """Which commitments stand otherwise than on the first day, and which reviews were held since."""
    moved: dict[tuple[str, str], list[Commitment]] = {}
    for place in places:
        was = before.get(place.commitment.pk)
        if was is None or was.state != place.standing.state:
            states = str(was.state.label) if was else "", str(place.standing.state.label)
            moved.setdefault(states, []).append(place.commitment)
    days = {"first": day_of(first), "second": day_of(about.on)}
    said = [_moved(states, rows, days) for states, rows in moved.items()]
    for review in [review for line in lines for review in line.reviews if review.outcome]:
        if review.held_on and first < review.held_on <= about.on:
            values = {"day": day_of(review.held_on), "outcome": str(review.outcome.label) if review.outcome else ""}
            words = _("A review of %(agreement)s was held on %(day)s, with the outcome “%(outcome)s”.")
            values["agreement"] = review.agreement.short_name
            said.append(Said(words, values, [citing.text(review.agreement)]))
    unmoved = _("No commitment stands otherwise on %(second)s than on %(first)s.")
    return said or [Said(unmoved, days, about.named_at)]


def _moved(states: tuple[str, str], rows: list[Commitment], days: dict[str, str]) -> Said:
    before, after = states
    if len(rows) == 1 and before:
        words = _("“%(title)s” was %(before)s on %(first)s and is %(after)s on %(second)s.")
    elif len(rows) == 1:
        words = _("“%(title)s” did not count yet on %(first)s and is %(after)s on %(second)s.")
    elif before:
        words = _("Several were %(before)s on %(first)s and are %(after)s on %(second)s.")
    else:
        words = _("Several did not count yet on %(first)s and are %(after)s on %(second)s.")
    return Said(words, {**days, "before": before, "after": after, "title": rows[0].title}, citing.clauses(rows))


def day_of(day: datetime.date) -> str:
    """A day as it is written out in a sentence."""
    return date_format(day, "DATE_FORMAT")
