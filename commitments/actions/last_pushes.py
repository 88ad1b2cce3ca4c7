"""Remember what a source pushed, so that the same push is known again and a person's change is not lost.

Content is as in activity_content.py.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from commitments.actions.activity_content import COLUMNS, Ties, ties_of
from commitments.models.pushes import Push

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.models.activities import Activity

PROSE = tuple(name for name in COLUMNS if name not in ("source", "external_id", "marking"))


def digest_of_sent(content: dict[str, Any]) -> str:
    """SHA-256 of what was sent: the same for the same content, however it was written down."""
    columns = {name: str(content.get(name) or "").strip() for name in (*PROSE, "marking")}
    areas = content.get("areas")
    return _digest(columns, content.get("commitments") or (), areas, content.get("bodies") or ())


def digest_of_content(activity: Activity, ties: Ties | None = None) -> str:
    """SHA-256 of the content that an activity has, its marking aside."""
    ties = ties_of(activity) if ties is None else ties
    columns = {name: str(getattr(activity, name) or "").strip() for name in PROSE}
    return _digest(columns, ties["commitments"], ties["areas"], ties["bodies"])


def remember_pushes(pushed: Iterable[tuple[Activity, dict[str, Any], Ties]]) -> None:
    """Keep what was pushed of each activity that came from a source: it as it stands, what was sent, and its ties."""
    pushes = [
        Push(
            activity=activity,
            sent=digest_of_sent(content),
            content=digest_of_content(activity, ties),
            marking=content.get("marking") or "",
            version=activity.version,
        )
        for activity, content, ties in pushed
        if activity.source
    ]
    columns = ["sent", "content", "marking", "version"]
    if pushes:
        Push.objects.bulk_create(pushes, update_conflicts=True, unique_fields=["activity"], update_fields=columns)


def forget_push(activity: Activity) -> None:
    """Keep nothing of it: something in it was redacted, and what is blank must not come back by the same push."""
    Push.objects.filter(activity=activity).delete()


def _digest(
    columns: dict[str, str], commitments: Iterable[Any], areas: Iterable[Any] | None, bodies: Iterable[Any]
) -> str:
    told = {
        **columns,
        "commitments": sorted(row.reference for row in commitments),
        "areas": None if areas is None else sorted(row.slug for row in areas),
        "bodies": sorted([body.slug, str(role)] for body, role in bodies),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
