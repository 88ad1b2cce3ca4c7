"""Is anything marked lower than something it names, and what has to be raised with a row?

Whatever an object names is visible to everyone who may see the object (domain.md §7); the ledger's verification is
handed these rules. Text rows share the marking of their agreement, and parties, areas and bodies have none: NAMES
holds every way in which one marked row names another, and the way back is worked out from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.assessments import Assessment
from commitments.models.decisions import Decision
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model, QuerySet

NAMES: dict[type[Model], tuple[str, ...]] = {
    Agreement: (),
    Review: ("agreement__marking",),
    Target: ("commitment__agreement__marking", "replaces__marking"),
    Activity: ("commitments__agreement__marking",),
    Assessment: ("commitment__agreement__marking",),
    Decision: ("commitment__agreement__marking", "review__marking"),
}
"""The markings of what each marked noun names. A noun stands after those it names: rows are locked in this order."""

Keys = dict["type[Model]", set[Any]]
"""Primary keys by noun."""

AT_ONCE = 500
"""How many keys one question names at most."""


def containment_rules() -> list[tuple[str, Callable[[], Iterable[Any]]]]:
    """A sentence and a question for each: what is marked lower than something it names."""
    return [
        (f"{model._meta.model_name} is marked lower than what it names ({path}):", partial(_lower, model, path))
        for model, paths in NAMES.items()
        for path in paths
    ]


def named_by(row: Model) -> Keys:
    """The marked rows that a stored row names itself, by noun; those that others name for it are not among them."""
    found: Keys = {}
    for path in NAMES[type(row)]:
        keys = type(row)._default_manager.filter(pk=row.pk).values_list(_named(path), flat=True)
        found.setdefault(_noun_at(type(row), path), set()).update(key for key in keys if key is not None)
    return found


def raised_with(row: Model, marking: str, *, held: bool = False) -> Keys:
    """What has to be raised when `row` is marked so: everything marked lower that names it, or names what names it.

    `row` itself is not among them; empty where nothing is. Withdrawn statements are among them, for they stay
    readable. `held` locks each row until the transaction ends, what is named before what names it.
    """
    lower = [code for code in Marking.values if Marking(code).rank < Marking(marking).rank]
    reached: Keys = {type(row): {row.pk}}
    for model, paths in NAMES.items():
        while found := _naming(model, paths, reached, lower, held=held) - reached.get(model, set()):
            reached.setdefault(model, set()).update(found)
            if model not in (_noun_at(model, path) for path in paths):
                break
    reached[type(row)].discard(row.pk)
    return {model: keys for model, keys in reached.items() if keys}


@dataclass(frozen=True)
class Raising:
    """What marking a row so would raise with it: how many rows of each noun, by the noun's name in the plural."""

    marking: Marking
    counts: list[tuple[Any, int]]


def raisings(row: Any, seen_by: str) -> list[Raising]:
    """For each marking above that of the row which may be given to it, the lowest first: what would be raised with it.

    None above the clearance `seen_by`: rows that are not for this reader are in no count.
    """
    allowed = set(Marking.up_to(seen_by)) & set(Marking.up_to(settings.MARKING_CEILING))
    higher = [each for each in Marking if each.rank > Marking(row.marking).rank and each.value in allowed]
    found = [(marking, raised_with(row, marking)) for marking in higher]
    return [
        Raising(marking, [(model._meta.verbose_name_plural, len(keys)) for model, keys in raised.items()])
        for marking, raised in found
    ]


def _naming(model: type[Model], paths: Iterable[str], reached: Keys, lower: list[str], *, held: bool) -> set[Any]:
    """Which rows of a noun, marked with one of `lower`, name something that was reached."""
    found: set[Any] = set()
    for path in paths:
        keys = list(reached.get(_noun_at(model, path), ()))
        for first in range(0, len(keys), AT_ONCE):
            naming = model._default_manager.filter(Q(**{f"{_named(path)}__in": keys[first : first + AT_ONCE]}))
            rows: QuerySet[Any] = model._default_manager.filter(
                marking__in=lower, pk__in=naming.order_by().values("pk")
            )
            rows = rows.order_by("pk")
            found |= set((rows.select_for_update(no_key=True) if held else rows).values_list("pk", flat=True))
    return found


def _named(path: str) -> str:
    """The way to the row whose marking it is."""
    return path.removesuffix("__marking")


def _noun_at(model: type[Model], path: str) -> type[Model]:
    """The noun at the end of the way."""
    for step in _named(path).split("__"):
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return model


def _lower(model: type[Model], path: str) -> list[Any]:
    found: list[Any] = []
    for marking in Marking:
        higher = sorted(set(Marking.values) - set(Marking.up_to(marking)))
        rows = model._default_manager.filter(marking=marking, **{f"{path}__in": higher})
        found += rows.order_by("pk").values_list("pk", flat=True).distinct()
    return found
