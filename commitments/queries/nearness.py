"""What was logged for the same commitments near the same day, and which of it is like what is being written?"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from commitments.models.activities import Activity
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.models.commitments import Commitment
    from commitments.queries.visibility import Principal

NEAR = datetime.timedelta(days=30)
"""How far apart two activities may begin and still be near each other."""

ALIKE = 0.6
"""How much of two titles must agree, from 0 to 1."""

BETWEEN = frozenset(
    (
        *("and", "for", "from", "into", "the", "with"),
        *("aux", "avec", "dans", "des", "les", "par", "pour", "sur", "une"),
    )
)
"""Words that stand between others: two titles that share only these have nothing in common."""

MOST = 8


@dataclass(frozen=True)
class Near:
    """An activity near the day, and whether its title is like the one being written."""

    activity: Activity
    alike: bool


def logged_near(
    commitments: Iterable[Commitment],
    day: datetime.date,
    *,
    seen_by: Principal,
    title: str = "",
    leaving_out: Any = None,
) -> list[Near]:
    """Activities for any of the commitments that begin within 30 days of `day` or run on it; the alike first.

    `leaving_out` is the id of the activity being changed. Empty without commitments; at most MOST.
    """
    runs = Q(starts_on__lte=day, ends_on__gte=day)
    rows = visible_to(Activity.objects.filter(commitments__in=list(commitments)), seen_by)
    rows = rows.filter(Q(starts_on__range=(_before(day), _after(day))) | runs).exclude(pk=leaving_out).distinct()
    near = [Near(activity, alike(title, activity.title)) for activity in rows.order_by("-starts_on", "id")[: MOST * 5]]
    return sorted(near, key=lambda one: (not one.alike, abs(one.activity.starts_on - day)))[:MOST]


def alike(one: str, other: str) -> bool:
    """Whether two titles say much the same, whatever their case, marks and order of words."""
    left, right = _words(one), _words(other)
    if not left or not right:
        return False
    shared = len(set(left) & set(right)) / min(len(set(left)), len(set(right)))
    return shared >= ALIKE or SequenceMatcher(None, " ".join(left), " ".join(right)).ratio() >= ALIKE + 0.15


def _words(title: str) -> list[str]:
    words = re.split(r"\W+", title.casefold()[:300])
    return [word for word in words if (len(word) > 2 or not word.isascii()) and word not in BETWEEN]


def _before(day: datetime.date) -> datetime.date:
    return max(day, datetime.date.min + NEAR) - NEAR


def _after(day: datetime.date) -> datetime.date:
    return min(day, datetime.date.max - NEAR) + NEAR
