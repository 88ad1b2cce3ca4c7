"""What does a cell mean? Each kind of cell is read in one way, and what is read in no way comes with its cure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from commitments.actions.importing.columns import Column
from commitments.actions.importing.faults import CellError
from commitments.sheets.cells import Unread, Value, as_meant, shown
from commitments.vocabulary import Listed, Marking, ParticipationRole

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
BETWEEN = re.compile(r"[;；\n]")
ROLE = re.compile(r"[:：]")
MOST_NAMES = 100


def read_cell(value: Value, column: Column) -> Any:
    """What a cell of this column means: text, a day or None, a list of names … Raises CellError."""
    if isinstance(value, Unread):
        raise CellError(
            _("There is a formula in the cell, or an error that one gave."),
            _("Copy the cell and paste it as a value."),
        )
    return FORMS[column.form](value, column)


def _words(value: Value, column: Column) -> str:
    return as_meant(shown(value)).strip()


def _day(value: Value, column: Column) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        if value.time() != datetime.time():
            raise CellError(_("It is a moment, not a day."), _("Write the day alone, such as 2026-09-01."))
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = shown(value).strip()
    if not text:
        return None
    try:
        if DAY.match(text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        raise CellError(_("There is no such day in the calendar."), _("Look at the month and the day.")) from None
    raise CellError(_("It is not a day as the tracker reads it."), _("Write year-month-day, such as 2026-09-01."))


def _code(value: Value, column: Column) -> str:
    text = shown(value).strip()
    if not text or column.listed is None:
        return ""
    return _listed(text, column.listed)


def _listed(text: str, listed: type[Listed]) -> str:
    if text in listed.values:
        return text
    found = (_labels_of_office() if listed is Marking else _labels(listed)).get(text.casefold())
    if found is None:
        codes = ", ".join(str(code) for code in listed.values)
        raise CellError(
            _("It is none of the words that can stand here."), _("Write one of: %(codes)s.") % {"codes": codes}
        )
    return found


def _labels_of_office() -> dict[str, str]:
    """What the office calls its markings, which may change from one day to the next."""
    return _codes_by_label(Marking)


@cache
def _labels(listed: type[Listed]) -> dict[str, str]:
    return _codes_by_label(listed)


def _codes_by_label(listed: type[Listed]) -> dict[str, str]:
    """Codes by their label in every language; a label that two codes have is left out."""
    told: dict[str, set[str]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, label in listed.choices:
                told.setdefault(str(label).casefold(), set()).add(str(code))
    found = {label: next(iter(codes)) for label, codes in told.items() if len(codes) == 1}
    return found | {str(code).casefold(): str(code) for code in listed.values}


def _names(value: Value, column: Column) -> list[str]:
    text = as_meant(shown(value))
    names = list(dict.fromkeys(name.strip() for name in BETWEEN.split(text) if name.strip()))
    if len(names) > MOST_NAMES:
        raise CellError(_("More than %(most)s names stand here.") % {"most": MOST_NAMES}, _("Name fewer."))
    return names


def _name(value: Value, column: Column) -> str:
    return _words(value, column)


def _bodies(value: Value, column: Column) -> list[tuple[str, str]]:
    text = as_meant(shown(value)).strip()
    told = _parts(text) if text.startswith("[") else [tuple(ROLE.split(name, 1)) for name in _names(text, column)]
    pairs = [(part[0].strip(), part[1].strip() if len(part) > 1 else "") for part in told]
    role = ParticipationRole.PARTICIPANT.value
    found = [(name, _listed(said, ParticipationRole) if said else role) for name, said in pairs]
    if len(set(found)) < len(found):
        raise CellError(_("A body is named twice in the same role."), _("Name it once."))
    return found


def _parts(text: str) -> list[tuple[str, ...]]:
    """Bodies as an export has them."""
    try:
        return [(str(part["body"]), str(part.get("role", ""))) for part in orjson.loads(text)]
    except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError):
        raise CellError(
            _("It cannot be read as bodies with their roles."), _("Write them as “marcom:host; nurc:participant”.")
        ) from None


def _number(value: Value, column: Column) -> int | None:
    text = shown(value).strip()
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,9}", text):
        raise CellError(_("It is not a version."), _("Leave it as the export had it, or empty."))
    return int(text)


FORMS: dict[str, Callable[[Value, Column], Any]] = {
    "words": _words,
    "day": _day,
    "code": _code,
    "names": _names,
    "name": _name,
    "bodies": _bodies,
    "number": _number,
}
