"""How does a brief say what comes next, and what the office does not know?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models.activities import Evidence
from commitments.models.milestones import Milestone
from commitments.queries import citing
from commitments.queries.attention import quiet_from
from commitments.queries.brief_sentences import CLAUSES, day_of, of_activity
from commitments.queries.brief_sources import cited_only
from commitments.queries.citing import About, Said
from commitments.queries.imprecise import at_precision
from commitments.queries.sources import HAPPENED
from commitments.queries.visibility import visible_to
from commitments.texts.periods import add_months, months_in
from commitments.vocabulary import ActivityState, Provenance, Stage, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from commitments.models.activities import Activity
    from commitments.queries.summaries import Place
    from commitments.queries.terms import AgreementLine

SHOWN = 8
"""How much of what lies ahead is told, the nearest first."""

QUIET_WITHIN_MONTHS = 3
"""How near a commitment must be to going quiet to be told of."""

Dated = tuple[datetime.date, Said]


def ahead(about: About, places: list[Place], lines: list[AgreementLine], activities: QuerySet[Activity]) -> list[Said]:
    """What ends, is due, goes quiet or is planned after the day, the nearest first."""
    found: list[Dated] = [*_of_texts(about, lines), *_of_promises(about, places), *_planned(about, activities)]
    found += _expected(about, lines, places)
    said = [sentence for _day, sentence in sorted(found, key=lambda each: (each[0], str(each[1])))]
    nothing = Said(_("Nothing is due or planned after %(day)s."), {"day": day_of(about.on)}, about.named_at)
    return said[:SHOWN] or [nothing]


def _of_texts(about: About, lines: Iterable[AgreementLine]) -> Iterator[Dated]:
    for line in lines:
        name = {"agreement": line.agreement.short_name}
        for term in line.terms:
            if term.ends_on and term.ends_on >= about.on:
                known = {"day": day_of(term.ends_on), "provenance": str(Provenance(term.provenance).label)}
                words = _("The term of %(agreement)s ends on %(day)s (%(provenance)s).")
                yield term.ends_on, Said(words, {**name, **known}, citing.term(line))
        for review in line.reviews:
            if review.due_on > about.on and not review.outcome:
                known = {"day": day_of(review.due_on), "provenance": str(review.provenance.label)}
                words = _("A review of %(agreement)s is due on %(day)s (%(provenance)s).")
                yield review.due_on, Said(words, {**name, **known}, [citing.text(line.agreement)])


def _of_promises(about: About, places: Iterable[Place]) -> Iterator[Dated]:
    """Targets in force, and what goes quiet unless something is done."""
    soon = add_months(about.on, QUIET_WITHIN_MONTHS)
    for place in places:
        facts: dict[str, Any] = place.commitment.standing  # type: ignore[attr-defined]
        due_on, every, proof_on = _day(facts["target_due_on"]), facts["target_every"], _day(facts["proof_on"])
        cites, title = citing.clauses([place.commitment]), {"title": place.commitment.title}
        if place.standing.state in (State.FULFILLED, State.SUPERSEDED, State.DISCONTINUED):
            continue
        if due_on and due_on >= about.on:
            words = _("“%(title)s”: the office's own target is %(day)s.")
            yield due_on, Said(words, {**title, "day": day_of(due_on)}, cites)
        if every:
            base = max(day for day in (proof_on, _day(facts["target_set_on"])) if day)
            if (next_on := add_months(base, months_in(every))) >= about.on:
                words = _("“%(title)s”: by the office's own rhythm it is to happen again by %(day)s.")
                yield next_on, Said(words, {**title, "day": day_of(next_on)}, cites)
        elif proof_on and about.on < (quiet_on := quiet_from(proof_on, "")) <= soon:
            words = _("“%(title)s” goes quiet on %(day)s unless more is done.")
            yield quiet_on, Said(words, {**title, "day": day_of(quiet_on)}, cites)


def _planned(about: About, activities: QuerySet[Activity]) -> Iterator[Dated]:
    coming = activities.filter(starts_on__gt=about.on).exclude(stage=Stage.CANCELLED).order_by("starts_on", "pk")
    for row in coming.prefetch_related("commitments__provision__agreement")[:SHOWN]:
        values = {"title": row.title, "kind": row.get_kind_display(), "day": day_of(row.starts_on)}
        yield row.starts_on, Said(_("“%(title)s” (%(kind)s) is to begin on %(day)s."), values, of_activity(row))


def _expected(about: About, lines: Iterable[AgreementLine], places: Iterable[Place]) -> Iterator[Dated]:
    """What the texts themselves expect: of an agreement all, otherwise what stands in the clauses at hand."""
    rows = visible_to(Milestone.objects.filter(planned=True, counts_on__gt=about.on, retired_on=None), about.principal)
    if "agreement" in about.where:
        rows = rows.filter(agreement__in=[line.agreement.pk for line in lines])
    else:
        rows = rows.filter(provision__in=[place.commitment.provision_id for place in places])
    for row in rows.select_related("provision__agreement"):
        values = {"title": row.title, "day": at_precision(row.dated_on, row.date_precision)}
        words = _("The text expects “%(title)s” by %(day)s.")
        yield row.counts_on, Said(words, values, [citing.clause(row.provision)])


def unknown(
    about: About, places: list[Place], lines: list[AgreementLine], activities: QuerySet[Activity]
) -> list[Said]:
    """What the office does not know: promises without evidence or judgement, unconfirmed work, texts not held."""
    said = []
    silent = [place.commitment for place in places if place.standing.state == State.SILENT]
    if silent:
        words = ngettext(
            "Whether anything was done for %(number)s commitment is not known: nothing is recorded for it.",
            "Whether anything was done for %(number)s commitments is not known: nothing is recorded for them.",
            len(silent),
        )
        figure = about.commitments(len(silent), state=State.SILENT.value)
        said.append(Said(words, {"number": figure}, citing.clauses(silent)))
    unjudged = [place.commitment for place in places if not place.standing.confidence]
    if unjudged:
        words = ngettext(
            "No party has said how it judges %(number)s commitment.",
            "No party has said how it judges %(number)s commitments.",
            len(unjudged),
        )
        figure = about.commitments(len(unjudged), confidence="none")
        said.append(Said(words, {"number": figure}, citing.clauses(unjudged)))
    said += _unsure(about, activities)
    if "agreement" in about.where:
        links = cited_only(about.principal, lines)
        cites = {cite.words: cite for cite in (citing.clause(link.provision) for link in links if link.provision)}
        if cites:
            said.append(Said(_("Texts that it cites are not held here."), {}, list(cites.values())))
    return said or [Said(_("Nothing is known to be missing."), {}, about.named_at)]


def _unsure(about: About, activities: QuerySet[Activity]) -> Iterator[Said]:
    begun = activities.filter(stage__in=HAPPENED, starts_on__lte=about.on)
    stages = [stage.value for stage in HAPPENED]
    logged = begun.filter(state=ActivityState.LOGGED)
    if number := logged.count():
        words = ngettext(
            "%(number)s activity was logged, but not confirmed by a second person.",
            "%(number)s activities were logged, but not confirmed by a second person.",
            number,
        )
        figure = about.activities(number, stage=stages, confirmed="false")
        yield Said(words, {"number": figure}, [citing.activity(row) for row in logged[:CLAUSES]])
    linked = begun.filter(Exists(Evidence.objects.filter(activity=OuterRef("pk"), file="")))
    if number := linked.count():
        words = ngettext(
            "%(number)s activity rests on a link of which no copy is kept.",
            "%(number)s activities rest on links of which no copy is kept.",
            number,
        )
        figure = about.activities(number, stage=stages, copy="false")
        yield Said(words, {"number": figure}, [citing.activity(row) for row in linked[:CLAUSES]])


def _day(written: str | datetime.date | None) -> datetime.date | None:
    return datetime.date.fromisoformat(written) if isinstance(written, str) else written
