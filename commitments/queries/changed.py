"""What changed between two days, as this reader may know it?

Between means after the end of the first day and up to the end of the second, at the office: reports of one week after
another neither overlap nor leave anything out.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from commitments.ledger.declaration import tables
from commitments.queries.as_of import end_of, in_ledger
from commitments.queries.attention import standing_of
from commitments.queries.changes import seen_between
from commitments.queries.listing import commitments_read

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal
    from commitments.vocabulary import Marking, State


@dataclass
class NounChanged:
    """The public names of the objects of one type that were made (or came to be seen), changed, or went."""

    type: str
    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class StateChanged:
    """A commitment that stood otherwise on the second day than on the first; None before its agreement begins."""

    reference: str
    title: str
    before: State | None
    after: State | None


@dataclass(frozen=True)
class Changed:
    """What was recorded between the two days, and which commitments stand otherwise."""

    first: datetime.date
    second: datetime.date
    as_seen_with: Marking
    nouns: list[NounChanged]
    states: list[StateChanged]


def changed_between(
    principal: Principal,
    first: datetime.date,
    second: datetime.date,
    *,
    recorded_by: datetime.datetime | None = None,
) -> Changed:
    """What changed after the first day and up to the second, in the order of the feed's types and of the texts.

    What was made and went in between is not told. States are those of either day as they are known now. Asked within
    an earlier record (`queries/as_of.py`), nothing is told that was recorded after its moment, `recorded_by`.
    """
    types = [table.type for table in tables() if table.name]
    nouns = {kind: NounChanged(kind) for kind in sorted(types)}
    last = min(end_of(second), recorded_by) if recorded_by else end_of(second)
    after, up_to = in_ledger(end_of(first)), in_ledger(last)
    seen = seen_between(after, up_to, clearance=principal.clearance, types=types)
    for (kind, name), (before, now) in sorted(seen.items()):
        noun = nouns[kind]
        if before or now:
            (noun.changed if before and now else noun.made if now else noun.gone).append(name)
    told = [noun for noun in nouns.values() if noun.made or noun.changed or noun.gone]
    return Changed(first, second, principal.clearance, told, _states(principal, first, second))


def _states(principal: Principal, first: datetime.date, second: datetime.date) -> list[StateChanged]:
    before = {row.pk: standing_of(row) for row in commitments_read(principal, first)}
    found = []
    for row in commitments_read(principal, second):
        was, now = before.get(row.pk), standing_of(row)
        states = was.state if was else None, now.state if now else None
        if states[0] != states[1] and row.retired_on is None:
            found.append(StateChanged(row.reference, row.title, *states))
    return found
