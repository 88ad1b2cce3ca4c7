"""Do the rows of all fixtures name one another rightly?"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any

from commitments.texts.faults import Fault
from commitments.texts.fixture import Fixtures, Reading

PUBLIC_NAME = re.compile(r"[A-Za-z0-9.-]+")


def misnamed(fixtures: Fixtures) -> list[Fault]:
    """Give every public name that is ill-formed or given twice, and every name that names nothing."""
    return [*_given_twice(fixtures), *_ill_formed(fixtures), *_naming_nothing(fixtures)]


def out_of_order(reading: Reading) -> list[Fault]:
    """Give the commitments and milestones whose ordinal does not follow the text's order: hints, not faults.

    A pledge added later takes the next free ordinal wherever it stands, so the order may be broken on purpose.
    """
    rows = [(row.reference, row.provision, row.span, row.label) for row in reading.commitments]
    rows += [(row.key, row.provision, row.span, row.label) for row in reading.milestones]
    hints: list[Fault] = []
    for (name, provision, span, _), (following, provision_after, span_after, label) in pairwise(rows):
        same = provision == provision_after and name.rstrip("0123456789") == following.rstrip("0123456789")
        if same and (_ordinal(name) < _ordinal(following)) != (span < span_after):
            hints.append(
                Fault(f"{reading.file}, {label}", f"its ordinal does not follow the text's order after {name}")
            )
    return hints


def _known(fixtures: Fixtures) -> dict[str, list[tuple[str, str]]]:
    """Give by noun every public name and the file that gives it."""
    return {
        "party": [(row.slug, "parties.json") for row in fixtures.parties],
        "area": [(row.slug, "areas.json") for row in fixtures.areas],
        "body": [(row.slug, "bodies.json") for row in fixtures.bodies],
        "agreement": [
            *((reading.agreement.slug, reading.file) for reading in fixtures.readings),
            *((row.slug, "instruments.json") for row in fixtures.instruments),
        ],
        "provision": [(row.key, reading.file) for reading in fixtures.readings for row in reading.provisions],
        "commitment": [(row.reference, reading.file) for reading in fixtures.readings for row in reading.commitments],
        "milestone": [(row.key, reading.file) for reading in fixtures.readings for row in reading.milestones],
    }


def _given_twice(fixtures: Fixtures) -> Iterator[Fault]:
    known = _known(fixtures)
    known["code of an agreement"] = [(row.code, "agreements") for row in fixtures.agreements]
    for noun, given in known.items():
        counts = Counter(name for name, _ in given)
        for name, file in dict(given).items():
            if counts[name] > 1:
                yield Fault(f"{file}, {noun} {name}", f"the name is given {counts[name]} times")
            if not PUBLIC_NAME.fullmatch(name):
                yield Fault(f"{file}, {noun} {name}", "a public name has letters, digits, full stops and hyphens only")


def _ill_formed(fixtures: Fixtures) -> Iterator[Fault]:
    """Keys say where they belong: `<code>-<citation>`, `…-c<n>` for a commitment, `…-m<n>` for a milestone."""
    for reading in fixtures.readings:
        code = reading.agreement.code
        if not re.fullmatch(r"[A-Z0-9]+", code):
            yield Fault(f"{reading.file}, code {code}", "has capital letters and digits only")
        for provision in reading.provisions:
            if provision.key != f"{code}-{provision.citation}":
                yield Fault(f"{reading.file}, {provision.label}", f"its key must be {code}-{provision.citation}")
        named = [(row.reference, row.provision, "c", row.label) for row in reading.commitments]
        named += [(row.key, row.provision, "m", row.label) for row in reading.milestones]
        for name, key, letter, label in named:
            if not re.fullmatch(rf"{re.escape(key)}-{letter}[1-9][0-9]*", name, re.ASCII):
                yield Fault(f"{reading.file}, {label}", f"its name must be {key}-{letter} and an ordinal")


def _naming_nothing(fixtures: Fixtures) -> Iterator[Fault]:
    known = {noun: {name for name, _ in given} for noun, given in _known(fixtures).items()}
    files: list[tuple[str, Iterable[Any]]] = [
        ("bodies.json", fixtures.bodies),
        ("instruments.json", fixtures.instruments),
        *((reading.file, (reading,)) for reading in fixtures.readings),
    ]
    for file, rows in files:
        for row in rows:
            for noun, name, where in _names_in(row, ""):
                if name not in known[noun]:
                    yield Fault(f"{file}{where}", f"there is no {noun} “{name}”")


def _names_in(row: Any, where: str) -> Iterator[tuple[str, str, str]]:
    """Give every name that a row and its parts hold: noun, name, and where it stands."""
    label = getattr(row, "label", "")
    here = f"{where}, {label}" if label and label not in where else where
    for spec in fields(row):
        value = getattr(row, spec.name)
        values = value if isinstance(value, tuple) else (value,)
        if noun := spec.metadata.get("names"):
            yield from ((noun, name, here) for name in values if name is not None)
        for part in values:
            if is_dataclass(part) and not isinstance(part, type) and not spec.metadata.get("computed"):
                yield from _names_in(part, here)


def _ordinal(name: str) -> int:
    return int(re.sub(r".*\D", "", name) or 0)
