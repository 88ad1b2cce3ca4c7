"""Which files does an import hand out: a template to begin with, and the faulty rows to mend and send again?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.actions.importing.columns import COLUMNS, FAULT
from commitments.actions.importing.faults import Fault
from commitments.sheets.writing import as_csv, as_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commitments.actions.importing.files import Opened

FORMS = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms a file is handed out in, with their types."""


def template(noun: str, form: str) -> bytes:
    """An empty file with the names of the columns; a workbook explains them on a second sheet."""
    headers = [column.name for column in COLUMNS[noun]]
    if form == "csv":
        return as_csv(headers, [])
    explained = [
        (
            column.name,
            capfirst(str(column.label)),
            str(column.help),
            ", ".join(str(code) for code in column.listed.values) if column.listed else "",
            column.example,
        )
        for column in COLUMNS[noun]
    ]
    titles = (_("column"), _("name"), _("what stands in it"), _("codes"), _("example"))
    return as_workbook((_("Rows"), headers, []), (_("Explained"), titles, explained))


def faulty_rows(file: Opened, faults: Iterable[Fault], form: str) -> bytes:
    """The rows that have these faults as they were sent, with what is wrong beside each; sent again it is accepted."""
    said: dict[int, list[str]] = {}
    for fault in faults:
        said.setdefault(fault.row, []).append(fault.sentence)
    headers, rows = [*file.headers, str(FAULT)], []
    for line in file.lines:
        if line.number in said:
            rows.append([*(line.cells[place] for place in file.places), " ".join(said[line.number])])
    return as_csv(headers, rows) if form == "csv" else as_workbook((_("Rows"), headers, rows))


def named(faults: Sequence[dict[str, object]]) -> list[Fault]:
    """Faults as they were kept."""
    return [Fault(**fault) for fault in faults]  # type: ignore[arg-type]
