"""What asks for attention after what was recorded? The second half of the table of the rule (test_standing.py).

Each row: what was recorded → state, evidence age in days, attention as {code: since}; then what differs from the usual.
"""

from __future__ import annotations

from typing import Any

from tests.queries.recorded import (
    a_day,
    assessed,
    decided,
    did,
    due,
    every,
    milestone,
    planned,
    review,
    term,
    under_way,
    withdrawn,
)

SILENT = ("silent", None, {"silent": "2021-06-26"})
OVER = term("2020-06-26", "2022-06-26")

ATTENTION: dict[str, tuple[Any, ...]] = {
    # a date as target
    "a target ahead": ([due("2027-01-01", "2026-10-01"), did("2026-11-01")], "active", 20, {}),
    "a target of today": ([due("2026-11-21", "2026-10-01")], *SILENT),
    "a target of yesterday": (
        [due("2026-11-20", "2026-10-01")],
        *("silent", None, {"target_missed": "2026-11-21", "silent": "2021-06-26"}),
    ),
    "met on the first day of its span": ([due("2026-06-30", "2026-01-01"), did("2026-01-01")], "active", 324, {}),
    "met on the last day of its span": ([due("2026-06-30", "2026-01-01"), did("2026-06-30")], "active", 144, {}),
    "done the day before it was set": (
        [due("2026-06-30", "2026-01-01"), did("2025-12-31")],
        *("active", 325, {"target_missed": "2026-07-01"}),
    ),
    "done the day after it was due": (
        [due("2026-06-30", "2026-01-01"), did("2026-07-01")],
        *("active", 143, {"target_missed": "2026-07-01"}),
    ),
    "met by what ran over the whole span": (
        [due("2026-06-30", "2026-01-01"), did("2025-01-01", "2026-11-01")],
        *("active", 20, {}),
    ),
    "met by what was under way": ([due("2026-06-30", "2026-01-01"), under_way("2025-01-01")], "active", 0, {}),
    "met by a milestone": ([due("2026-06-30", "2026-01-01"), milestone("2026-06-01", "month")], "active", 144, {}),
    "not met by a milestone of the year": (
        [due("2025-06-30", "2025-01-01"), milestone("2025-01-01", "year")],
        *("active", 325, {"target_missed": "2025-07-01"}),
    ),
    "not met by a plan": (
        [due("2026-06-30", "2026-01-01"), planned("2026-06-01", "2027-01-01")],
        *("planned", None, {"target_missed": "2026-07-01"}),
    ),
    "moved ahead before it was missed": (
        [due("2026-06-30", "2026-01-01"), due("2027-06-30", "2026-06-01", reason="More time."), did("2025-12-01")],
        *("active", 355, {}),
    ),
    "the one it was moved to is withdrawn: missed again": (
        [due("2026-06-30", "2026-01-01"), withdrawn(due("2027-06-30", "2026-06-01")), did("2025-12-01")],
        *("active", 355, {"target_missed": "2026-07-01"}),
    ),
    "a target withdrawn": ([withdrawn(due("2026-06-30", "2026-01-01")), did("2025-12-01")], "active", 355, {}),
    "a target set tomorrow": ([due("2026-12-30", "2026-11-22"), did("2026-11-01")], "active", 20, {}),
    "moved on one day: the one recorded later": (
        [due("2026-06-30", "2026-01-01"), due("2027-06-30", "2026-01-01"), did("2025-12-01")],
        *("active", 355, {}),
    ),
    # a rhythm as target
    "every month: 31 January reaches 28 February": (
        [every("P1M", "2025-01-01"), did("2025-01-31")],
        *("active", 28, {}, {"on": "2025-02-28"}),
    ),
    "every month: 31 January is past on 1 March": (
        [every("P1M", "2025-01-01"), did("2025-01-31")],
        *("quiet", 29, {"target_missed": "2025-03-01"}, {"on": "2025-03-01"}),
    ),
    "every month: 28 February does not reach 31 March": (
        [every("P1M", "2025-01-01"), did("2025-02-28")],
        *("quiet", 31, {"target_missed": "2025-03-29"}, {"on": "2025-03-31"}),
    ),
    "every year, kept in a leap year": (
        [every("P12M", "2023-01-01"), did("2023-11-21")],
        *("active", 366, {}, {"on": "2024-11-21"}),
    ),
    "every two years widens the window": ([every("P24M", "2024-01-01"), did("2024-11-21")], "active", 730, {}),
    "every two years, a day late": (
        [every("P24M", "2024-01-01"), did("2024-11-20")],
        *("quiet", 731, {"target_missed": "2026-11-21"}),
    ),
    "a rhythm just set counts from the day it was set": (
        [every("P6M", "2026-10-01"), did("2026-01-01")],
        *("quiet", 324, {"gone_quiet": "2026-07-02"}),
    ),
    "a rhythm never begun, its first interval not over": ([every("P6M", "2026-05-21")], *SILENT),
    "a rhythm never begun, its first interval over": (
        [every("P6M", "2026-05-20")],
        *("silent", None, {"target_missed": "2026-11-21", "silent": "2021-06-26"}),
    ),
    "a rhythm replaced by a date": (
        [every("P1M", "2026-01-01"), due("2027-01-01", "2026-06-01"), did("2026-01-01")],
        *("active", 324, {}),
    ),
    # what may not ask
    "a discretion never used": ([], "silent", None, {}, {"strength": "discretion"}),
    "an affirmation gone quiet": ([did("2021-03-01")], "quiet", 2091, {}, {"strength": "affirmation"}),
    "an affirmation off track": (
        [assessed("agreed", "off_track", "2026-01-01")],
        *("silent", None, {}, {"strength": "affirmation", "confidence": {"agreed": "off_track"}}),
    ),
    "a discretion whose plan lapsed": ([planned("2026-11-20")], "planned", None, {}, {"strength": "discretion"}),
    "a discretion with a target": (
        [due("2026-06-30", "2026-01-01")],
        *("silent", None, {"target_missed": "2026-07-01", "silent": "2021-06-26"}, {"strength": "discretion"}),
    ),
    "an aspiration asks as an undertaking does": ([], *SILENT, {"strength": "aspiration"}),
    # a term that ended
    "the term ends today": ([term("2020-06-26", "2026-11-21")], *SILENT),
    "the term ended yesterday": ([term("2020-06-26", "2026-11-20")], "silent", None, {}),
    "after the term: gone quiet and lapsed are not raised": (
        [OVER, did("2021-03-01"), planned("2022-03-01")],
        *("quiet", 2091, {}),
    ),
    "after the term: the other three are": (
        [
            *(OVER, due("2022-06-01", "2022-01-01"), planned("2022-03-01")),
            *(assessed("japan", "off_track", "2022-02-01"), assessed("nato", "at_risk", "2022-03-01")),
        ],
        *(
            "planned",
            None,
            {"target_missed": "2022-06-02", "off_track": "2022-02-01", "parties_disagree": "2022-03-01"},
        ),
        {"confidence": {"japan": "off_track", "nato": "at_risk"}},
    ),
    "the term was renewed at a review": ([OVER, review("2022-06-01", "renewed", "2022-06-20")], *SILENT),
    "the term is renewed today": ([OVER, review("2022-06-01", "renewed", "2026-11-21")], *SILENT),
    "the term is renewed tomorrow": ([OVER, review("2022-06-01", "renewed", "2026-11-22")], "silent", None, {}),
    "ended at a review: still over": ([OVER, review("2022-06-01", "ended", "2022-06-20")], "silent", None, {}),
    "a second term follows": ([OVER, term("2022-06-27", None)], *SILENT),
    "a term retired today never ran": ([term("2020-06-26", "2022-06-26", retired_on=a_day("2026-11-21"))], *SILENT),
    # confidence
    "on track, agreed by all": (
        [did("2026-11-01"), assessed("agreed", "on_track", "2026-06-01")],
        *("active", 20, {}, {"confidence": {"agreed": "on_track"}}),
    ),
    "the latest of each party counts": (
        [
            *(did("2026-11-01"), assessed("japan", "off_track", "2026-01-01")),
            *(assessed("japan", "at_risk", "2026-06-01"), assessed("nato", "at_risk", "2026-05-01")),
        ],
        *("active", 20, {}, {"confidence": {"japan": "at_risk", "nato": "at_risk"}}),
    ),
    "the parties disagree": (
        [
            *(did("2026-11-01"), assessed("japan", "on_track", "2026-06-01")),
            assessed("nato", "at_risk", "2026-05-01"),
        ],
        *("active", 20, {"parties_disagree": "2026-06-01"}, {"confidence": {"japan": "on_track", "nato": "at_risk"}}),
    ),
    "a party differs from the agreed one: no disagreement": (
        [
            *(did("2026-11-01"), assessed("japan", "on_track", "2026-06-01")),
            assessed("agreed", "at_risk", "2026-05-01"),
        ],
        *("active", 20, {}, {"confidence": {"japan": "on_track", "agreed": "at_risk"}}),
    ),
    "off track by agreement": (
        [did("2026-11-01"), assessed("agreed", "off_track", "2026-05-01")],
        *("active", 20, {"off_track": "2026-05-01"}, {"confidence": {"agreed": "off_track"}}),
    ),
    "off track no longer": (
        [
            *(did("2026-11-01"), assessed("agreed", "off_track", "2026-05-01")),
            assessed("agreed", "on_track", "2026-05-02"),
        ],
        *("active", 20, {}, {"confidence": {"agreed": "on_track"}}),
    ),
    "an assessment of tomorrow": ([did("2026-11-01"), assessed("japan", "off_track", "2026-11-22")], "active", 20, {}),
    "an assessment withdrawn: the one before it counts": (
        [
            *(did("2026-11-01"), assessed("japan", "at_risk", "2026-05-01")),
            withdrawn(assessed("japan", "off_track", "2026-06-01")),
        ],
        *("active", 20, {}, {"confidence": {"japan": "at_risk"}}),
    ),
    "two assessments of one day: the one recorded later": (
        [
            *(did("2026-11-01"), assessed("japan", "off_track", "2026-05-01")),
            assessed("japan", "on_track", "2026-05-01"),
        ],
        *("active", 20, {}, {"confidence": {"japan": "on_track"}}),
    ),
    # what a reader may not see does not count for them
    "an internal activity, asked by the public": (
        [did("2026-11-01", marking="internal")],
        *SILENT,
        {"seen_by": "public"},
    ),
    "an internal activity, asked from inside": (
        [did("2026-11-01", marking="internal")],
        *("active", 20, {}, {"seen_by": "internal"}),
    ),
    "a restricted decision": (
        [decided("fulfilled", "2026-01-01", marking="restricted")],
        *(*SILENT, {"seen_by": "internal"}),
    ),
    "a restricted target: the public one before it": (
        [did("2025-12-01"), due("2026-06-30", "2026-01-01"), due("2027-06-30", "2026-06-01", marking="restricted")],
        *("active", 355, {"target_missed": "2026-07-01"}, {"seen_by": "internal"}),
    ),
    "a restricted assessment: the public one before it": (
        [
            *(did("2026-11-01"), assessed("nato", "at_risk", "2026-05-01")),
            assessed("nato", "off_track", "2026-06-01", marking="restricted"),
        ],
        *("active", 20, {}, {"seen_by": "internal", "confidence": {"nato": "at_risk"}}),
    ),
    "an internal review renewed the term": (
        [OVER, review("2022-06-01", "renewed", "2022-06-20", marking="internal")],
        *("silent", None, {}, {"seen_by": "public"}),
    ),
}
