"""Which state follows from what was recorded? The first half of the table of the rule (test_standing.py).

Each row: what was recorded → state, evidence age in days, attention as {code: since}; then what differs from the usual.
"""

from __future__ import annotations

from typing import Any

from tests.queries.recorded import (
    a_day,
    assessed,
    cancelled,
    decided,
    did,
    due,
    fulfilling,
    milestone,
    planned,
    term,
    under_way,
    withdrawn,
)

SILENT = ("silent", None, {"silent": "2021-06-26"})

STATES: dict[str, tuple[Any, ...]] = {
    # silent and planned
    "nothing was recorded": ([], *SILENT),
    "nothing, 364 days after it began": ([], "silent", None, {}, {"on": "2021-06-25"}),
    "nothing, 365 days after it began": ([], *SILENT, {"on": "2021-06-26"}),
    "nothing, on the day it begins": ([], "silent", None, {}, {"on": "2020-06-26"}),
    "the agreement begins tomorrow": ([did("2019-01-01")], None, None, {}, {"on": "2020-06-25"}),
    "its term begins tomorrow": ([term("2026-11-22", None)], None, None, {}),
    "its term began later than the agreement": ([term("2026-01-01", None)], "silent", None, {}),
    "an agreement of an unknown day": ([], "silent", None, {}, {"dated": None}),
    "an agreement of 2025, a year": ([], "silent", None, {}, {"dated": ("2025-01-01", "year")}),
    "an agreement of 2026, a year that is not over": ([], None, None, {}, {"dated": ("2026-01-01", "year")}),
    "planned for tomorrow": ([planned("2026-11-22")], "planned", None, {}),
    "planned for today": ([planned("2026-11-21")], "planned", None, {}),
    "planned for yesterday": ([planned("2026-11-20")], "planned", None, {"plan_lapsed": "2026-11-21"}),
    "planned, begun yesterday, ends today": ([planned("2026-11-20", "2026-11-21")], "planned", None, {}),
    "planned, ended yesterday": ([planned("2026-11-01", "2026-11-20")], "planned", None, {"plan_lapsed": "2026-11-21"}),
    "two plans lapsed: the earlier counts": (
        [planned("2026-11-10"), planned("2026-10-05")],
        *("planned", None, {"plan_lapsed": "2026-10-06"}),
    ),
    "cancelled, ahead": ([cancelled("2027-01-01")], *SILENT),
    "cancelled, in the past": ([cancelled("2026-10-01")], *SILENT),
    "carried out, but asked about a day before it": ([did("2026-11-22")], "planned", None, {}),
    "under way from tomorrow": ([under_way("2026-11-22")], "planned", None, {}),
    # active and quiet
    "done today": ([did("2026-11-21")], "active", 0, {}),
    "done 365 days ago": ([did("2025-11-21")], "active", 365, {}),
    "done 366 days ago": ([did("2025-11-20")], "quiet", 366, {"gone_quiet": "2026-11-21"}),
    "done long ago": ([did("2021-03-01")], "quiet", 2091, {"gone_quiet": "2022-03-02"}),
    "done long ago and planned again": (
        [did("2021-03-01"), planned("2027-01-01")],
        *("quiet", 2091, {"gone_quiet": "2022-03-02"}),
    ),
    "done, and another plan lapsed": (
        [did("2026-11-01"), planned("2026-11-02")],
        *("active", 20, {"plan_lapsed": "2026-11-03"}),
    ),
    "of two proofs the later counts": ([did("2026-01-01"), did("2026-11-11")], "active", 10, {}),
    "an end counts, not the start": ([did("2024-01-01", "2026-11-01")], "active", 20, {}),
    "carried out, its end today": ([did("2026-11-01", "2026-11-21")], "active", 0, {}),
    "carried out, asked about while it ran": ([did("2026-11-01", "2026-12-01")], "active", 0, {}),
    "under way without end": ([under_way("2020-09-01")], "active", 0, {}),
    "under way, its end ahead": ([under_way("2020-09-01", "2027-09-01")], "active", 0, {}),
    "under way, its end long past": (
        [under_way("2020-09-01", "2021-09-01")],
        *("quiet", 1907, {"gone_quiet": "2022-09-02"}),
    ),
    "under way since today": ([under_way("2026-11-21")], "active", 0, {}),
    "done before the agreement began": ([did("2019-06-01")], "quiet", 2730, {"gone_quiet": "2020-06-01"}),
    # milestones
    "a milestone of a day": ([milestone("2026-11-01")], "active", 20, {}),
    "a milestone of the month": ([milestone("2026-10-01", "month")], "active", 21, {}),
    "a milestone of this month, not over": ([milestone("2026-11-01", "month")], *SILENT),
    "a milestone of last year": ([milestone("2025-01-01", "year")], "active", 325, {}),
    "a milestone of this year, not over": ([milestone("2026-01-01", "year")], *SILENT),
    "the year 2018 counts from its last day": (
        [milestone("2018-01-01", "year")],
        "silent",
        None,
        {},
        {"on": "2018-12-30", "dated": ("2018-01-01", "day")},
    ),
    "a planned milestone proves nothing": ([milestone("2026-11-01", planned=True)], *SILENT),
    "a milestone retired today": ([milestone("2026-11-01", retired_on=a_day("2026-11-21"))], *SILENT),
    "a milestone to be retired tomorrow": (
        [milestone("2026-11-01", retired_on=a_day("2026-11-22"))],
        *("active", 20, {}),
    ),
    # closing
    "a fulfilling milestone": ([fulfilling("2021-05-01")], "fulfilled", 2030, {}),
    "a fulfilling milestone of this year, not over": ([fulfilling("2026-01-01", "year")], *SILENT),
    "decided fulfilled": ([decided("fulfilled", "2026-11-21")], "fulfilled", None, {}),
    "decided fulfilled from tomorrow": ([decided("fulfilled", "2026-11-22")], *SILENT),
    "discontinued": ([did("2021-03-01"), decided("discontinued", "2022-01-01")], "discontinued", 2091, {}),
    "superseded": ([decided("superseded", "2020-06-26")], "superseded", None, {}),
    "done again after it was closed": ([decided("fulfilled", "2021-01-01"), did("2026-11-01")], "fulfilled", 20, {}),
    "reopened": ([decided("fulfilled", "2021-01-01"), decided("reopened", "2022-01-01")], *SILENT),
    "reopened from tomorrow": (
        [decided("fulfilled", "2021-01-01"), decided("reopened", "2026-11-22")],
        *("fulfilled", None, {}),
    ),
    "closed again": (
        [decided("fulfilled", "2021-01-01"), decided("reopened", "2022-01-01"), decided("discontinued", "2023-01-01")],
        *("discontinued", None, {}),
    ),
    "two decisions of one day: the one recorded later": (
        [decided("fulfilled", "2021-01-01"), decided("reopened", "2021-01-01")],
        *SILENT,
    ),
    "reopened after a fulfilling milestone": (
        [fulfilling("2021-05-01"), decided("reopened", "2022-01-01")],
        *("quiet", 2030, {"gone_quiet": "2022-05-02"}),
    ),
    "a fulfilling milestone after it was discontinued": (
        [decided("discontinued", "2021-01-01"), fulfilling("2021-05-01")],
        *("fulfilled", 2030, {}),
    ),
    "decision and milestone of one day: the decision": (
        [fulfilling("2021-05-01"), decided("superseded", "2021-05-01")],
        *("superseded", 2030, {}),
    ),
    "a milestone that only evidences closes nothing": (
        [milestone("2021-05-01")],
        *("quiet", 2030, {"gone_quiet": "2022-05-02"}),
    ),
    "a decision withdrawn": ([withdrawn(decided("fulfilled", "2021-01-01"))], *SILENT),
    "closed, off track and its target missed": (
        [
            assessed("japan", "off_track", "2026-01-01"),
            due("2026-02-01", "2026-01-01"),
            decided("fulfilled", "2026-03-01"),
        ],
        *("fulfilled", None, {}, {"confidence": {"japan": "off_track"}}),
    ),
}
