"""How do the commitments of one area, or of one body, stand on a day, and how much was done for each?"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Sum

from commitments.models.commitments import Commitment, Responsibility
from commitments.models.rollups import ProofDay
from commitments.queries.attention import Reason, Standing, standing_of
from commitments.queries.figures import Figure, Where
from commitments.queries.listing import commitments_list
from commitments.queries.quarters import NOT_CANCELLED
from commitments.queries.summaries import OF_COMMITMENTS, REGISTER
from commitments.queries.visibility import visible_to
from commitments.vocabulary import Attention, State

if TYPE_CHECKING:
    from django.db.models import Q

    from commitments.models.agreements import Agreement
    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Line:
    """One commitment: how it stands, the day of its latest proof (None without), and what was begun for it by the day.

    `done` counts activities that are not cancelled.
    """

    commitment: Commitment
    standing: Standing
    proof_on: datetime.date | None
    done: Figure


@dataclass(frozen=True)
class OfText:
    """The commitments of one agreement, in the order of its text."""

    agreement: Agreement
    figure: Figure
    lines: list[Line]


@dataclass(frozen=True)
class Asks:
    """One reason for attention, and the commitment that raises it."""

    reason: Reason
    commitment: Commitment


@dataclass(frozen=True)
class AskingFor:
    """All reasons of one kind, those that have waited longest first; `figure` counts the commitments."""

    code: Attention
    figure: Figure
    lines: list[Asks]


@dataclass(frozen=True)
class Tally:
    """Some commitments as they stand: how many, by state, how many ask for attention and why, text by text."""

    total: Figure
    states: dict[State, Figure]
    asking: Figure
    attention: list[AskingFor]
    texts: list[OfText]


def tally(principal: Principal, condition: Q, where: Where, *, on: datetime.date) -> Tally:
    """The commitments that meet a condition, which the commitments' list knows as the parameters `where`.

    Text by text in the order of the texts; empty where none counts on the day. A constant number of queries.
    """
    parts = Responsibility.objects.filter(retired_on=None).select_related("body").order_by("pk")
    rows = commitments_list(principal, on).filter(condition)
    rows = rows.select_related("agreement", "provision__agreement")
    found = list(rows.prefetch_related("obligated", Prefetch("responsibilities", queryset=parts)))
    done = _done(principal, found, on)
    lines = [
        Line(row, standing, _proof_on(standing), _begun(row, done[row.pk], on))
        for row in found
        if (standing := standing_of(row))
    ]
    counts = Counter(line.standing.state for line in lines)

    def figure(count: int, **more: str | list[str]) -> Figure:
        return Figure(count, "commitments", {**where, **more, "on": on.isoformat()})

    return Tally(
        total=figure(len(lines)),
        states={state: figure(counts[state], state=state.value) for state in REGISTER},
        asking=figure(sum(bool(line.standing.attention) for line in lines), attention=OF_COMMITMENTS),
        attention=[
            AskingFor(code, figure(len(asks), attention=code.value), asks)
            for code in Attention
            if (asks := _asking(lines, code))
        ],
        texts=[
            OfText(agreement, figure(len(mine), agreement=agreement.slug), mine)
            for agreement, group in groupby(lines, key=lambda line: line.commitment.agreement)
            for mine in [list(group)]
        ],
    )


def _asking(lines: list[Line], code: Attention) -> list[Asks]:
    asks = [
        Asks(reason, line.commitment) for line in lines for reason in line.standing.attention if reason.code == code
    ]
    return sorted(asks, key=lambda each: each.reason.since)


def _done(principal: Principal, found: list[Commitment], on: datetime.date) -> Counter[Any]:
    """How many activities that are not cancelled began by the day for each commitment, from the counts kept."""
    kept = visible_to(ProofDay.objects.filter(commitment__in=found, starts_on__lte=on).order_by(), principal)
    return Counter(dict(kept.values_list("commitment").annotate(Sum("number"))))


def _begun(commitment: Commitment, count: int, on: datetime.date) -> Figure:
    where: Where = {
        "commitment": commitment.reference,
        "started_before": on.isoformat(),
        "stage": NOT_CANCELLED,
    }
    return Figure(count, "activities", where)


def _proof_on(standing: Standing) -> datetime.date | None:
    age = standing.evidence_age_days
    return None if age is None else standing.on - datetime.timedelta(days=age)
