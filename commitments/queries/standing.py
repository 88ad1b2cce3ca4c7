"""How does a commitment, or an agreement, stand on a day? THE status rule, stated here and nowhere else.

Asked, never stored: for any day, in one SQL query over any number of commitments. The rows it rests on are in
`sources.py`, the wording of the answer in `attention.py`; docs/for-developers/standing.md explains the rule.

It is worked out in steps, each of which only reads those before: the facts (Django's ORM), the latest proof, how the
commitment was closed, its state, and what asks for attention (SQL that both engines run, see `layers.py`).
"""

from __future__ import annotations

import datetime
import json
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.reviews import Review
from commitments.queries import runs, sources
from commitments.queries.expressions import DateFrom, JoinedByColons, JoinedBySpaces
from commitments.queries.layers import ROW, Answer, Given, Rule
from commitments.texts.periods import earliest_proof
from commitments.vocabulary import Confidence, Marking, MilestoneEffectKind, ReviewOutcome, Strength

if TYPE_CHECKING:
    from django.db.models import QuerySet


AGREEMENT = Given("agreement", BigIntegerField())
"""The key of the agreement of the commitment that is asked about."""

WINDOW = datetime.timedelta(days=365)
"""How old the latest proof may be before a commitment goes quiet, where no rhythm is in force."""

LATEST = """
    coalesce(term_begins_on, counts_on) AS begins_on,
    coalesce(term_ends_on < today, FALSE) AND NOT EXISTS({renewed}) AS term_over,
    CASE WHEN told_on IS NULL OR ran_on >= told_on THEN ran_on ELSE told_on END AS proof_on,
    coalesce(target_since, year_ago) AS active_since,
    CASE WHEN planned_until < today THEN planned_until END AS lapsed_on
"""

CLOSED = """
    CASE WHEN decided_on IS NOT NULL AND (fulfilled_on IS NULL OR decided_on >= fulfilled_on)
              THEN NULLIF(decided, 'reopened')  -- of one day, the decision outranks the milestone
         WHEN fulfilled_on IS NOT NULL THEN 'fulfilled' END AS closed_as,
    target_set_on IS NOT NULL AND target_every <> '' AND target_set_on < active_since
         AND (proof_on IS NULL OR proof_on < active_since) AS rhythm_missed,
    target_due_on IS NOT NULL AND target_due_on < today AND NOT target_met AS date_missed
"""

STATE = """
    CASE WHEN begins_on > today THEN NULL
         WHEN closed_as IS NOT NULL THEN closed_as
         WHEN proof_on >= active_since THEN 'active'
         WHEN proof_on IS NOT NULL THEN 'quiet'
         WHEN planned_until IS NOT NULL OR EXISTS({ahead}) THEN 'planned'
         ELSE 'silent' END AS state,
    closed_as IS NULL AND (begins_on IS NULL OR begins_on <= today)
         AND (binds OR target_set_on IS NOT NULL) AS may_ask  -- discretions and affirmations only with a target
"""

ATTENTION = """
    CASE WHEN may_ask AND (date_missed OR rhythm_missed) THEN ' target_missed' ELSE '' END
    || CASE WHEN may_ask AND off_track = 1 THEN ' off_track' ELSE '' END
    || CASE WHEN may_ask AND least <> most THEN ' parties_disagree' ELSE '' END
    || CASE WHEN may_ask AND NOT term_over AND lapsed_on IS NOT NULL THEN ' plan_lapsed' ELSE '' END
    || CASE WHEN may_ask AND NOT term_over AND state = 'quiet' AND NOT rhythm_missed THEN ' gone_quiet' ELSE '' END
    || CASE WHEN may_ask AND NOT term_over AND state = 'silent' AND begins_on <= year_ago THEN ' silent' ELSE '' END
    || ' ' AS attention
"""


def with_standing(
    commitments: QuerySet[Commitment], *, on: datetime.date, seen_by: str = Marking.RESTRICTED, from_rows: bool = False
) -> QuerySet[Commitment]:
    """Each commitment with how it stands on the day, as somebody with clearance `seen_by` may know it.

    What activities say is read from the counts kept of them (`runs.py`); with `from_rows` from themselves.

    Annotates `standing`, the answer and its facts as one dict; `attention.standing_of` reads it. Filter on
    `state` (None before its agreement begins) and on `attention` (its codes between spaces: `contains=" silent "`).
    Neither leaves out nor orders any row: `counted()` does the former.
    """
    given = {
        "row": F("pk"),
        "agreement": F("agreement"),
        "strength": F("strength"),
        "today": Value(on, DateField()),
        "year_ago": Value(on - WINDOW, DateField()),
        "since": Value(_since(on), TextField()),
    }
    rule = _rule(seen_by, from_rows)
    parts = {name: Answer(rule, given, name) for name in ("state", "attention")}
    return commitments.annotate(standing=Answer(rule, given)).alias(**parts)


@lru_cache(maxsize=100)
def _since(on: datetime.date) -> str:
    """The first day on which a proof still counts, for each rhythm, as JSON."""
    return json.dumps({f"P{months}M": earliest_proof(on, months) for months in range(1, 121)}, default=str)


def counted(
    commitments: QuerySet[Commitment], *, on: datetime.date, seen_by: str = Marking.RESTRICTED
) -> QuerySet[Commitment]:
    """The commitments that are in lists, counts and figures on the day, for somebody with clearance `seen_by`.

    Not those of an agreement that begins later, nor those retired from the reading by then.
    """
    begun = Q(begins_on=None) | Q(begins_on__lte=on)
    first = Subquery(sources.term(OuterRef("agreement"), on, seen_by).values("term_begins_on"))
    rows: QuerySet[Commitment] = commitments.annotate(begins_on=Coalesce(first, F("agreement__counts_on")))
    return rows.filter(begun, sources.in_reading(on))


def with_agreement_attention(
    agreements: QuerySet[Agreement], *, on: datetime.date, seen_by: str = Marking.RESTRICTED
) -> QuerySet[Agreement]:
    """Each agreement with its term and whether it asks for attention on the day.

    Annotates `begins_on`, `term_ends_on`, `asks_term_ended`, `review_due_on` (the earliest open one due by the day)
    and `asks_review_due`.
    """
    term = sources.term(OuterRef("pk"), on, seen_by)
    said = sources.outcomes(OuterRef("pk"), on, seen_by, (ReviewOutcome.RENEWED, ReviewOutcome.ENDED))
    due = (
        Review.objects.filter(agreement=OuterRef("pk"), due_on__lte=on, marking__in=Marking.up_to(seen_by))
        .exclude(outcome_on__lte=on)
        .order_by()
        .values("agreement")
        .annotate(day=Min("due_on"))
        .values("day")
    )
    return agreements.annotate(
        begins_on=Coalesce(Subquery(term.values("term_begins_on")), F("counts_on")),
        term_ends_on=Subquery(term.values("term_ends_on")),
        review_due_on=Subquery(due),
    ).annotate(
        asks_term_ended=_boolean(Q(term_ends_on__lt=on) & ~Q(Exists(said))),
        asks_review_due=_boolean(Q(review_due_on__isnull=False)),
    )


@cache
def _rule(seen_by: str, from_rows: bool) -> Rule:
    """Everything that the rule looks at, each table asked once for each commitment, and its layers."""
    activities: Any = sources if from_rows else runs
    today = Given("today", DateField())
    agreed = (_own_facts(today, seen_by, activities), sources.term(AGREEMENT, today, seen_by))
    further = (_told(today, seen_by), _decided(today, seen_by), _target(today, seen_by, activities))
    facts = (*agreed, *further, _judged(today, seen_by))
    renewed = sources.outcomes(AGREEMENT, today, seen_by, (ReviewOutcome.RENEWED,)).values("pk")[:1]
    ahead = activities.ahead(today, seen_by).values("pk")[:1]
    return Rule(facts, (LATEST, CLOSED, STATE, ATTENTION), TOLD, {"ahead": ahead, "renewed": renewed})


def _own_facts(today: Given, seen_by: str, activities: Any) -> Any:
    """What the commitment is, and what its activities say; exactly one row."""
    strength = Given("strength", CharField())
    return (
        Agreement.objects.filter(pk=AGREEMENT)
        .order_by()
        .alias(strength=strength)
        .annotate(
            today=today,
            year_ago=Given("year_ago", DateField()),
            binds=_boolean(Q(strength__in=(Strength.UNDERTAKING, Strength.ASPIRATION))),
            ran_on=activities.ran_on(today, seen_by),
            planned_until=activities.planned_until(seen_by),
        )
        .values("today", "year_ago", "counts_on", "binds", "ran_on", "planned_until")
    )


def _told(today: Given, seen_by: str) -> Any:
    """The latest day of a milestone that proves, and of one that fulfils."""
    day = "milestone__counts_on"
    told = sources.proving_milestones(today, seen_by).filter(commitment=ROW).order_by().values("commitment")
    latest = told.annotate(told_on=Max(day), fulfilled_on=Max(day, filter=Q(effect=MilestoneEffectKind.FULFILS)))
    return latest.values("told_on", "fulfilled_on")


def _decided(today: Given, seen_by: str) -> Any:
    """The latest decision."""
    rows = sources.decisions(today, seen_by).filter(commitment=ROW)
    return rows.values(decided_on=F("effective_on"), decided=F("kind"))[:1]


def _target(today: Given, seen_by: str, activities: Any) -> Any:
    """The target in force, and for one with a day whether something that proves has a day up to it."""
    tells = sources.proving_milestones(today, seen_by).filter(
        commitment=OuterRef("commitment"), milestone__counts_on__range=(OuterRef("set_on"), OuterRef("due_on"))
    )
    met = activities.ran_for_target(today, seen_by) | Q(Exists(tells))
    since = DateFrom(Given("since", TextField()), NullIf("every", Value("")))
    return (
        sources.targets(today, seen_by)
        .filter(commitment=ROW)
        .values(
            target_due_on=F("due_on"),
            target_every=F("every"),
            target_set_on=F("set_on"),
            target_met=_boolean(Q(due_on__lt=today) & met),
            target_since=since,
        )[:1]
    )


def _judged(today: Given, seen_by: str) -> Any:
    """What the latest assessments say, together."""
    judged = sources.latest_assessments(today, seen_by).filter(commitment=ROW).order_by().values("commitment")
    of_party = Q(party__isnull=False)
    return judged.annotate(
        off_track=Max(Case(When(confidence=Confidence.OFF_TRACK, then=1), default=0)),
        least=Min("confidence", filter=of_party),
        most=Max("confidence", filter=of_party),
        confidences=JoinedBySpaces(JoinedByColons("confidence", "assessed_on", Coalesce("party__slug", Value("")))),
    ).values("off_track", "least", "most", "confidences")


TOLD = (
    *("today", "begins_on", "state", "attention", "proof_on", "lapsed_on"),
    *("target_due_on", "target_every", "target_set_on", "confidences"),
)
"""What `attention.py` reads."""


def _boolean(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
