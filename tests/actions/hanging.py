"""What hangs on an agreement, and how is it marked?"""

from __future__ import annotations

from typing import Any

from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    CommitmentFactory,
    DecisionFactory,
    ReviewFactory,
    TargetFactory,
)

NOUNS = ("agreement", "review", "target", "activity", "assessment", "decision")


def everything(marking: str = "public", of: str = "public") -> dict[str, Any]:
    """An agreement marked `of`, and one row of each noun that hangs on it, marked `marking`."""
    agreement = AgreementFactory(code="HANG", marking=of)
    commitment = CommitmentFactory(agreement=agreement)
    review = ReviewFactory(agreement=agreement, marking=marking)
    target = TargetFactory(commitment=commitment, marking=marking)
    return {
        "agreement": agreement,
        "review": review,
        "target": target,
        "activity": ActivityFactory(commitments=[commitment], marking=marking),
        "assessment": AssessmentFactory(commitment=commitment, marking=marking),
        "decision": DecisionFactory(commitment=commitment, review=review, marking=marking),
    }


def markings(rows: dict[str, Any]) -> dict[str, str]:
    """How the rows stand marked in the database."""
    return {name: type(row)._default_manager.get(pk=row.pk).marking for name, row in rows.items()}
