"""What do the groups of somebody, as the provider tells them, let them do and see?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from commitments.vocabulary import Marking, Role


def groups_in(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The groups that a claim names: a list of words, or one word. Anything else names none."""
    told = claims.get(claim)
    if isinstance(told, str):
        return frozenset([told])
    return frozenset(each for each in told if isinstance(each, str)) if isinstance(told, list) else frozenset()


def rights_of(
    groups: Iterable[str], *, roles: Mapping[str, str], clearances: Mapping[str, str]
) -> tuple[Role, Marking] | None:
    """The highest role and the highest clearance that any of the groups gives; None where none gives a role.

    Where none gives a clearance, it is `public`.
    """
    held = frozenset(groups)
    given = [Role(roles[group]) for group in held if group in roles]
    if not given:
        return None
    seen = [clearances[group] for group in held if group in clearances]
    return max(given, key=lambda role: role.rank), Marking.highest(seen)
