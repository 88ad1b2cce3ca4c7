"""How does a commitment, or an agreement, stand on a day? THE status rule, stated here and nowhere else.

Asked, never stored: for any day, in one SQL query over any number of commitments. The rows it rests on are in
`sources.py`, the wording of the answer in `attention.py`; docs/for-developers/standing.md explains the rule.

It is worked out in four steps, each of which only reads the one before: the facts (Django's ORM), how the
commitment was closed, its state, and what asks for attention (SQL that both engines run).
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, JSONObject, NullIf

from commitments.models.commitments import Commitment
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.queries import runs, sources
from commitments.queries.expressions import DateFrom, JSONRows, Layers, Part
from commitments.texts.periods import earliest_proof
from commitments.vocabulary import Confidence, Marking, MilestoneEffectKind, ReviewOutcome, Strength

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.models.agreements import Agreement, Term

WINDOW = datetime.timedelta(days=365)
"""How old the latest proof may be before a commitment goes quiet, where no rhythm is in force."""

LONG_AGO = datetime.date(1, 1, 1)

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
         WHEN coming THEN 'planned'
         ELSE 'silent' END AS state,
    closed_as IS NULL AND (begins_on IS NULL OR begins_on <= today)
         AND (binds OR target_set_on IS NOT NULL) AS may_ask  -- discretions and affirmations only with a target
"""

ATTENTION = """
    CASE WHEN may_ask AND (date_missed OR rhythm_missed) THEN ' target_missed' ELSE '' END
    || CASE WHEN may_ask AND off_track THEN ' off_track' ELSE '' END
    || CASE WHEN may_ask AND parties_disagree THEN ' parties_disagree' ELSE '' END
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

    Annotates `standing`, the facts and the answer as one JSON object; `attention.standing_of` reads it. Filter on
    `state` (None before its agreement begins) and on `attention` (its codes between spaces: `contains=" silent "`).
    Neither leaves out nor orders any row: `counted()` does the former.
    """
    facts = _facts(Commitment.objects.filter(pk=OuterRef("pk")).order_by(), on, seen_by, sources if from_rows else runs)
    standing = Layers(facts, CLOSED, STATE, ATTENTION)
    return commitments.annotate(standing=standing).alias(
        state=Part("standing", "state"), attention=Part("standing", "attention")
    )


def counted(
    commitments: QuerySet[Commitment], *, on: datetime.date, seen_by: str = Marking.RESTRICTED
) -> QuerySet[Commitment]:
    """The commitments that are in lists, counts and figures on the day, for somebody with clearance `seen_by`.

    Not those of an agreement that begins later, nor those retired from the reading by then.
    """
    begun = Q(begins_on=None) | Q(begins_on__lte=on)
    rows: QuerySet[Commitment] = _with_beginning(commitments, on, seen_by).filter(begun, sources.in_reading(on))
    return rows


def _terms(agreement: str, on: datetime.date, seen_by: str) -> QuerySet[Term]:
    return sources.terms(on, seen_by).filter(agreement=OuterRef(agreement))


def _with_beginning(commitments: QuerySet[Commitment], on: datetime.date, seen_by: str) -> Any:
    """`begins_on`: the first day of the agreement's term, else the agreement's own date."""
    first = _terms("agreement", on, seen_by).values("agreement").annotate(day=Min("starts_on")).values("day")
    return commitments.annotate(begins_on=Coalesce(Subquery(first), F("agreement__counts_on")))


def _term_ended(agreement: str, on: datetime.date, seen_by: str, *, unless: tuple[str, ...]) -> Q:
    """True where the last term's last day is before the day and no review held by then says otherwise."""
    running = _terms(agreement, on, seen_by).filter(Q(ends_on=None) | Q(ends_on__gte=on))
    said = Review.objects.filter(
        agreement=OuterRef(agreement), held_on__lte=on, outcome__in=unless, marking__in=Marking.up_to(seen_by)
    )
    return Q(Exists(_terms(agreement, on, seen_by)), ~Exists(running), ~Exists(said))


def with_agreement_attention(
    agreements: QuerySet[Agreement], *, on: datetime.date, seen_by: str = Marking.RESTRICTED
) -> QuerySet[Agreement]:
    """Each agreement with its term and whether it asks for attention on the day.

    Annotates `begins_on`, `term_ends_on`, `asks_term_ended`, `review_due_on` (the earliest open one due by the day)
    and `asks_review_due`.
    """
    first = _terms("pk", on, seen_by).values("agreement").annotate(day=Min("starts_on")).values("day")
    last = _terms("pk", on, seen_by).values("agreement").annotate(day=Max("ends_on")).values("day")
    ended = _term_ended("pk", on, seen_by, unless=(ReviewOutcome.RENEWED, ReviewOutcome.ENDED))
    due = (
        Review.objects.filter(agreement=OuterRef("pk"), due_on__lte=on, marking__in=Marking.up_to(seen_by))
        .exclude(outcome_on__lte=on)
        .order_by()
        .values("agreement")
        .annotate(day=Min("due_on"))
        .values("day")
    )
    return agreements.annotate(
        begins_on=Coalesce(Subquery(first), F("counts_on")),
        term_ends_on=Subquery(last),
        review_due_on=Subquery(due),
        asks_term_ended=_boolean(ended),
    ).annotate(asks_review_due=_boolean(Q(review_due_on__isnull=False)))


def _facts(rows: QuerySet[Commitment], on: datetime.date, seen_by: str, activities: Any) -> Any:
    """Everything the rule looks at, as a query of one dict a commitment."""
    mine: dict[str, Any] = {"commitment": OuterRef("pk")}
    told = sources.proving_milestones(on, seen_by).filter(**mine).order_by()
    kept = told.filter(effect=MilestoneEffectKind.FULFILS)
    decided = sources.decisions(on, seen_by).filter(**mine)
    target = sources.targets(on, seen_by).filter(**mine)
    judged = sources.latest_assessments(on, seen_by).filter(**mine).order_by()
    other = sources.latest_assessments(on, seen_by).filter(
        ~Q(confidence=OuterRef("confidence")), commitment=OuterRef("commitment"), party__isnull=False
    )
    judgement = JSONObject(party="party__slug", confidence="confidence", on="assessed_on")
    rows = _with_beginning(rows, on, seen_by).annotate(
        today=_date(on),
        year_ago=_date(on - WINDOW),
        binds=_boolean(Q(strength__in=(Strength.UNDERTAKING, Strength.ASPIRATION))),
        term_over=_boolean(_term_ended("agreement", on, seen_by, unless=(ReviewOutcome.RENEWED,))),
        proof_on=_latest(activities.ran_on(on, seen_by), _one(told, Max("milestone__counts_on"))),
        fulfilled_on=_one(kept, Max("milestone__counts_on")),
        coming=_boolean(activities.coming(on, seen_by)),
        lapsed_on=activities.lapsed_on(on, seen_by),
        decided_on=Subquery(decided.values("effective_on")[:1]),
        decided=Subquery(decided.values("kind")[:1]),
        target_due_on=Subquery(target.values("due_on")[:1]),
        target_every=Coalesce(Subquery(target.values("every")[:1]), Value("")),
        target_set_on=Subquery(target.values("set_on")[:1]),
        off_track=Exists(judged.filter(confidence=Confidence.OFF_TRACK)),
        parties_disagree=Exists(judged.filter(Exists(other), party__isnull=False)),
        confidences=_one(judged, JSONRows(judgement)),
    )
    tells = sources.proving_milestones(on, seen_by).filter(
        commitment=OuterRef("commitment"), milestone__counts_on__range=(OuterRef("set_on"), OuterRef("due_on"))
    )
    in_force = sources.targets(on, seen_by).filter(commitment=OuterRef("commitment")).values("pk")[:1]
    kept_target = Target.objects.filter(
        activities.ran_for_target(on, seen_by) | Q(Exists(tells)), **mine, pk=Subquery(in_force)
    )
    since = {f"P{months}M": earliest_proof(on, months) for months in range(1, 121)}
    return rows.annotate(
        target_met=Exists(kept_target),
        active_since=Coalesce(DateFrom(since, NullIf("target_every", Value(""))), _date(on - WINDOW)),
    ).values(*FACTS)


FACTS = (
    *("today", "year_ago", "binds", "begins_on", "term_over"),
    *("proof_on", "fulfilled_on", "coming", "lapsed_on", "decided_on", "decided"),
    *("target_due_on", "target_every", "target_set_on", "target_met", "active_since"),
    *("off_track", "parties_disagree", "confidences"),
)


def _one(rows: QuerySet[Any], aggregate: Any) -> Subquery:
    """One aggregate over a commitment's rows; NULL when it has none."""
    return Subquery(rows.values("commitment").annotate(one=aggregate).values("one"))


def _date(day: datetime.date) -> Cast:
    return Cast(Value(day), DateField())


def _boolean(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _latest(*days: Any) -> NullIf:
    """The latest of the days given, leaving out those that are not there; NULL when none is."""
    long_ago = Value(LONG_AGO, DateField())
    return NullIf(Greatest(*[Coalesce(day, long_ago) for day in days]), long_ago)
