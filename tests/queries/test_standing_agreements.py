"""When does an agreement ask for attention?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from commitments.models.agreements import Agreement
from commitments.queries.attention import agreement_attention
from commitments.queries.standing import with_agreement_attention
from tests.factories import CommitmentFactory
from tests.queries.recorded import a_day, review, term

OVER = term("2020-06-26", "2022-06-26")
ENDED = {"term_ended": "2022-06-27"}
TABLE: dict[str, tuple[Any, ...]] = {
    "no term": ([], {}),
    "its term has no end": ([term("2020-06-26", None)], {}),
    "its term ends today": ([term("2020-06-26", "2026-11-21")], {}),
    "its term ended yesterday": ([term("2020-06-26", "2026-11-20")], {"term_ended": "2026-11-21"}),
    "of two terms the last counts": (
        [OVER, term("2022-06-27", "2024-06-26")],
        {"term_ended": "2024-06-27"},
    ),
    "the last of two terms runs": ([OVER, term("2022-06-27", "2027-06-26")], {}),
    "a term retired today": ([term("2020-06-26", "2022-06-26", retired_on=a_day("2026-11-21"))], {}),
    "renewed at a review": ([OVER, review("2022-06-01", "renewed", "2022-06-20")], {}),
    "ended at a review": ([OVER, review("2022-06-01", "ended", "2022-06-20")], {}),
    "continued at a review": ([OVER, review("2022-06-01", "continued", "2022-06-20")], ENDED),
    "ended at a review today": ([OVER, review("2022-06-01", "ended", "2026-11-21")], {}),
    "ended at a review tomorrow": (
        [OVER, review("2022-06-01", "ended", "2026-11-22")],
        ENDED | {"review_due": "2022-06-01"},
    ),
    "a review due today": ([review("2026-11-21")], {"review_due": "2026-11-21"}),
    "a review due tomorrow": ([review("2026-11-22")], {}),
    "of two open reviews the earlier": ([review("2026-06-01"), review("2025-06-01")], {"review_due": "2025-06-01"}),
    "held today": ([review("2026-06-01", "continued", "2026-11-21")], {}),
    "held tomorrow": ([review("2026-06-01", "continued", "2026-11-22")], {"review_due": "2026-06-01"}),
    "found not held": ([review("2026-06-01", "not_held", "2026-06-02")], {}),
    "held before it was due": ([review("2026-12-01", "modified", "2026-05-01")], {}),
    "a restricted review, asked from inside": ([review("2026-06-01", marking="restricted")], {}, "internal"),
    "renewed at an internal review, asked by the public": (
        [OVER, review("2022-06-01", "renewed", "2022-06-20", marking="internal")],
        *(ENDED, "public"),
    ),
}


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
def test_an_agreement_asks_as_the_rule_says(row: tuple[Any, ...], db: None, day: datetime.date) -> None:
    recorded, expected, *seen_by = row
    commitment = CommitmentFactory()
    for record in recorded:
        record(commitment)
    rows = with_agreement_attention(Agreement.objects.all(), on=day, seen_by=seen_by[0] if seen_by else "restricted")
    reasons = agreement_attention(rows.get())
    assert {reason.code.value: reason.since.isoformat() for reason in reasons} == expected


def test_the_sentence_about_a_term_says_how_its_end_is_known(db: None, day: datetime.date) -> None:
    OVER(CommitmentFactory())
    reasons = agreement_attention(with_agreement_attention(Agreement.objects.all(), on=day).get())
    assert [reason.sentence for reason in reasons] == [
        "The term ended on 26 June 2022 (derived) and no outcome is recorded."
    ]
