"""Which objects were touched by nothing but parts that a reader could not see?

A quiet part (models/tracked.py) is seen by whoever may read every text that it names, and only by them. The change
feed asks what they could read then; a history asks by today's markings (`queries/ties.py`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q

from commitments.ledger.declaration import quiet_sources, table_named
from commitments.ledger.models import Change
from commitments.ledger.reading import values_in
from commitments.ledger.redacting import kept_of
from commitments.ledger.touched import Place
from commitments.models.agreements import Agreement

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

Sides = dict[str, "dict[str, Any] | None"]
"""A part before and after its change, by column; None for none."""


def hidden_ties(first: int, last: int, types: Collection[str], readable: Callable[[str, Any, int], bool]) -> set[Place]:
    """The places, from one revision's number to another's, where only parts changed that the reader could not see.

    Those of objects of these types. A part that passed from a hidden text to another one came for the reader, or went:
    that they could see. `readable` says whether they could read an agreement (its key) `before` or `after` the
    revision of a number.
    """
    told: dict[Place, list[Change]] = defaultdict(list)
    for change in _of_quiet_parts_alone(first, last, types):
        told[Place(change.revision.number or 0, change.type, change.object_id)].append(change)
    changes = [change for of_place in told.values() for change in of_place]
    sides = _sides(changes)
    texts = _texts_named(changes, sides.values())

    def seen(change: Change, when: str) -> bool:
        values = sides[change.pk][when]
        if values is None:
            return False
        named = {texts[key] for key in _keys(change, values) if key in texts}
        return all(readable(when, text, change.revision.number or 0) for text in named)

    return {
        place
        for place, of_place in told.items()
        if not any(seen(change, when) for change in of_place for when in ("before", "after"))
    }


def _of_quiet_parts_alone(first: int, last: int, types: Collection[str]) -> Iterable[Change]:
    quiet = Q(source__in=quiet_sources())
    within = Change.objects.filter(revision__number__range=(first, last)).order_by()
    with_parts = {table_named(source).type for source in quiet_sources()}.intersection(types)
    objects = within.filter(type__in=with_parts).values("revision_id", "type", "object_id")
    alone = objects.annotate(other=Count("id", filter=~quiet)).filter(other=0)
    wanted = set(alone.values_list("revision_id", "type", "object_id"))
    if not wanted:
        return []
    found = within.filter(quiet, revision__in={revision for revision, _, _ in wanted}).select_related("revision")
    return [change for change in found if (change.revision_id, change.type, change.object_id) in wanted]


def _sides(changes: Collection[Change]) -> dict[int, Sides]:
    """Before and after of each change; of one that was blanked, what its redaction keeps."""
    kept = kept_of({change.pk for change in changes if change.salt == ""})
    sides = {}
    for change in changes:
        if change.salt == "":
            before, after = kept.get(change.pk, (None, None))
        else:
            table = table_named(change.source)
            after = values_in(table, change.after) or None
            before = after if change.op == "R" else values_in(table, change.before) or None
        sides[change.pk] = {"before": before, "after": after}
    return sides


def _keys(change: Change, values: dict[str, Any]) -> Iterable[tuple[type[models.Model], str]]:
    """The rows that a part names, by noun and key."""
    for column, field in table_named(change.source).fields.items():
        if isinstance(field, models.ForeignKey) and values.get(column) is not None:
            yield field.related_model, str(values[column])


def _texts_named(changes: Collection[Change], sides: Iterable[Sides]) -> dict[tuple[type[models.Model], str], str]:
    """The agreement of each row that the parts name; none for what belongs to no text."""
    named: dict[type[models.Model], set[str]] = defaultdict(set)
    for change, both in zip(changes, sides, strict=True):
        for values in both.values():
            for noun, key in _keys(change, values or {}):
                named[noun].add(key)
    texts: dict[tuple[type[models.Model], str], str] = {(Agreement, key): key for key in named.pop(Agreement, set())}
    for noun, keys in named.items():
        if any(field.name == "agreement" for field in noun._meta.fields):
            of_rows = noun._base_manager.filter(pk__in=keys).values_list("pk", "agreement_id")
            texts |= {(noun, str(key)): str(agreement) for key, agreement in of_rows}
    return texts
