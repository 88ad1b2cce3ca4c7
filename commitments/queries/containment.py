"""Is anything marked lower than something it names?

Whatever an object names is visible to everyone who may see the object (domain.md §7); the ledger's verification is
handed these rules.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from commitments.models.activities import Activity
from commitments.models.assessments import Assessment
from commitments.models.decisions import Decision
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model

NAMES: dict[type[Model], tuple[str, ...]] = {
    Activity: ("commitments__agreement__marking",),
    Assessment: ("commitment__agreement__marking",),
    Decision: ("commitment__agreement__marking", "review__marking"),
    Target: ("commitment__agreement__marking", "replaces__marking"),
    Review: ("agreement__marking",),
}
"""The markings of what each noun names."""


def containment_rules() -> list[tuple[str, Callable[[], Iterable[Any]]]]:
    """A sentence and a question for each: what is marked lower than something it names."""
    return [
        (f"{model._meta.model_name} is marked lower than what it names ({path}):", partial(_lower, model, path))
        for model, paths in NAMES.items()
        for path in paths
    ]


def _lower(model: type[Model], path: str) -> list[Any]:
    found: list[Any] = []
    for marking in Marking:
        higher = sorted(set(Marking.values) - set(Marking.up_to(marking)))
        rows = model._default_manager.filter(marking=marking, **{f"{path}__in": higher})
        found += rows.order_by("pk").values_list("pk", flat=True).distinct()
    return found
