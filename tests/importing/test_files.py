"""Is a file read as it was meant, or refused as a whole in a sentence that says what to do?"""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl import Workbook

from commitments.actions.importing.columns import COLUMNS, MATCHING, ONLY_READ
from commitments.actions.importing.files import LARGEST_FILE, opened
from commitments.actions.importing.handing_out import template
from commitments.actions.refusals import NotAllowedError
from commitments.api.activity_fields import ActivitySerializer
from commitments.api.cells import columns_of
from commitments.api.targets import TargetSerializer
from commitments.models.imports import Import
from commitments.sheets.reading import MOST_ROWS
from tests.importing.conftest import Sender, faults, talks
from tests.importing.files import as_csv, as_xlsx

HEADERS = ("title", "kind", "starts_on", "commitments", "marking")


def read(content: bytes, name: str = "rows.csv", noun: str = "activities") -> Any:
    return opened(Import(noun=noun, file_name=name, content=content))


def values(content: bytes, name: str = "rows.csv") -> list[dict[str, Any]]:
    found = read(content, name)
    assert found.wrong == []
    return [row.values for row in found.reads]


MEANT = {
    "title": "Réunion",
    "kind": "visit",
    "starts_on": datetime.date(2026, 9, 1),
    "commitments": ["a"],
    "marking": "public",
}


@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_text_file_is_read_however_it_was_saved(letters: str, between: str) -> None:
    content = as_csv([talks("a", title="Réunion")], HEADERS, letters, between)
    assert values(content) == [MEANT]


def test_a_workbook_holds_days_as_days() -> None:
    assert values(
        as_xlsx([talks("a", title="Réunion", starts_on=datetime.datetime(2026, 9, 1))], HEADERS), "a.xlsx"
    ) == [MEANT]


@pytest.mark.parametrize("language", ["fr", "ja"])
def test_the_labels_of_every_language_name_the_columns(language: str) -> None:
    with translation.override(language):
        labels = [str(column.label) for column in COLUMNS["activities"]]
    found = read(as_csv([{labels[0]: "Talks"}], labels))
    assert (found.wrong, found.layout.names) == ([], {column.name for column in COLUMNS["activities"]})


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    content = b'title,kind,starts_on\r\n"one\r\nline",visit,2026-01-01\r\n\r\n,,\r\ntwo,visit,2026-01-01\r\n'
    assert [(row.number, row.values["title"]) for row in read(content).reads] == [(2, "one\r\nline"), (5, "two")]


@pytest.mark.parametrize(
    ("content", "name", "wrong"),
    [
        (b"title,kind\nA,visit\n", "a.csv", ["The column “starts_on” is missing. Add it; the template has it."]),
        (
            b"title,kind,starts_on,colour\nA,visit,,red\n",
            "a.csv",
            ["There is no column “colour”. Take it out, or call it as the template does."],
        ),
        (b"title,Title,kind,starts_on\nA,B,visit,\n", "a.csv", ["The column “Title” stands there twice. Keep one."]),
        (b"title,kind,starts_on\n", "a.csv", ["It holds the names of the columns and no row below them."]),
        (b"\n\n", "a.csv", ["It is empty. The first row names the columns; the template shows how."]),
        (
            b'title,kind,starts_on\n"A,visit,\n',
            "a.csv",
            ["After line 2 a quotation mark is not closed, or stands in the middle of a cell. Put it right."],
        ),
        (
            b"\x81\xff\xfe\x81",
            "a.csv",
            ["Its letters cannot be read. Save it as “CSV UTF-8”, or as an Excel workbook (XLSX)."],
        ),
        (b"%PDF-1.7 \x00\x01", "a.pdf", ["It is neither CSV nor XLSX. Save it as one of the two, and send that."]),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "a.xls",
            ["It is neither CSV nor XLSX. Save it as one of the two, and send that."],
        ),
        (
            as_csv([talks("a")] * (MOST_ROWS + 1), HEADERS),
            "a.csv",
            ["It has more than 5000 rows. Split it into several files."],
        ),
        (b",".join(b"%d" % n for n in range(101)) + b"\n1\n", "a.csv", ["It has more than 100 columns."]),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(content: bytes, name: str, wrong: list[str]) -> None:
    assert read(content, name).wrong == wrong


def packed(**parts: bytes) -> bytes:
    """A workbook with further parts packed into it."""
    file = io.BytesIO(as_xlsx([talks("a")], HEADERS))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return file.getvalue()


def test_a_workbook_that_explodes_is_refused_unread() -> None:
    told = "Unpacked, the file is far larger than it looks. Save it as PDF and add that."
    assert read(packed(xl__bomb=b" " * 50_000_000), "a.xlsx").wrong == [told]


def test_a_workbook_with_an_entity_is_refused() -> None:
    assert len(read(packed(xl__more=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "a.xlsx").wrong) == 1


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("rows.csv", "title")
    assert len(read(file.getvalue(), "a.xlsx").wrong) == 1


def test_a_formula_in_a_workbook_is_never_worked_out() -> None:
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADERS))
    sheet.append(["=1+1", "visit", "2026-09-01", "a", "public"])
    book.save(file)
    found = read(file.getvalue(), "a.xlsx")
    assert [(fault.row, fault.column, fault.written) for fault in found.reads[0].faults] == [(2, "title", "=1+1")]


def test_a_cell_beyond_the_last_column_is_a_fault_of_its_row() -> None:
    found = read(b"title,kind,starts_on\nTalks, with tea,visit,2026-01-01\n")
    assert [fault.row for fault in found.reads[0].faults][:1] == [2]


def test_two_rows_that_mean_the_same_are_told(ann: Sender, names: list[str]) -> None:
    twice = [talks(names[0]), talks(names[1]), talks(names[0], title="staff  TALKS", place="Oslo")]
    assert faults(ann.see(ann.send(twice))) == [(4, "", "It is the same as row 2.")]


def test_a_template_is_the_same_whenever_it_is_made() -> None:
    made = template("activities", "xlsx")
    assert b"2000-01-01T00:00:00Z" in zipfile.ZipFile(io.BytesIO(made)).read("docProps/core.xml")
    assert template("activities", "xlsx") == made


def test_every_column_of_an_export_is_known() -> None:
    for noun, serializer in (("activities", ActivitySerializer), ("targets", TargetSerializer)):
        known = {column.name for column in (*COLUMNS[noun], *MATCHING[noun])} | set(ONLY_READ[noun])
        assert [name for name, _read in columns_of(serializer) if name not in known] == []


def test_a_file_that_is_too_large_is_not_taken_in(ann: Sender) -> None:
    with pytest.raises(ValidationError) as refused:
        ann.send(b" " * (LARGEST_FILE + 1))
    assert refused.value.message_dict == {"file": ["The file is larger than 10 MB. Split it."]}


def test_whoever_may_not_log_may_not_send(viewer: Any, day: datetime.date) -> None:
    with pytest.raises(NotAllowedError):
        Sender(viewer, day).send(b"title\nA\n")


def test_an_analyst_sends_no_targets(ann: Sender) -> None:
    with pytest.raises(NotAllowedError):
        ann.send(b"commitment\nA\n", "targets")
