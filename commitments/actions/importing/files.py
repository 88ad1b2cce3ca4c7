"""Which rows does the file of an import hold? It is looked at before it is opened, and read anew each time."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commitments.actions.importing import activities, matching, targets
from commitments.actions.importing.columns import Layout, layout_of
from commitments.actions.importing.rows import Read, read_rows
from commitments.copies.examining import examine
from commitments.copies.kinds import CSV, MEGABYTE, TEXT, XLSX, ending_of
from commitments.copies.refusing import RefusedCopyError
from commitments.sheets.reading import Line, Sheet, UnreadableError, read_text, read_workbook

if TYPE_CHECKING:
    from commitments.models.imports import Import

LARGEST_FILE = 10 * MEGABYTE
"""Bytes."""

NOUNS: dict[str, ModuleType] = {"activities": activities, "targets": targets}
"""What knows the rows of each kind of file: `plan`, `store`, `undo`, and VERB, what one has to be allowed."""

IDENTITIES: dict[str, Callable[[Read], str]] = {
    "activities": matching.identity_of,
    "targets": targets.identity_of,
}


@dataclass(frozen=True)
class Opened:
    """A file with its rows; where `wrong` says anything, in sentences, nothing of it can be stored."""

    sheet: Sheet | None
    layout: Layout
    reads: list[Read]
    wrong: list[str]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its rows as they stand in the file."""
        return self.sheet.lines if self.sheet else ()

    @property
    def places(self) -> list[int]:
        """Which of its columns are handed back: those that mean something."""
        return sorted(self.layout.columns)

    @property
    def headers(self) -> list[str]:
        """How those are called in the file."""
        return [self.sheet.headers[place] for place in self.places] if self.sheet else []


def opened(sent: Import) -> Opened:
    """The file of an import. What is wrong with the file as a whole is in `wrong`, of its rows in each row."""
    nothing = Layout({}, ())
    if not sent.content:
        said = _("The file is not kept any more: something in it was redacted. Send what is to be stored anew.")
        return Opened(None, nothing, [], [said])
    try:
        sheet = _sheet(bytes(sent.content), sent.file_name)
    except (UnreadableError, RefusedCopyError) as error:
        return Opened(None, nothing, [], [str(error)])
    layout, wrong = layout_of(sent.noun, sheet.headers)
    if wrong:
        return Opened(sheet, layout, [], wrong)
    reads = read_rows(sheet, layout)
    _check_twins(reads, IDENTITIES[sent.noun])
    return Opened(sheet, layout, reads, [])


def _sheet(content: bytes, name: str) -> Sheet:
    if content.startswith(b"PK\x03\x04"):
        kind = examine(io.BytesIO(content), name, len(content))
        if kind is XLSX:
            return read_workbook(content)
    elif ending_of(name) in (*CSV.endings, *TEXT.endings, "tsv", ""):
        return read_text(content)
    raise UnreadableError(_("It is neither CSV nor XLSX. Save it as one of the two, and send that."))


def _check_twins(reads: list[Read], identity_of: Callable[[Read], str]) -> None:
    """Two rows of one file that mean the same thing contradict or repeat each other."""
    first: dict[str, int] = {}
    for read in reads:
        if not read.faults and (identity := identity_of(read)):
            earlier = first.setdefault(identity, read.number)
            if earlier != read.number:
                read.fault(
                    "__all__",
                    _("It is the same as row %(row)s.") % {"row": earlier},
                    _("Keep one of the two; where they are two things, give each a title or external id of its own."),
                )


def handler(noun: str) -> Any:
    """The module that knows the rows of such a file."""
    return NOUNS[noun]
