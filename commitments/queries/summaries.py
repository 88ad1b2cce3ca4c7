"""What does the overview say, on a day, to this reader?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.queries import as_of
from commitments.queries.attention import Reason, Standing, standing_of
from commitments.queries.figures import Figure
from commitments.queries.listing import commitments_list, number_of_activities
from commitments.queries.quarters import AreasByQuarter, areas_by_quarter
from commitments.queries.terms import AgreementLine, agreement_lines
from commitments.vocabulary import Attention, Marking, ProvisionRole, State

if TYPE_CHECKING:
    from commitments.models.provisions import Provision
    from commitments.queries.as_of import Recorded
    from commitments.queries.visibility import Principal

REGISTER = (
    *(State.ACTIVE, State.QUIET, State.PLANNED, State.SILENT),
    *(State.FULFILLED, State.SUPERSEDED, State.DISCONTINUED),
)
"""The states in the order people read them: what is open first."""

OF_COMMITMENTS = [code.value for code in Attention if code not in (Attention.TERM_ENDED, Attention.REVIEW_DUE)]
"""The reasons that a commitment can raise; the others are an agreement's."""


@dataclass(frozen=True)
class Place:
    """A commitment and how it stands."""

    commitment: Commitment
    standing: Standing


@dataclass(frozen=True)
class Paragraph:
    """The commitments that stand under one paragraph; `citation` is the paragraph's."""

    citation: str
    places: list[Place]


@dataclass(frozen=True)
class Roll:
    """Every commitment of one agreement in the order of the text."""

    agreement: Agreement
    total: Figure
    paragraphs: list[Paragraph]


@dataclass(frozen=True)
class AttentionLine:
    """One reason for attention, about a commitment or (`commitment` None) about a whole agreement.

    `figure` counts the agreement's commitments, where it is about an agreement; `provision` is where the words
    stand, if the text has any.
    """

    reason: Reason
    agreement: Agreement
    commitment: Commitment | None
    provision: Provision | None
    figure: Figure | None

    @property
    def about(self) -> str:
        """The public name of what asks: a commitment's reference or an agreement's slug."""
        return self.commitment.reference if self.commitment else self.agreement.slug


@dataclass(frozen=True)
class AttentionGroup:
    """All reasons of one kind; `figure` counts the commitments that raise it, None where agreements do."""

    code: Attention
    lines: list[AttentionLine]
    figure: Figure | None


@dataclass(frozen=True)
class Overview:
    """How everything stood on a day, counted from what this reader may see."""

    on: datetime.date
    recorded_by: Recorded | None
    as_seen_with: Marking
    total: Figure
    states: dict[State, Figure]
    asking: Figure
    activities: Figure
    rolls: list[Roll]
    attention: list[AttentionLine]
    quarters: AreasByQuarter
    agreements: list[AgreementLine]

    @property
    def attention_groups(self) -> list[AttentionGroup]:
        """The reasons by kind, the gravest first."""
        groups = groupby(self.attention, key=lambda line: line.reason.code)
        return [_group(code, list(lines), self.on) for code, lines in groups]


def overview(principal: Principal, *, on: datetime.date, recorded_by: datetime.datetime | None = None) -> Overview:
    """The overview of a day; every number comes with the list that yields it. A constant number of queries.

    With `recorded_by`, as it would have been told at that moment; so are the lists, asked with the same moment.
    """
    with as_of.recorded_by(recorded_by, seen_by=principal.clearance) as record:
        return _overview(principal, on, record)


def _overview(principal: Principal, on: datetime.date, record: Recorded | None) -> Overview:
    places = _places(principal, on)
    agreements = agreement_lines(principal, on=on)
    rolls = _rolls(places, on)
    asking = sum(bool(place.standing.attention) for place in places)
    return Overview(
        on=on,
        recorded_by=record,
        as_seen_with=principal.clearance,
        total=_commitments(len(places), on),
        states={
            state: _commitments(sum(place.standing.state == state for place in places), on, state=state.value)
            for state in REGISTER
        },
        asking=_commitments(asking, on, attention=OF_COMMITMENTS),
        activities=Figure(number_of_activities(principal), "activities"),
        rolls=rolls,
        attention=_attention(places, agreements, rolls, on),
        quarters=areas_by_quarter(principal, on=on),
        agreements=agreements,
    )


def _places(principal: Principal, on: datetime.date) -> list[Place]:
    rows = commitments_list(principal, on).prefetch_related("agreement", "provision__agreement", "provision__parent")
    standings = ((row, standing_of(row)) for row in rows)
    return [Place(row, standing) for row, standing in standings if standing]


def _commitments(count: int, on: datetime.date, **where: str | list[str]) -> Figure:
    return Figure(count, "commitments", {**where, "on": on.isoformat()})


def _rolls(places: Iterable[Place], on: datetime.date) -> list[Roll]:
    rolls = []
    for agreement, group in groupby(places, key=lambda place: place.commitment.agreement):
        mine = list(group)
        paragraphs = [
            Paragraph(citation, list(here))
            for citation, here in groupby(mine, key=lambda place: _paragraph(place.commitment.provision))
        ]
        rolls.append(Roll(agreement, _commitments(len(mine), on, agreement=agreement.slug), paragraphs))
    return rolls


def _paragraph(provision: Provision) -> str:
    """The citation of the paragraph that a provision is, or is an item of."""
    above = provision.parent
    return provision.citation if above is None or above.role == ProvisionRole.HEADING else above.citation


def _attention(
    places: list[Place], agreements: list[AgreementLine], rolls: list[Roll], on: datetime.date
) -> list[AttentionLine]:
    """Every reason: the gravest kind first, then what has waited longest, then the order of the texts."""
    gravity = list(Attention)
    counts = {roll.agreement.pk: roll.total for roll in rolls}
    lines = [
        AttentionLine(
            reason,
            line.agreement,
            None,
            _words_of(line) if reason.code == Attention.TERM_ENDED else None,
            counts.get(line.agreement.pk) or _commitments(0, on, agreement=line.agreement.slug),
        )
        for line in agreements
        for reason in line.attention
    ]
    lines += [
        AttentionLine(
            reason,
            place.commitment.agreement,
            place.commitment,
            place.commitment.provision,
            None,
        )
        for place in places
        for reason in place.standing.attention
    ]
    return sorted(lines, key=lambda line: (gravity.index(line.reason.code), line.reason.since))


def _words_of(line: AgreementLine) -> Provision | None:
    """Where the text says how long it runs."""
    return next((term.provision for term in reversed(line.terms) if term.provision), None)


def _group(code: Attention, lines: list[AttentionLine], on: datetime.date) -> AttentionGroup:
    figure = _commitments(len(lines), on, attention=code.value) if code.value in OF_COMMITMENTS else None
    return AttentionGroup(code, lines, figure)
