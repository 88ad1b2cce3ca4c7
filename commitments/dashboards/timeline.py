"""Where do terms and reviews lie on a line of years, and how is each of their dates known?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments.templatetags.page import at_precision
from commitments.vocabulary import DateLabel, Provenance

if TYPE_CHECKING:
    from commitments.models.agreements import Agreement
    from commitments.queries.terms import AgreementLine, ReviewLine

WIDTH, LEFT, TOP, ROW = 1060, 270, 52, 40
MIDDLE = (LEFT + WIDTH) / 2
BESIDE = 12
"""How far a caption stands from what it names."""


@dataclass(frozen=True)
class Shape:
    """A bar (`term`), a line without end (`open`) or a circle (`dot cited miss due-mark`), with its caption.

    `x` and `y` are the left top corner of a bar, the start of a line, the centre of a circle. `before`: its caption
    stands before it, not after; `raised`: above its own height.
    """

    kind: str
    x: float
    y: float
    text: str = ""
    width: float = 0
    before: bool = False
    raised: bool = False
    unsure: bool = False

    @property
    def anchor(self) -> str:
        """Which end of the caption is at `text_x`."""
        return "end" if self.before else "start"

    @property
    def text_x(self) -> float:
        """Where the caption ends, or begins."""
        return self.x - BESIDE if self.before else self.x + self.width + BESIDE

    @property
    def text_y(self) -> float:
        """The middle of the caption's height."""
        return self.y + (10 if self.kind == "term" else -13 if self.raised else 0)


@dataclass(frozen=True)
class Row:
    label: str
    y: float
    shapes: list[Shape]


@dataclass(frozen=True)
class Year:
    x: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """Everything the time line's SVG needs, in its own units."""

    years: list[Year]
    rows: list[Row]
    day_x: float
    width: int = WIDTH

    @property
    def floor(self) -> float:
        """Where the lines of the years end."""
        return TOP + ROW * len(self.rows) - 12

    @property
    def height(self) -> float:
        """The height of all of it, the day's name at the bottom included."""
        return self.floor + 24

    @property
    def day_anchor(self) -> str:
        """The day's name stays within the drawing."""
        return "end" if self.day_x > WIDTH - 90 else "middle"


@dataclass(frozen=True)
class Scale:
    """Which place on the line a day has."""

    first: int
    last: int

    def x(self, day: datetime.date) -> float:
        """The place of a day; beyond the ends of the line it is the end."""
        start, end = datetime.date(self.first, 1, 1), datetime.date(self.last + 1, 1, 1)
        share = min(max((day - start) / (end - start), 0), 1)
        return round(LEFT + share * (WIDTH - LEFT), 1)


def drawing(lines: Iterable[AgreementLine], *, on: datetime.date) -> Drawing:
    """The time line of some agreements as of a day; `lines` come from `queries.terms.agreement_lines`."""
    lines = list(lines)
    days = [on, *(line.agreement.dated_on for line in lines if line.agreement.dated_on)]
    days += [term.ends_on for line in lines for term in line.terms if term.ends_on]
    days += [review.held_on or review.due_on for line in lines for review in line.reviews]
    scale = Scale(min(days).year, max(days).year)
    step = max(1, (scale.last - scale.first) // 14)
    years = [Year(scale.x(datetime.date(year, 1, 1)), str(year)) for year in range(scale.first, scale.last + 1, step)]
    rows: list[Row] = []
    for line in lines:
        y = TOP + ROW * len(rows)
        rows.append(Row(line.agreement.short_name, y, _shapes(line, scale, y)))
        for two in (line.reviews[first : first + 2] for first in range(0, len(line.reviews), 2)):
            y = TOP + ROW * len(rows)
            rows.append(Row(_("Reviews of it"), y, [_review(review, scale, y, n == 0) for n, review in enumerate(two)]))
    return Drawing(years, rows, scale.x(on))


def _shapes(line: AgreementLine, scale: Scale, y: float) -> list[Shape]:
    agreement = line.agreement
    dated = at_precision(agreement.dated_on, agreement.date_precision)
    words = {"day": dated, "label": DateLabel(agreement.date_label).label}
    x = scale.x(agreement.dated_on or agreement.counts_on or datetime.date.min)
    before = x > MIDDLE
    bars = [
        Shape("term", start, y - 10, _days(term.starts_on, term.ends_on), end - start, start > MIDDLE, unsure=unsure)
        for term in line.terms
        if term.starts_on and term.ends_on
        for start, end, unsure in [(scale.x(term.starts_on), scale.x(term.ends_on), term.provenance != "stated")]
    ]
    if bars:
        return bars
    if not agreement.held:
        return [Shape("cited", x, y, _("%(day)s, %(label)s; only cited") % words, before=before)]
    text = _("%(day)s, %(label)s; the text names no end") % words
    return [Shape("open", x, y), Shape("dot", x, y, text, before=before, raised=True)]


def _review(review: ReviewLine, scale: Scale, y: float, before: bool) -> Shape:
    if review.held_on:
        text = _("held %(day)s") % {"day": date_format(review.held_on, "SHORT_DATE_FORMAT")}
        return Shape("dot", scale.x(review.held_on), y, text, before=before)
    words = _("due %(day)s, not held") if review.missed else _("due %(day)s")
    text = words % {"day": date_format(review.due_on, "SHORT_DATE_FORMAT")}
    return Shape("miss" if review.missed else "due-mark", scale.x(review.due_on), y, text, before=before)


def _days(first: datetime.date, last: datetime.date) -> str:
    return _("%(first)s to %(last)s") % {"first": date_format(first), "last": date_format(last)}


@dataclass(frozen=True)
class DatedRow:
    """One date of an agreement: what it is, how it is known, and the words or the inference it rests on."""

    agreement: Agreement
    date: str
    what: str
    provenance: Provenance
    quote: str = ""
    note: str = ""
    sorted_by: datetime.date = field(default=datetime.date.min)


def dated(lines: Iterable[AgreementLine]) -> list[DatedRow]:
    """The table twin of the drawing: every date, agreement by agreement, in order."""
    return [row for line in lines for row in sorted(_dates(line), key=lambda row: row.sorted_by)]


def _dates(line: AgreementLine) -> Iterable[DatedRow]:
    agreement = line.agreement
    if agreement.dated_on:
        day = at_precision(agreement.dated_on, agreement.date_precision)
        label = str(DateLabel(agreement.date_label).label)
        note = "" if agreement.held else _("The text is not held; another one cites it.")
        yield DatedRow(agreement, day, label, Provenance.STATED, "", note, agreement.dated_on)
    for term in line.terms:
        known = Provenance(term.provenance)
        if term.starts_on and term.starts_on != agreement.dated_on:
            yield DatedRow(agreement, date_format(term.starts_on), _("term begins"), known, "", "", term.starts_on)
        if term.ends_on:
            yield DatedRow(
                agreement,
                date_format(term.ends_on),
                _("last day of the term"),
                known,
                term.quote,
                term.note,
                term.ends_on,
            )
    for review in line.reviews:
        yield _dated_review(review)


def _dated_review(review: ReviewLine) -> DatedRow:
    if review.held_on:
        what = _("review held: %(outcome)s") % {"outcome": review.outcome.label if review.outcome else ""}
    elif review.missed:
        what = _("review due, not held")
    else:
        what = _("review due")
    day = review.held_on or review.due_on
    return DatedRow(review.agreement, date_format(day), what, review.provenance, "", "", day)
