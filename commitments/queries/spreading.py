"""How was an agreement marked at a time, and which other objects does a change of its marking show or hide?

Text rows share the marking of their agreement; areas, bodies, other agreements and other commitments show parts that
quote or name it.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import JSONField, Max, Q, Value
from django.db.models.functions import Cast, NullIf

from commitments.ledger.declaration import table_of, tables
from commitments.ledger.models import Change
from commitments.ledger.redacting import kept_of
from commitments.ledger.touched import Touched
from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.models.milestones import Milestone
from commitments.models.provisions import Provision
from commitments.queries.expressions import Part

if TYPE_CHECKING:
    from collections.abc import Collection

SHOWS: dict[Any, tuple[str, ...]] = {
    Provision: ("agreement",),
    Commitment: (
        *("agreement", "later_lineage__later__agreement", "later_lineage__dropped_by"),
        *("earlier_lineage__earlier__agreement",),
    ),
    Milestone: ("agreement", "effects__commitment__agreement"),
    PriorityArea: ("mentions__provision__agreement",),
    Body: ("mentions__provision__agreement",),
    Agreement: ("links__to", "links__provision__agreement", "terms__provision__agreement"),
}
"""By which ways a row comes to show something of an agreement."""


class Markings:
    """What the ledger says of the markings of agreements."""

    def __init__(self) -> None:
        source = table_of(Agreement).source
        said = Part(Cast(NullIf("after", Value("")), JSONField()), "marking")
        told = Change.objects.filter(source=source).exclude(revision__number=None).annotate(marking=said)
        rows = list(told.order_by("id").values_list("id", "row_id", "revision__number", "op", "salt", "marking"))
        blank = kept_of({row[0] for row in rows if row[4] == ""})
        self.numbers: dict[str, list[int]] = defaultdict(list)
        self.said: dict[str, list[str | None]] = defaultdict(list)
        for key, row_id, number, op, salt, marking in rows:
            after = blank.get(key, (None, None))[1] or {}
            self.numbers[row_id].append(number or 0)
            self.said[row_id].append(None if op == "D" else after.get("marking") if salt == "" else marking)

    def after(self, agreement: Any, number: int) -> str | None:
        """The marking that an agreement, by its key, had when this revision was over; None: it was not there."""
        return self._at(str(agreement), bisect_right(self.numbers[str(agreement)], number))

    def before(self, agreement: Any, number: int) -> str | None:
        """The marking that it had when this revision began."""
        return self._at(str(agreement), bisect_left(self.numbers[str(agreement)], number))

    def _at(self, agreement: str, place: int) -> str | None:
        return self.said[agreement][place - 1] if place else None


def shown_with(agreements: Collection[Any], *, number: int, columns: Collection[str]) -> list[Touched]:
    """The objects that showed something of these agreements (their keys) in a revision, as they stood in it."""
    names: dict[str, set[str]] = defaultdict(set)
    for model, ways in SHOWS.items():
        tie = Q()
        for way in ways:
            tie |= Q(**{f"{way}__in": agreements})
        found = model._base_manager.filter(tie).values_list(model.public_name, flat=True)
        names[table_of(model).type] |= set(found)
    return _as_they_stood(names, number, columns)


def _as_they_stood(names: dict[str, set[str]], number: int, columns: Collection[str]) -> list[Touched]:
    either = Q(pk__in=[])
    for kind, of_kind in names.items():
        either |= Q(type=kind, object_id__in=of_kind)
    changes = Change.objects.filter(either, revision__number__lte=number).order_by()
    rows = [table.source for table in tables() if table.name]
    last = (
        changes.values("type", "object_id")
        .annotate(any=Max("id"), row=Max("id", filter=Q(source__in=rows)))
        .values_list("type", "object_id", "any", "row")
    )
    wanted = list(last)
    told = Change.objects.in_bulk([key for row in wanted for key in row[2:] if key])
    blank = kept_of({key for key, change in told.items() if change.salt == ""})
    stood = []
    for kind, name, newest, row in wanted:
        state = _state(told.get(row), blank, columns)
        stood.append(Touched(number, "", "", kind, name, told[newest].version, state, state))
    return stood


def _state(change: Change | None, blank: dict[int, Any], columns: Collection[str]) -> dict[str, Any] | None:
    if change is None or change.op == "D":
        return None
    values = blank.get(change.pk, (None, None))[1] if change.salt == "" else json.loads(change.after)
    return {column: values.get(column) for column in columns} if values else None
