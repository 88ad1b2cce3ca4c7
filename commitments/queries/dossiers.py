"""What is known of one commitment on a day, to this reader?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from commitments.models.agreements import Term
from commitments.models.assessments import Assessment
from commitments.models.commitments import Commitment, Lineage, OperativeWords, Responsibility
from commitments.models.decisions import Decision
from commitments.models.milestones import Milestone, MilestoneEffect
from commitments.models.targets import Target
from commitments.queries.attention import Standing, quiet_from, standing_of
from commitments.queries.figures import Figure, Where
from commitments.queries.listing import activities_list, commitments_read
from commitments.queries.passages import Passage, passages_of
from commitments.queries.quarters import NOT_CANCELLED
from commitments.queries.sources import decisions, targets
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.models.activities import Activity
    from commitments.models.parties import Party
    from commitments.queries.visibility import Principal

A_DAY = datetime.timedelta(days=1)
LISTED = 20
"""How many activities a page shows before it points to the list."""


@dataclass(frozen=True)
class Side:
    """What one party says (`party` None: all of them together): the latest assessment, and those before it."""

    party: Party | None
    latest: Assessment
    earlier: list[Assessment]


@dataclass(frozen=True)
class Done:
    """Activities, the latest start first: as many as a page shows, and the figure of all of them."""

    shown: list[Activity]
    figure: Figure


@dataclass(frozen=True)
class Evidence:
    """How fresh the latest evidence is: its day, the first day on which it is too old, and how many of the days
    between them were used up on the day asked about.
    """

    proof_on: datetime.date
    quiet_from: datetime.date
    window_days: int
    used_days: int


@dataclass(frozen=True)
class Dossier:
    """One commitment; `standing` is None before its agreement begins, which it does on `begins_on`."""

    commitment: Commitment
    standing: Standing | None
    begins_on: datetime.date | None
    evidence: Evidence | None
    passages: list[Passage]
    sides: list[Side]
    done: Done
    ahead: Done
    earlier: list[Lineage]
    later: list[Lineage]
    effects: list[MilestoneEffect]
    decisions: list[Decision]
    targets: list[Target]
    terms: list[Term]


def dossier(principal: Principal, reference: str, *, on: datetime.date) -> Dossier | None:
    """The commitment of that reference as it stood on the day; None when there is none for this reader.

    Assessments, decisions and targets count from their own day on; what is withdrawn counts for no day.
    """
    commitment = _read(principal, on).filter(reference=reference).first()
    if commitment is None:
        return None
    facts: dict[str, Any] = commitment.standing  # type: ignore[attr-defined]
    mine = {"commitment": commitment}
    begun = activities_list(principal).filter(commitments=commitment, starts_on__lte=on)
    coming = activities_list(principal).filter(commitments=commitment, starts_on__gt=on, stage__in=NOT_CANCELLED)
    reference_of = {"commitment": commitment.reference}
    return Dossier(
        commitment=commitment,
        standing=standing_of(commitment),
        begins_on=_date(facts["begins_on"]),
        evidence=_evidence(facts, on),
        passages=passages_of(commitment),
        sides=_sides(principal, commitment, on),
        done=_listed(begun, {**reference_of, "started_before": on.isoformat()}),
        ahead=_listed(coming, {**reference_of, "started_after": (on + A_DAY).isoformat(), "stage": NOT_CANCELLED}),
        earlier=list(_lineage(principal).filter(later=commitment)),
        later=list(_lineage(principal).filter(earlier=commitment)),
        effects=list(_effects(principal).filter(**mine)),
        decisions=list(decisions(on, principal.clearance).filter(**mine).select_related("by", "review")),
        targets=list(targets(on, principal.clearance).filter(**mine).select_related("by")),
        terms=list(_terms(principal).filter(agreement=commitment.agreement)),
    )


def _read(principal: Principal, on: datetime.date) -> QuerySet[Commitment]:
    words = OperativeWords.objects.filter(retired_on=None).select_related("provision__agreement")
    bodies = Responsibility.objects.filter(retired_on=None).select_related("body__party")
    return (
        commitments_read(principal, on)
        .select_related("agreement", "provision__agreement")
        .prefetch_related(
            Prefetch("operative", queryset=words), Prefetch("responsibilities", queryset=bodies), "obligated", "areas"
        )
    )


def _listed(rows: QuerySet[Activity], where: Where) -> Done:
    shown = rows.prefetch_related("participations__body", "evidence")[:LISTED]
    return Done(list(shown), Figure(rows.count(), "activities", where))


def _sides(principal: Principal, commitment: Commitment, on: datetime.date) -> list[Side]:
    """The parties in their order, then what is agreed; only those that said something."""
    said = visible_to(
        Assessment.objects.filter(commitment=commitment, withdrawn_at=None, assessed_on__lte=on), principal
    )
    by_party: dict[Party | None, list[Assessment]] = {}
    for row in said.select_related("party", "by"):
        by_party.setdefault(row.party, []).append(row)
    parties = sorted(by_party, key=lambda party: (party is None, party.order if party else 0))
    return [Side(party, by_party[party][0], by_party[party][1:]) for party in parties]


def _evidence(facts: dict[str, Any], on: datetime.date) -> Evidence | None:
    proof_on = _date(facts["proof_on"])
    if proof_on is None:
        return None
    stale = quiet_from(proof_on, facts["target_every"])
    window = (stale - proof_on).days - 1
    return Evidence(proof_on, stale, window, min((on - proof_on).days, window))


def _lineage(principal: Principal) -> QuerySet[Lineage]:
    """Ties whose both ends this reader may see."""
    markings = principal.markings
    return (
        visible_to(Lineage.objects.filter(retired_on=None), principal)
        .filter(
            Q(later=None) | Q(later__agreement__marking__in=markings),
            Q(dropped_by=None) | Q(dropped_by__marking__in=markings),
        )
        .select_related(
            *("earlier__agreement", "earlier__provision__agreement"),
            *("later__agreement", "later__provision__agreement", "dropped_by"),
        )
    )


def _effects(principal: Principal) -> QuerySet[MilestoneEffect]:
    visible = visible_to(Milestone.objects.filter(retired_on=None), principal).order_by().values("pk")
    rows = MilestoneEffect.objects.filter(retired_on=None, milestone__in=visible)
    return rows.select_related("milestone__provision__agreement").order_by("milestone__counts_on", "milestone__key")


def _terms(principal: Principal) -> QuerySet[Term]:
    return visible_to(Term.objects.filter(retired_on=None), principal).select_related("provision__agreement")


def _date(day: str | datetime.date | None) -> datetime.date | None:
    return datetime.date.fromisoformat(day) if isinstance(day, str) else day
