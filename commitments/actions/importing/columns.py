"""Which columns may a file have, how are they called, and what stands in them?

The names are those of the API, as an export has them; the labels of the template are known in every language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models.activities import Activity
from commitments.models.targets import Target
from commitments.vocabulary import ActivityKind, Listed, Marking, ParticipationRole, Stage, TargetKind

if TYPE_CHECKING:
    from django.db.models import Model

FAULT = gettext_lazy("fault")
"""The column that a file of faulty rows has besides; sent again it is passed over."""


@dataclass(frozen=True)
class Column:
    """`form` is what a cell holds: words, day, code, names, bodies, name or number. `listed`: the codes it may be."""

    name: str
    form: str
    label: Any
    help: Any
    example: str = ""
    listed: type[Listed] | None = None


def _of(model: type[Model], name: str, form: str, example: str = "", listed: type[Listed] | None = None) -> Column:
    field: Any = model._meta.get_field(name)
    return Column(name, form, field.verbose_name, field.help_text, example, listed)


BODIES_HELP = gettext_lazy(
    "Slugs with their roles, such as “marcom:host; nurc:participant”. Left empty, those of the commitments."
)
ACTIVITY_COLUMNS = (
    _of(Activity, "title", "words", "Staff talks in Brussels"),
    _of(Activity, "kind", "code", "consultation", ActivityKind),
    _of(Activity, "stage", "code", "carried_out", Stage),
    _of(Activity, "starts_on", "day", "2026-09-01"),
    _of(Activity, "ends_on", "day", "2026-09-02"),
    _of(Activity, "place", "words", "Brussels"),
    _of(Activity, "summary", "words"),
    _of(Activity, "outcome", "words"),
    _of(Activity, "next_steps", "words"),
    Column(
        "commitments",
        "names",
        Activity._meta.get_field("commitments").verbose_name,
        gettext_lazy("Their references, with semicolons between. Name at least one commitment or one area."),
        "IPCP20-3.3-c4",
    ),
    Column(
        "areas",
        "names",
        Activity._meta.get_field("areas").verbose_name,
        gettext_lazy("Their slugs, with semicolons between. Left empty, those of the commitments."),
        "maritime-security",
    ),
    Column("bodies", "bodies", gettext_lazy("bodies"), BODIES_HELP, "marcom:host", ParticipationRole),
    _of(Activity, "marking", "code", "internal", Marking),
    _of(Activity, "source", "words"),
    _of(Activity, "external_id", "words"),
)
TARGET_COLUMNS = (
    Column(
        "commitment",
        "name",
        Target._meta.get_field("commitment").verbose_name,
        gettext_lazy("Its reference."),
        "IPCP20-3.3-c4",
    ),
    Column(
        "kind",
        "code",
        Target._meta.get_field("kind").verbose_name,
        gettext_lazy("Left empty: date where a day is given, rhythm where an interval is."),
        "date",
        TargetKind,
    ),
    _of(Target, "due_on", "day", "2027-03-31"),
    _of(Target, "every", "words"),
    _of(Target, "reason", "words"),
    _of(Target, "set_on", "day"),
    _of(Target, "marking", "code", "internal", Marking),
)
ID = Column("id", "words", gettext_lazy("id"), "")
VERSION = Column("version", "number", gettext_lazy("version"), "")
MATCHING = {"activities": (ID, VERSION), "targets": (ID,)}
"""Columns of an export by which a row is found again; a file made by hand needs none of them."""

COLUMNS = {"activities": ACTIVITY_COLUMNS, "targets": TARGET_COLUMNS}
ONLY_READ = {
    "activities": ("url", "state", "evidence", "logged_by", "confirmed_by", "created_at", "updated_at"),
    "targets": (
        *("url", "replaces", "by", "withdrawn.at", "withdrawn.by", "withdrawn.reason"),
        *("created_at", "version"),
    ),
}
"""Columns of an export that nobody writes: they may stand in the file and are passed over."""

NEEDED = {"activities": ("title", "kind", "starts_on"), "targets": ("commitment",)}
"""What every row needs that is not there yet."""


@dataclass(frozen=True)
class Layout:
    """Which column of a file stands where. `unread`: those that are passed over, as the file calls them."""

    columns: dict[int, Column]
    unread: tuple[str, ...]

    @property
    def names(self) -> set[str]:
        return {column.name for column in self.columns.values()}


def layout_of(noun: str, headers: Iterable[str]) -> tuple[Layout, list[str]]:
    """How a file is laid out, and what is wrong with its first row, in sentences."""
    known, unread, wrong = _known_as(noun), [], []
    columns: dict[int, Column] = {}
    for place, header in enumerate(headers):
        column = known.get(header.casefold())
        if header.casefold() in _passed_over(noun) or not header:
            unread += [header] if header and header.casefold() not in _named_fault() else []
        elif column is None:
            wrong.append(
                _("There is no column “%(header)s”. Take it out, or call it as the template does.")
                % {"header": header[:60]}
            )
        elif column in columns.values():
            wrong.append(_("The column “%(header)s” stands there twice. Keep one.") % {"header": header[:60]})
        else:
            columns[place] = column
    there = {column.name for column in columns.values()}
    if "id" not in there:
        wrong += [
            _("The column “%(name)s” is missing. Add it; the template has it.") % {"name": name}
            for name in NEEDED[noun]
            if name not in there
        ]
    return Layout(columns, tuple(unread)), wrong


def _known_as(noun: str) -> dict[str, Column]:
    """Columns by their name, and by their label in every language; a label that two columns have is none."""
    columns = (*COLUMNS[noun], *MATCHING[noun])
    found: dict[str, Column] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(column.label).casefold(): column for column in reversed(columns)}
    return found | {column.name: column for column in columns}


def _named_fault() -> set[str]:
    found = {"fault"}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(str(FAULT).casefold())
    return found


def _passed_over(noun: str) -> set[str]:
    return {*ONLY_READ[noun], *_named_fault()}
