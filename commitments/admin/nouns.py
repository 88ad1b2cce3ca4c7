"""Which nouns does the admin offer? Importing this registers each of them."""

from commitments.admin import (
    access,
    activities,
    agreements,
    areas,
    assessments,
    bodies,
    commitments,
    decisions,
    labels,
    milestones,
    parties,
    people,
    provisions,
    reviews,
    targets,
    tokens,
)

__all__ = [
    "access",
    "activities",
    "agreements",
    "areas",
    "assessments",
    "bodies",
    "commitments",
    "decisions",
    "labels",
    "milestones",
    "parties",
    "people",
    "provisions",
    "reviews",
    "targets",
    "tokens",
]
