"""Is a fault of a fixture that no single quote shows found, and file and row named?"""

from __future__ import annotations

from typing import Any

import pytest

from commitments.queries.fixtures import CODES
from commitments.texts.reading import read_fixtures
from tests.texts.reading_files import FILES, check, checked_with


@pytest.mark.parametrize(
    ("file", "change", "fault"),
    [
        (
            "programme-2020.json",
            lambda data: data["provisions"].pop(3),
            "programme-2020.json, provisions: IPCP20-1.3 stands in the text and is not read",
        ),
        (
            "programme-2020.json",
            lambda data: data["provisions"][1]["sentences"].pop(),
            "provision IPCP20-1.1, sentence 4: is not read: “We also attach importance",
        ),
        (
            "programme-2020.json",
            lambda data: data["provisions"][1].update(printed_number="1.2"),
            "provision IPCP20-1.1: printed_number is “1.2”, in the text “1.1”",
        ),
        (
            "programme-2020.json",
            lambda data: data["provisions"][1]["sentences"][0].update(gives="area", why=""),
            "sentence 1: gives area, but no row rests on it: it gives context",
        ),
        (
            "programme-2020.json",
            lambda data: data["provisions"][1]["sentences"][1].update(gives="context", why="So."),
            "gives context, but commitment IPCP20-1.1-c1 rests on it: it gives commitment",
        ),
        (
            "programme-2020.json",
            lambda data: data["provisions"][1]["sentences"][0].update(why=""),
            "sentence 1: is context and does not say why",
        ),
        (
            "programme-2020.json",
            lambda data: data["commitments"][0].update(strength="promise"),
            "commitments[IPCP20-1.1-c1], strength: “promise” is not one of affirmation, aspiration, discretion,",
        ),
        (
            "programme-2020.json",
            lambda data: data["commitments"][0].update(reference="IPCP20-1.1-c2"),
            "commitment IPCP20-1.1-c2: the name is given 2 times",
        ),
        (
            "programme-2020.json",
            lambda data: data["commitments"][0].update(reference="IPCP20-1.2-c9"),
            "its name must be IPCP20-1.1-c and an ordinal",
        ),
        (
            "programme-2020.json",
            lambda data: data["commitments"][0].update(areas=["cyber"]),
            "commitment IPCP20-1.1-c1: there is no area “cyber”",
        ),
        (
            "programme-2020.json",
            lambda data: data["commitments"][0]["operative"][0].update(provision="IPCP20-4.2", quote="should be"),
            "operative words: stand in IPCP20-4.2, which is neither IPCP20-1.1 nor the provision above it",
        ),
        (
            "programme-2020.json",
            lambda data: data["commitments"][0].update(quote="and"),
            "commitment IPCP20-1.1-c1, quote in IPCP20-1.1: “and” stands",
        ),
        (
            "programme-2020.json",
            lambda data: data["terms"][0].update(ends="2022-06-25"),
            "term in IPCP20-4.1: P2Y from 2020-06-26 end on 2022-06-26, not on 2022-06-25",
        ),
        (
            "programme-2020.json",
            lambda data: data["milestones"][1]["on"].update(date="2018-06-01"),
            "milestone IPCP20-2.1-m2: 2018-06-01 is not the first day of its year",
        ),
        (
            "programme-2020.json",
            lambda data: data["milestones"][0].update(planned=True),
            "milestone IPCP20-2.1-m1: has not happened, so it is tied to no commitment",
        ),
        (
            "programme-2020.json",
            lambda data: data["lineage"][0].update(later=None),
            "either names a later commitment, or is dropped and names the later agreement",
        ),
        (
            "programme-2020.json",
            lambda data: data["agreement"].update(title="Programme"),
            "the title is “Programme”, the text begins “INDIVIDUAL PARTNERSHIP",
        ),
        ("programme-2020.json", lambda data: data.pop("terms"), "programme-2020.json: “terms” is missing"),
        ("programme-2020.json", lambda data: data.update(extra=1), "programme-2020.json: “extra” is not known here"),
        (
            "declaration-2013.json",
            lambda data: data["commitments"][0].update(title=7),
            "declaration-2013.json, commitments[JPD13-1-c1], title: must be a text, not 7",
        ),
        (
            "instruments.json",
            lambda data: next(row for row in data if row["links"])["links"][0].update(quote="revised in 2019"),
            "instruments.json, agreement programme-2018, link revises programme-2014, quote in IPCP20-2.1",
        ),
        (
            "bodies.json",
            lambda data: data[0].update(parent="sto", parent_provenance="derived"),
            "bodies.json, body nato: is part of itself",
        ),
    ],
)
def test_a_fault_names_file_and_row(file, change, fault):
    assert any(fault in found for found in checked_with(file, change))


def test_a_pledge_added_later_may_take_the_next_free_ordinal():
    def change(data: Any) -> None:
        rows = data["commitments"]
        first, second = (row for row in rows if row["reference"] in ("IPCP20-1.1-c1", "IPCP20-1.1-c2"))
        first["reference"], second["reference"] = "IPCP20-1.1-c3", "IPCP20-1.1-c2"
        for line in data["lineage"]:
            line["later"] = "IPCP20-1.1-c3" if line["later"] == "IPCP20-1.1-c1" else line["later"]

    assert checked_with("programme-2020.json", change) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"areas": None}, "areas.json: is missing"),
        ({"areas": b"{"}, "areas.json: is not readable JSON"),
        ({"areas": b"{}"}, "areas.json: must be a list"),
        ({"texts__programme_2020": None}, "programme-2020.json, agreement programme-2020, text_file: there is no"),
        ({"texts__programme_2020": b""}, "texts/programme-2020.txt: is empty"),
        ({"texts__programme_2020": b"No number\r\n"}, "texts/programme-2020.txt: Character 9 is the control character"),
        ({"texts__programme_2020": b"No number at all\n"}, "no numbered paragraph in this text"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(changed, fault):
    assert any(fault in str(found) for found in check(**changed).faults)


def test_a_text_that_no_agreement_names_is_found():
    checked = read_fixtures({**FILES, "texts/other.txt": b"1. Words."}, lists=CODES)
    assert [str(fault) for fault in checked.faults] == ["texts/other.txt: is the text of no agreement"]
