"""What marking does a file carry that is taken out of the tracker, and what is the file called?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commitments.models.activities import Activity
from commitments.models.assessments import Assessment
from commitments.models.decisions import Decision
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.queries.banner import everything_seen_by, highest_marking_of

if TYPE_CHECKING:
    import datetime

    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal
    from commitments.vocabulary import Marking

TELL_THEMSELVES = (Activity, Assessment, Decision, Target, Review)
"""Nouns whose rows show nothing that is marked higher than they are. Text rows show parts that rest on other texts, and
how they stand on rows that are not shown at all."""


def marking_of_file(rows: QuerySet[Any], principal: Principal, *, embedded: bool = False) -> Marking | None:
    """The highest marking of what a file with these rows shows; None where nothing is marked. Never understated.

    `embedded`: it holds other nouns as well.
    """
    if rows.model in TELL_THEMSELVES and not embedded:
        return highest_marking_of(rows)
    return everything_seen_by(principal)


def name_of_file(resource: str, on: datetime.date, marking: Marking | None, ending: str) -> str:
    """What a file is called: what it holds, as of when, and how it is marked, if it is."""
    words = [resource.replace("/", "-"), on.isoformat(), *([marking.value] if marking else [])]
    return f"{'-'.join(words)}.{ending}"
