"""What changed after a place in the ledger, as this reader may know it?

An event is one object in one revision, in the order of commits. Whether there is one depends on the ledger alone: an
object that the reader could see before the revision or after it, and of which more changed than parts that they could
not see. So the same place gives the same events at any time, and work that stayed hidden leaves no trace.
"""

from __future__ import annotations

import hashlib
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.cache import cache as kept

from commitments.ledger.declaration import tables
from commitments.ledger.models import Revision
from commitments.ledger.touched import Place, Touched, touched_after
from commitments.models.rows import TextRow
from commitments.queries.fixed import Asked, Fixed
from commitments.queries.quiet import hidden_ties
from commitments.queries.spreading import Markings, shown_with
from commitments.queries.visibility import MARKED_BY, visible_to
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from django.db.models import Model, QuerySet

    from commitments.queries.visibility import Principal

BEGINNING = Place()
COLUMNS = ("id", "marking", "retired_on", "agreement_id")
AGREEMENTS = "agreements"
A_DAY = 86_400
FEWEST, MOST = 50, 5_000
"""How many objects are asked for at a time."""


class Event(NamedTuple):
    """One object in one revision. `there`: the reader could see it when the revision was over.

    `last`: no further event of the revision is for this reader. `recorded_at` is RFC 3339 in UTC.
    """

    type: str
    id: str
    version: int
    revision: str
    recorded_at: str
    there: bool
    last: bool
    number: int


def place_behind(revision: str, type: str = "", id: str = "") -> Place | None:
    """The place behind an object's event in a revision; behind the whole revision without one.

    None where the ledger does not hold the revision (any more).
    """
    found = _revision().one(revision)
    if not found or found[0][0] is None:
        return None
    number = found[0][0]
    return Place(number, type, id) if type else Place(number + 1)


def events_after(place: Place, *, clearance: str, types: Collection[str], limit: int) -> tuple[list[Event], bool]:
    """At most `limit` events of these types behind the place, and whether there are more.

    A cursor must not move past work that this reader may not know of. So that a long stretch of it is not read again at
    each question, its last revision is remembered, by an id that a restored backup does not have.
    """
    number, revision = (_last_revision().one() or [(0, "")])[0]
    if not number or place.number > number:
        return [], False
    key = f"nothing-behind:{hashlib.sha256(repr((place, clearance, sorted(types))).encode()).hexdigest()}"
    empty_up_to = kept.get(key)
    if empty_up_to == revision:
        return [], False
    start = max(place, place_behind(empty_up_to) or place) if empty_up_to else place
    seen = _visible(start, clearance=clearance, types=types, at_once=limit + 1, up_to=number)
    found = list(islice(seen, limit + 1))
    if not found:
        kept.set(key, revision, timeout=A_DAY)
    return _told(found)[:limit], len(found) > limit


def last_event(*, clearance: str, types: Collection[str], recorded_by: str | None = None) -> Event | None:
    """The last event for this reader, up to a moment (RFC 3339 in UTC); None where there is none."""
    up_to, window = _head(recorded_by), 1
    while up_to > 0:
        place = Place(max(up_to - window + 1, 1))
        found = list(_visible(place, clearance=clearance, types=types, at_once=MOST, up_to=up_to))
        if found:
            return _told(found[-1:])[0]
        up_to, window = up_to - window, min(window * 4, 1_000)
    return None


def seen_between(
    after: str, up_to: str, *, clearance: str, types: Collection[str]
) -> dict[tuple[str, str], tuple[bool, bool]]:
    """Whether each object that changed after a moment and up to another could be seen before and afterwards.

    By type and public name. Moments are RFC 3339 in UTC.
    """
    first, last = _head(after), _head(up_to)
    seen: dict[tuple[str, str], tuple[bool, bool]] = {}
    for each in _visible(Place(first + 1), clearance=clearance, types=types, at_once=MOST, up_to=last):
        name = each.type, each.object_id
        before = seen[name][0] if name in seen else each.before is not None
        seen[name] = before, each.after is not None
    return seen


def rows_now(noun: type[Model], names: Collection[str], principal: Principal) -> QuerySet[Any]:
    """The rows of these public names that are there now for this reader; what is retired is not."""
    named = {f"{getattr(noun, 'public_name', 'id')}__in": names}
    rows = visible_to(noun._default_manager.filter(**named).order_by(), principal)
    return rows.filter(retired_on=None) if issubclass(noun, TextRow) else rows


@cache
def _revision() -> Fixed:
    rows = Revision.objects.filter(public_id=Asked()).order_by().values_list("number")
    return Fixed(rows, Revision._meta.get_field("public_id"))


@cache
def _last_revision() -> Fixed:
    return Fixed(Revision.objects.exclude(number=None).order_by("-number").values_list("number", "public_id")[:1])


def _head(recorded_by: str | None = None) -> int:
    """The number of the last revision, or of the last one recorded by a moment; 0 where there is none."""
    numbered = Revision.objects.exclude(number=None).order_by("-number")
    if recorded_by is not None:
        numbered = numbered.filter(recorded_at__lte=recorded_by).order_by("-recorded_at", "-number")
    return numbered.values_list("number", flat=True).first() or 0


def _told(found: list[Touched]) -> list[Event]:
    behind: list[Touched | None] = [*found, None][1:]
    return [
        Event(
            touched.type,
            touched.object_id,
            touched.version,
            touched.revision,
            touched.recorded_at,
            there=touched.after is not None,
            last=after is None or after.number != touched.number,
            number=touched.number,
        )
        for touched, after in zip(found, behind, strict=True)
    ]


def _visible(
    place: Place, *, clearance: str, types: Collection[str], at_once: int, up_to: int | None = None
) -> Iterator[Touched]:
    """What this reader could see before or after each revision; `before` or `after` is None where they could not."""
    at_once, head = max(at_once, FEWEST), _head() if up_to is None else up_to
    while place.number <= head:
        end = min(place.number + at_once, head)
        found = touched_after(place, most=at_once, columns=COLUMNS, types=types, always=AGREEMENTS, up_to=end)
        cut = found[-1].place if len(found) == at_once else Place(end + 1)
        sight = _Sight(clearance)
        hidden = hidden_ties(place.number, end, {each.type for each in found}, sight.could_read)
        if hidden:
            found = [each for each in found if each.place not in hidden]
        for each in _spread(found, sight):
            if each.type in types and place < each.place <= cut:
                before, after = sight.of(each)
                if before or after:
                    yield _as_seen(each, before=before, after=after)
        at_once = min(at_once * 4, MOST) if cut > place else at_once * 4  # nothing but agreements told of before
        place = max(place, cut)


def _spread(found: list[Touched], sight: _Sight) -> Iterable[Touched]:
    """What was touched, and what shows something of an agreement that came in or went out of the reader's sight; in
    order, as what was touched is.
    """
    shown = [
        each._replace(revision=agreement.revision, recorded_at=agreement.recorded_at)
        for agreement in found
        if agreement.type == AGREEMENTS and agreement.before and agreement.after
        if sight.passes(agreement.before, agreement.after)
        for each in shown_with([agreement.after["id"]], number=agreement.number, columns=COLUMNS)
    ]
    if not shown:
        return found
    touched = {each.place: each for each in (*reversed(shown), *found)}
    return sorted(touched.values(), key=lambda each: each.place)


def _as_seen(touched: Touched, *, before: bool, after: bool) -> Touched:
    """Without what they could not see of it."""
    if (before or touched.before is None) and (after or touched.after is None):
        return touched
    return touched._replace(before=touched.before if before else None, after=touched.after if after else None)


class _Sight:
    """What a reader could see at a time. What is retired is in no list, so for them it is gone."""

    def __init__(self, clearance: str) -> None:
        self.readable = set(Marking.up_to(clearance))
        self.marked_by = {table.type: MARKED_BY.get(table.model, ()) for table in tables() if table.name}
        self._markings: Markings | None = None

    def of(self, touched: Touched) -> tuple[bool, bool]:
        """Whether they could see the object before its revision, and after it."""
        return (
            self._sees(touched.before, touched, "before"),
            self._sees(touched.after, touched, "after"),
        )

    def could_read(self, when: str, agreement: Any, number: int) -> bool:
        """Whether they could read an agreement, by its key, `before` or `after` a revision."""
        if self._markings is None:
            self._markings = Markings()
        return getattr(self._markings, when)(agreement, number) in self.readable

    def passes(self, before: dict[str, Any], after: dict[str, Any]) -> bool:
        """Whether a marking passed the bounds of what they may read."""
        return (before["marking"] in self.readable) is not (after["marking"] in self.readable)

    def _sees(self, state: dict[str, Any] | None, touched: Touched, when: str) -> bool:
        if state is None or state["retired_on"] is not None:
            return False
        marked_by = self.marked_by[touched.type]
        if not marked_by:
            return True
        if marked_by == ("marking",):
            return state["marking"] in self.readable
        return self.could_read(when, state["agreement_id"], touched.number)
