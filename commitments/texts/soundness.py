"""Do the rows of all fixtures make sense together?"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from commitments.texts.faults import Fault
from commitments.texts.fixture import AgreementRow, CommitmentRow, Fixtures, LineageRow, Reading, TermRow
from commitments.texts.normalise import fold
from commitments.texts.periods import end_of_term, months_in
from commitments.texts.row_fields import DateRow

BLANK_LINE = re.compile(r"\n\s*\n")


def unsound(fixtures: Fixtures) -> list[Fault]:
    """Give what no single field shows: parts given twice, circles, dates that do not agree, rows out of place."""
    faults = [*_bodies(fixtures)]
    for agreement in fixtures.instruments:
        faults += _agreement("instruments.json", agreement, held=False)
    for reading in fixtures.readings:
        faults += _agreement(reading.file, reading.agreement, held=True)
        faults += _reading(reading)
    faults += _lineages(fixtures)
    return faults


def _twice(where: str, keys: Iterable[Hashable], what: str) -> Iterator[Fault]:
    for key, times in Counter(keys).items():
        if times > 1:
            name = " ".join(str(part) for part in key) if isinstance(key, tuple) else key
            yield Fault(where, f"{what} {name} stands there {times} times")


def _bodies(fixtures: Fixtures) -> Iterator[Fault]:
    parents = {row.slug: row.parent for row in fixtures.bodies}
    for row in fixtures.bodies:
        where = f"bodies.json, {row.label}"
        if bool(row.parent) != bool(row.parent_provenance):
            yield Fault(where, "a parent and how it is known go together")
        above, seen = row.parent, {row.slug}
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == row.slug:
            yield Fault(where, "is part of itself")


def _agreement(file: str, row: AgreementRow, *, held: bool) -> Iterator[Fault]:
    where = f"{file}, {row.label}"
    if row.held != held:
        yield Fault(where, "an agreement with a file of its own is held" if held else "an instrument here is not held")
    if not held and (row.text_file or row.text_sha256):
        yield Fault(where, "an instrument only cited has no text")
    yield from _twice(where, row.parties, "the party")
    yield from _twice(where, ((link.kind, link.to, link.provision) for link in row.links), "the link")
    if held and row.links:
        yield Fault(where, "its links stand in the list “links” of the file")
    if row.dated:
        yield from _date(f"{where}, dated", row.dated)


def _date(where: str, row: DateRow) -> Iterator[Fault]:
    first = {"month": row.date.replace(day=1), "year": row.date.replace(month=1, day=1)}.get(row.precision, row.date)
    if row.date != first:
        yield Fault(where, f"{row.date} is not the first day of its {row.precision}")


def _reading(reading: Reading) -> Iterator[Fault]:
    file = reading.file
    printed = fold(BLANK_LINE.split(reading.text.strip(), maxsplit=1)[0]).text
    if reading.agreement.title != printed:
        what = f"the title is “{reading.agreement.title}”, the text begins “{printed}”"
        yield Fault(f"{file}, {reading.agreement.label}", what)
    for term in reading.terms:
        yield from _term(f"{file}, {term.label}", term)
    yield from _twice(f"{file}, links", ((row.kind, row.to, row.provision) for row in reading.links), "the link")
    areas = ((row.area, row.provision, row.span.start) for row in reading.area_mentions)
    bodies = ((row.body, row.provision, row.span.start) for row in reading.body_mentions)
    yield from _twice(f"{file}, area_mentions", areas, "the mention")
    yield from _twice(f"{file}, body_mentions", bodies, "the mention")
    yield from _twice(f"{file}, commitments", ((row.provision, row.quote) for row in reading.commitments), "the quote")
    yield from _twice(f"{file}, commitments", (row.title for row in reading.commitments), "the title")
    mentioned = {(row.body, row.provision) for row in reading.body_mentions}
    for commitment in reading.commitments:
        yield from _commitment(f"{file}, {commitment.label}", commitment, mentioned)
    for milestone in reading.milestones:
        where = f"{file}, {milestone.label}"
        yield from _date(where, milestone.on)
        yield from _twice(where, (effect.reference for effect in milestone.commitments), "the commitment")
        if milestone.planned and milestone.commitments:
            yield Fault(where, "has not happened, so it is tied to no commitment")


def _commitment(where: str, row: CommitmentRow, mentioned: set[tuple[str, str]]) -> Iterator[Fault]:
    if not row.operative:
        yield Fault(where, "has no operative words")
    if not row.obligated:
        yield Fault(where, "obligates nobody")
    if not row.note:
        yield Fault(where, "has no note of the judgement made")
    yield from _twice(where, row.obligated, "the party")
    yield from _twice(where, row.areas, "the area")
    yield from _twice(where, row.activity_kinds, "the activity kind")
    yield from _twice(where, ((part.body, part.role) for part in row.responsibilities), "the responsibility")
    for part in row.responsibilities:
        if (part.body, row.provision) not in mentioned:
            yield Fault(where, f"{part.body} has a part in it and is not mentioned in {row.provision}")


def _term(where: str, row: TermRow) -> Iterator[Fault]:
    if row.starts and row.ends and row.ends < row.starts:
        yield Fault(where, "ends before it starts")
    if not row.duration:
        return
    try:
        months_in(row.duration)
    except ValueError as problem:
        yield Fault(where, str(problem))
        return
    if row.starts and row.ends and row.ends != end_of_term(row.starts, row.duration):
        ends = end_of_term(row.starts, row.duration)
        yield Fault(where, f"{row.duration} from {row.starts} end on {ends}, not on {row.ends}")


def _lineages(fixtures: Fixtures) -> Iterator[Fault]:
    days = {row.slug: row.dated.date for row in fixtures.agreements if row.dated}
    made = {row.reference: reading.agreement.slug for reading in fixtures.readings for row in reading.commitments}
    rows = [(reading.file, row) for reading in fixtures.readings for row in reading.lineage]
    keys = Counter((row.earlier, row.later, row.dropped_by) for _, row in rows)
    for file, row in rows:
        where = f"{file}, {row.label}"
        if keys[row.earlier, row.later, row.dropped_by] > 1:
            yield Fault(where, "stands there more than once")
        yield from _lineage(where, row, days.get(made.get(row.earlier, "")), days.get(_later(row, made)))


def _later(row: LineageRow, made: dict[str, str]) -> str:
    return made.get(row.later, "") if row.later else (row.dropped_by or "")


def _lineage(where: str, row: LineageRow, earlier: object, later: object) -> Iterator[Fault]:
    if (row.kind == "dropped") != (row.later is None) or (row.later is None) != (row.dropped_by is not None):
        yield Fault(where, "either names a later commitment, or is dropped and names the later agreement")
    elif earlier is not None and later is not None and str(later) <= str(earlier):
        yield Fault(where, "the later agreement is not later")
