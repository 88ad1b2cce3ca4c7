"""What stands beside the words of a text: every pledge with its standing, every other sentence with its reason?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from commitments.models.commitments import OperativeWords
from commitments.models.milestones import Milestone, MilestoneEffect
from commitments.models.provisions import AreaMention, Sentence
from commitments.models.rollups import ProofDay
from commitments.queries.attention import Standing, standing_of
from commitments.queries.figures import Figure
from commitments.queries.listing import commitments_read
from commitments.queries.quarters import NOT_CANCELLED
from commitments.queries.sources import HAPPENED, in_reading
from commitments.queries.visibility import visible_to
from commitments.vocabulary import Gives, ProvisionRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from commitments.models.agreements import Agreement, Term
    from commitments.models.commitments import Commitment, Lineage
    from commitments.models.provisions import Provision
    from commitments.queries.visibility import Principal

A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Pledge:
    """A commitment of the text: its number on the page, how it stands (None before the agreement begins), and what
    was `done` for it by the day or is `coming` after it. `earlier` and `later` are the ties to other texts.
    """

    number: int
    commitment: Commitment
    standing: Standing | None
    done: Figure
    coming: Figure
    earlier: list[Lineage]
    later: list[Lineage]
    effects: list[MilestoneEffect]

    @property
    def start(self) -> int:
        return self.commitment.start

    @property
    def end(self) -> int:
        return self.commitment.end

    @property
    def proof_on(self) -> datetime.date | None:
        """The day of the latest proof; None without one."""
        if self.standing is None or self.standing.evidence_age_days is None:
            return None
        return self.standing.on - datetime.timedelta(days=self.standing.evidence_age_days)


@dataclass(frozen=True, eq=False)
class Aside:
    """A sentence that is no pledge: its letter within its provision, and what it gives, or why it gives nothing."""

    letter: str
    sentence: Sentence
    milestones: list[Milestone] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    areas: list[AreaMention] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.sentence.start

    @property
    def end(self) -> int:
        return self.sentence.end


def pledges_of(
    agreement: Agreement, ties: Sequence[Lineage], principal: Principal, *, on: datetime.date
) -> list[Pledge]:
    """Its commitments in the order of the text, numbered from 1; those retired by the day are left out. Five queries.

    `ties` are those known on the day (`ties_known`). What a milestone did is told from its own day on.
    """
    rows = commitments_read(principal, on).filter(in_reading(on), agreement=agreement).order_by("start", "position")
    rows = rows.select_related("agreement", "provision__agreement").prefetch_related("obligated")
    begun = _numbers(agreement, principal, planned=False, starts_on__lte=on)
    later = _numbers(agreement, principal, starts_on__gt=on)
    effects = _effects(principal, on).filter(commitment__agreement=agreement)
    told: dict[int, list[MilestoneEffect]] = {}
    for effect in effects:
        told.setdefault(effect.commitment_id, []).append(effect)
    return [
        Pledge(
            number,
            row,
            standing_of(row),
            _activities(row, begun, stage=HAPPENED, started_before=on),
            _activities(row, later, stage=NOT_CANCELLED, started_after=on + A_DAY),
            [tie for tie in ties if tie.later_id == row.pk],
            [tie for tie in ties if tie.earlier_id == row.pk],
            told.get(row.pk, []),
        )
        for number, row in enumerate(rows, 1)
    ]


def asides_of(
    agreement: Agreement,
    terms: Sequence[Term],
    milestones: Sequence[Milestone],
    principal: Principal,
    on: datetime.date,
) -> list[Aside]:
    """Its sentences that are no pledge, lettered within each provision; headings have none. Two queries.

    `terms` and `milestones` are those of the agreement that this reader may see.
    """
    part = {"provision__agreement": agreement}
    told = Sentence.objects.filter(in_reading(on), in_reading(on, "provision__"), **part)
    told = told.exclude(provision__role=ProvisionRole.HEADING).exclude(gives=Gives.COMMITMENT)
    mentions = AreaMention.objects.filter(in_reading(on), **part).select_related("area").order_by("start")
    areas = list(visible_to(mentions, principal))
    asides = []
    letters: dict[int, count[int]] = {}
    for sentence in told.order_by("provision__position", "ordinal"):
        ordinal = next(letters.setdefault(sentence.provision_id, count()))
        asides.append(
            Aside(
                letter_of(ordinal),
                sentence,
                [row for row in milestones if sentence.start <= row.start < sentence.end],
                [row for row in terms if sentence.gives == Gives.TERM and row.provision_id == sentence.provision_id],
                [row for row in areas if sentence.start <= row.start < sentence.end],
            )
        )
    return asides


def milestones_of(agreement: Agreement, principal: Principal, *, on: datetime.date) -> list[Milestone]:
    """What the text says happened or is planned, in its order, with `told`: the effects that this reader may see.

    Two queries.
    """
    rows = visible_to(Milestone.objects.filter(in_reading(on), agreement=agreement), principal)
    effects = list(_effects(principal, on).filter(milestone__agreement=agreement))
    found: list[Any] = list(rows.select_related("provision__agreement"))
    for row in found:
        row.told = [effect for effect in effects if effect.milestone_id == row.pk]
    return found


def rests_on(provisions: Iterable[Provision], on: datetime.date) -> list[tuple[int, int]]:
    """Where operative words stand in these provisions that commitments rest on, from start to before end."""
    rows = OperativeWords.objects.filter(in_reading(on), in_reading(on, "commitment__"), provision__in=list(provisions))
    return list(rows.order_by().values_list("start", "end"))


def letter_of(ordinal: int) -> str:
    """a for 0, z for 25, then aa, ab …"""
    above, here = divmod(ordinal, 26)
    return (letter_of(above - 1) if above else "") + chr(ord("a") + here)


def _effects(principal: Principal, on: datetime.date) -> QuerySet[MilestoneEffect]:
    rows = MilestoneEffect.objects.filter(in_reading(on), in_reading(on, "milestone__"), milestone__counts_on__lte=on)
    return visible_to(rows, principal).select_related(
        "milestone__provision__agreement", "commitment__provision__agreement"
    )


def _numbers(agreement: Agreement, principal: Principal, **days: Any) -> dict[int, int]:
    """How many activities that are not cancelled each of its commitments has, by the commitment's key."""
    rows = visible_to(ProofDay.objects.filter(commitment__agreement=agreement, **days).order_by(), principal)
    return dict(rows.values("commitment").annotate(all=Sum("number")).values_list("commitment", "all"))


def _activities(row: Commitment, numbers: dict[int, int], stage: Iterable[str], **day: datetime.date) -> Figure:
    where: dict[str, str | list[str]] = {"commitment": row.reference, "stage": [str(code) for code in stage]}
    return Figure(
        numbers.get(row.pk, 0), "activities", where | {name: value.isoformat() for name, value in day.items()}
    )
