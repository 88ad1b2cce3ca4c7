"""Which nouns does the admin offer? Importing this registers each of them."""

from commitments.admin import (
    activities,
    agreements,
    areas,
    assessments,
    bodies,
    commitments,
    decisions,
    milestones,
    parties,
    people,
    provisions,
    reviews,
    targets,
    tokens,
)

__all__ = [
    "activities",
    "agreements",
    "areas",
    "assessments",
    "bodies",
    "commitments",
    "decisions",
    "milestones",
    "parties",
    "people",
    "provisions",
    "reviews",
    "targets",
    "tokens",
]
