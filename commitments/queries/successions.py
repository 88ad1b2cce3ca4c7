"""What did a text keep of the text before it, what did it leave out, and what is new in it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commitments.queries.listing import commitments_counted
from commitments.vocabulary import LineageKind

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from commitments.models.agreements import Agreement
    from commitments.models.commitments import Commitment, Lineage
    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Fate:
    """A commitment of the text before with its ties of one kind, or (no ties) one without any, of either text."""

    commitment: Commitment
    ties: list[Lineage]


@dataclass(frozen=True)
class Succession:
    """What became of the commitments of the text `before`; `kinds` names only what happened to at least one.

    `new` are those of the later text that no tie leads to from any text, `untied` those of the text before that no tie
    tells of.
    """

    before: Agreement
    kinds: dict[LineageKind, list[Fate]]
    untied: list[Fate]
    new: list[Fate]


def successions(
    agreement: Agreement, ties: Iterable[Lineage], principal: Principal, *, on: datetime.date
) -> list[Succession]:
    """One for each earlier text that a tie leads from to this one, in their order. One query.

    `ties` are those known on the day (`ties_known`). A commitment with ties of two kinds is told of under both.
    """
    counted = list(commitments_counted(principal, on).select_related("agreement", "provision__agreement"))
    known = {row.pk for row in counted}
    ties = [row for row in ties if row.earlier_id in known and _leads_to(agreement, row)]
    earlier = {row.earlier.agreement_id for row in ties}
    before = {row.agreement_id: row.agreement for row in counted if row.agreement_id in earlier}
    reached = {row.later_id for row in ties}
    mine = [row for row in counted if row.agreement_id == agreement.pk]
    new = [Fate(row, []) for row in mine if row.pk not in reached]
    return [_succession(text, counted, ties, new) for text in before.values()]


def _leads_to(agreement: Agreement, tie: Lineage) -> bool:
    return (tie.later.agreement_id if tie.later else tie.dropped_by_id) == agreement.pk


def _succession(before: Agreement, counted: list[Commitment], ties: list[Lineage], new: list[Fate]) -> Succession:
    kinds: dict[LineageKind, list[Fate]] = {}
    untied = []
    for row in counted:
        if row.agreement_id != before.pk:
            continue
        mine = [tie for tie in ties if tie.earlier_id == row.pk]
        if not mine:
            untied.append(Fate(row, []))
        for kind in LineageKind:
            of_kind = [tie for tie in mine if tie.kind == kind]
            if of_kind:
                kinds.setdefault(kind, []).append(Fate(row, of_kind))
    return Succession(before, {kind: kinds[kind] for kind in LineageKind if kind in kinds}, untied, new)
