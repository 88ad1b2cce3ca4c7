"""What do the fixtures say, and is every word of it sound?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

from commitments.texts.accounting import unaccounted, unclaimed
from commitments.texts.faults import Fault
from commitments.texts.fixture import AgreementRow, AreaRow, BodyRow, Fixtures, PartyRow, Reading
from commitments.texts.naming import misnamed, out_of_order
from commitments.texts.normalise import UnreadableText, decode, digest
from commitments.texts.placing import place_quotes, place_reading
from commitments.texts.segment import Passage, SegmentationError, segment
from commitments.texts.shapes import ClosedLists, Row, take
from commitments.texts.soundness import unsound

SHARED = ("parties.json", "areas.json", "bodies.json", "instruments.json")


@dataclass(frozen=True)
class Checked:
    """What came of reading fixtures. `fixtures` is there only when there is no fault; hints are no faults."""

    fixtures: Fixtures | None
    faults: tuple[Fault, ...]
    hints: tuple[Fault, ...] = ()


def read_fixtures(files: Mapping[str, bytes], *, lists: ClosedLists) -> Checked:
    """Read and check a folder of fixtures: ``files`` by their path in it, ``lists`` the codes by closed list.

    Every fault names the file, the row and, for words, the first character that differs. Rows that are not in the
    shape of fixtures/README.md end the check at once, since nothing can be said of them.
    """
    fixtures, faults = _load(files, lists)
    if fixtures is None:
        return Checked(None, tuple(faults))
    fixtures, faults = _place(fixtures, files)
    if not faults:
        faults = list(chain.from_iterable(map(unaccounted, fixtures.readings)))
    faults += misnamed(fixtures) + unsound(fixtures)
    hints = chain.from_iterable((*unclaimed(reading), *out_of_order(reading)) for reading in fixtures.readings)
    return Checked(None if faults else fixtures, tuple(faults), tuple(hints))


def _load(files: Mapping[str, bytes], lists: ClosedLists) -> tuple[Fixtures | None, list[Fault]]:
    """Turn the files into rows, without looking at any text."""
    faults: list[Fault] = []
    parties = _rows(PartyRow, "parties.json", files, lists, faults)
    areas = _rows(AreaRow, "areas.json", files, lists, faults)
    bodies = _rows(BodyRow, "bodies.json", files, lists, faults)
    instruments = _rows(AgreementRow, "instruments.json", files, lists, faults)
    readings: list[Reading] = []
    for file in sorted(files):
        if file.endswith(".json") and "/" not in file and file not in SHARED:
            row, found = take(Reading, _data(file, files, faults), where=file, lists=lists)
            faults += found
            readings += [replace(row, file=file)] if row else []
    if faults:
        return None, faults
    readings.sort(key=lambda reading: (str(reading.agreement.dated and reading.agreement.dated.date), reading.file))
    return Fixtures(
        parties=parties, areas=areas, bodies=bodies, instruments=instruments, readings=tuple(readings)
    ), faults


def _rows(
    shape: type[Row], file: str, files: Mapping[str, bytes], lists: ClosedLists, faults: list[Fault]
) -> tuple[Row, ...]:
    data = _data(file, files, faults)
    if not isinstance(data, list):
        faults.append(Fault(file, "must be a list"))
        return ()
    rows: list[Row] = []
    for number, part in enumerate(data, start=1):
        name = part.get("slug", number) if isinstance(part, dict) else number
        row, found = take(shape, part, where=f"{file}, {name}", lists=lists)
        faults += found
        rows += [row] if row is not None else []
    return tuple(rows)


def _data(file: str, files: Mapping[str, bytes], faults: list[Fault]) -> object:
    try:
        return json.loads(decode(files[file]))
    except KeyError:
        faults.append(Fault(file, "is missing"))
    except (UnreadableText, json.JSONDecodeError) as problem:
        faults.append(Fault(file, f"is not readable JSON: {problem}"))
    return None


def _place(fixtures: Fixtures, files: Mapping[str, bytes]) -> tuple[Fixtures, list[Fault]]:
    """Fill in texts and spans."""
    faults: list[Fault] = []
    passages: dict[str, Passage] = {}
    readings: list[Reading] = []
    for reading in fixtures.readings:
        text = _text(reading, files, faults)
        try:
            own = {passage.key: passage for passage in segment(text, code=reading.agreement.code)} if text else {}
        except SegmentationError as problem:
            faults.append(Fault(f"texts/{reading.agreement.text_file}", str(problem)))
            own = {}
        if own:
            placed, found = place_reading(replace(reading, text=text), own)
            faults += found
            readings.append(placed)
            passages |= own
    instruments: list[AgreementRow] = []
    for row in fixtures.instruments:
        links, found = place_quotes(row.links, passages, file=f"instruments.json, {row.label}")
        faults += found
        instruments.append(replace(row, links=links))
    held = {f"texts/{reading.agreement.text_file}" for reading in fixtures.readings}
    faults += [
        Fault(file, "is the text of no agreement") for file in files if file.startswith("texts/") and file not in held
    ]
    return replace(fixtures, readings=tuple(readings), instruments=tuple(instruments)), faults


def _text(reading: Reading, files: Mapping[str, bytes], faults: list[Fault]) -> str:
    """Give the text of a reading, or nothing if it cannot be read; a wrong digest is a fault and no more."""
    file = f"texts/{reading.agreement.text_file}"
    data = files.get(file)
    if data is None:
        faults.append(Fault(f"{reading.file}, {reading.agreement.label}, text_file", f"there is no {file}"))
        return ""
    if digest(data) != reading.agreement.text_sha256:
        what = f"its SHA-256 is {digest(data)}, not {reading.agreement.text_sha256} as {reading.file} has it"
        faults.append(Fault(file, what))
    try:
        text = decode(data)
    except UnreadableText as problem:
        faults.append(Fault(file, str(problem)))
        return ""
    if not text.strip():
        faults.append(Fault(file, "is empty"))
        return ""
    return text
