"""What does each kind of cell mean, and what is said where it means nothing?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from commitments.actions.importing.cells import read_cell
from commitments.actions.importing.columns import ACTIVITY_COLUMNS, COLUMNS, MATCHING, TARGET_COLUMNS, Column
from commitments.actions.importing.faults import CellError
from commitments.sheets.cells import Unread

COLUMN = {column.name: column for column in (*TARGET_COLUMNS, *MATCHING["activities"], *ACTIVITY_COLUMNS)}
DAY = datetime.date(2026, 9, 1)
MIDNIGHT = datetime.datetime(2026, 9, 1)


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("title", " Talks ", "Talks"),
        ("title", 2026, "2026"),
        ("title", 2026.0, "2026"),
        ("title", None, ""),
        ("title", "'=SUM(A1)", "=SUM(A1)"),
        ("external_id", 17.5, "17.5"),
        ("starts_on", "2026-09-01", DAY),
        ("starts_on", DAY, DAY),
        ("starts_on", MIDNIGHT, DAY),
        ("ends_on", " ", None),
        ("kind", "joint_meeting", "joint_meeting"),
        ("kind", "Joint Meeting", "joint_meeting"),
        ("kind", "", ""),
        ("marking", "INTERNAL", "internal"),
        ("commitments", "a; b；a\nc;", ["a", "b", "c"]),
        ("bodies", "marcom", [("marcom", "participant")]),
        ("bodies", "marcom:host; nurc : Participant", [("marcom", "host"), ("nurc", "participant")]),
        ("bodies", '[{"body":"marcom","role":"host"}]', [("marcom", "host")]),
        ("bodies", "", []),
        ("version", "3", 3),
        ("version", "", None),
    ],
)
def test_a_cell_means(name: str, written: Any, meant: Any) -> None:
    assert read_cell(written, COLUMN[name]) == meant


@pytest.mark.parametrize(
    ("name", "written", "wrong", "cure"),
    [
        (
            "title",
            Unread("=A1"),
            "There is a formula in the cell, or an error that one gave.",
            "Copy the cell and paste it as a value.",
        ),
        (
            "starts_on",
            "1.9.2026",
            "It is not a day as the tracker reads it.",
            "Write year-month-day, such as 2026-09-01.",
        ),
        ("starts_on", 46266, "It is not a day as the tracker reads it.", "Write year-month-day, such as 2026-09-01."),
        ("starts_on", "2026-02-30", "There is no such day in the calendar.", "Look at the month and the day."),
        (
            "starts_on",
            datetime.datetime(2026, 9, 1, 14),
            "It is a moment, not a day.",
            "Write the day alone, such as 2026-09-01.",
        ),
        (
            "stage",
            "finished",
            "It is none of the words that can stand here.",
            "Write one of: planned, under_way, carried_out, cancelled.",
        ),
        (
            "bodies",
            "marcom:boss",
            "It is none of the words that can stand here.",
            "Write one of: organiser, host, participant, contributor.",
        ),
        ("bodies", "marcom; marcom:participant", "A body is named twice in the same role.", "Name it once."),
        (
            "bodies",
            '[{"role": 1}]',
            "It cannot be read as bodies with their roles.",
            "Write them as “marcom:host; nurc:participant”.",
        ),
        (
            "bodies",
            "[1",
            "It cannot be read as bodies with their roles.",
            "Write them as “marcom:host; nurc:participant”.",
        ),
        ("areas", ";".join(str(number) for number in range(101)), "More than 100 names stand here.", "Name fewer."),
        ("version", "-1", "It is not a version.", "Leave it as the export had it, or empty."),
    ],
)
def test_a_cell_that_means_nothing_says_why_and_what_to_do(name: str, written: Any, wrong: str, cure: str) -> None:
    with pytest.raises(CellError) as refused:
        read_cell(written, COLUMN[name])
    assert (refused.value.wrong, refused.value.cure) == (wrong, cure)


@pytest.mark.parametrize(
    "column",
    [column for noun in COLUMNS.values() for column in noun if column.listed and column.form == "code"],
    ids=lambda column: column.name,
)
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_word_of_a_list_is_known_in_every_language(column: Column, language: str) -> None:
    assert column.listed is not None
    with translation.override(language):
        labels = {str(label): code for code, label in column.listed.choices}
    assert {label: read_cell(label, column) for label in labels} == labels
