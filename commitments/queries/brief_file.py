"""What does the file of a brief look like, on its own and outside the tracker?

One page with its style in it, whose own policy lets it fetch nothing and run nothing. The same brief, of the same
moment and person, gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from commitments.queries.samples import samples_present

if TYPE_CHECKING:
    import datetime

    from commitments.queries.brief import Brief
    from commitments.queries.visibility import Principal

SHEET = (Path(__file__).parents[1] / "static" / "commitments" / "brief-file.css").read_text(encoding="utf-8")
DIGEST = base64.b64encode(hashlib.sha256(SHEET.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{DIGEST}'; base-uri 'none'; form-action 'none'"
"""Its own style by its digest, and nothing else."""

HTML = "text/html"


@dataclass(frozen=True)
class Issue:
    """What an issued brief says of itself: its id, by whom and when."""

    id: str
    by: str
    at: datetime.datetime


def html_of(
    brief: Brief,
    principal: Principal,
    *,
    recorded_at: datetime.datetime | None,
    rooted: str,
    issue: Issue | None = None,
) -> str:
    """The file of a brief as this reader sees it. `rooted` is where the tracker is: https://tracker.example.

    `recorded_at` is the second clock, None for now. It is written in the language that is spoken.
    """
    content: dict[str, Any] = {
        "brief": brief,
        "on": brief.on,
        "recorded_by": recorded_at.isoformat().replace("+00:00", "Z") if recorded_at else "",
        "recorded_at": recorded_at,
        "clearance": principal.clearance,
        "rooted": rooted,
        "filed": True,
        "samples": samples_present(),
        "language": get_language(),
        "policy": POLICY,
        "sheet": mark_safe(f"<style>{SHEET}</style>"),  # noqa: S308 (a file of ours)
    }
    if issue:
        content |= {"id": issue.id, "issued_by": issue.by, "issued_at": issue.at}
    return render_to_string("brief_file.html", content)
