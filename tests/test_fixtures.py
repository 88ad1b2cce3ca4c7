"""Do the fixtures say what the two texts say, and the README what the fixtures hold?"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter
from typing import Any

import pytest
from django.conf import settings

from commitments.queries.fixtures import checked_fixtures

DIGESTS = {
    "declaration-2013.txt": "6689112422190b5ea0d23d6f5911989192284352f8c5ba8d212d697df121bc0f",
    "programme-2020.txt": "ac14917ab8d3b8dd3719e3fb827efa3660989358e0dbf6a12482f709ee4d39da",
}
NINE = [
    "cyber-defence",
    "maritime-security",
    "disaster-relief",
    "arms-control",
    "science-and-technology",
    "women-peace-security",
    "human-security",
    "public-diplomacy",
    "other-cooperation",
]
ROWS = {
    "terms": "terms",
    "links": "links",
    "mentions of areas": "area_mentions",
    "mentions of bodies": "body_mentions",
    "lineage": "lineage",
    "milestones": "milestones",
    "commitments": "commitments",
    "provisions": "provisions",
}


@pytest.fixture(scope="module")
def fixtures():
    return checked_fixtures(settings.FIXTURES).fixtures


@pytest.fixture(scope="module")
def commitments(fixtures):
    return {row.reference: row for reading in fixtures.readings for row in reading.commitments}


def counted(reading: Any) -> dict[str, int]:
    """Count a reading under the names of the README's table."""
    sentences = [sentence for row in reading.provisions for sentence in row.sentences]
    gives = Counter(sentence.gives for sentence in sentences)
    strengths = Counter(row.strength for row in reading.commitments)
    return {
        **{name: len(getattr(reading, kind)) for name, kind in ROWS.items()},
        "of these headings": sum(row.role == "heading" for row in reading.provisions),
        "sentences": len(sentences),
        **{f"sentences that give a {kind}": gives[kind] for kind in ("commitment", "milestone", "term")},
        "sentences that give an area": gives["area"],
        "sentences of context": gives["context"],
        **{
            f"{strength}s": strengths[strength]
            for strength in ("undertaking", "aspiration", "discretion", "affirmation")
        },
    }


def test_the_texts_are_the_bytes_that_were_read():
    folder = settings.FIXTURES / "texts"
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()} == DIGESTS


def test_the_counts_in_the_readme_are_those_of_the_fixtures(fixtures):
    table = {}
    for line in (settings.FIXTURES / "README.md").read_text().split("## Counts")[1].split("\n##")[0].splitlines():
        name, *numbers = [cell.strip() for cell in line.strip("|").split("|")]
        if numbers and numbers[0].isdigit():
            table[name] = [int(number) for number in numbers]
    declaration, programme = (counted(reading) for reading in fixtures.readings)
    assert table == {
        name: [declaration[name], programme[name], declaration[name] + programme[name]] for name in declaration
    }


def test_the_shared_rows_in_the_readme_are_counted_rightly(fixtures):
    shared = (
        f"{len(fixtures.parties)} parties, {len(fixtures.areas)} areas, {len(fixtures.bodies)} bodies, "
        f"{len(fixtures.instruments)} instruments only cited "
        f"(with {sum(len(row.links) for row in fixtures.instruments)} link among them)"
    )
    assert shared in (settings.FIXTURES / "README.md").read_text()


def test_the_two_texts_hold_fifty_six_commitments(fixtures):
    assert [len(reading.commitments) for reading in fixtures.readings] == [23, 33]


def test_the_nine_areas_come_first_in_the_order_of_the_programme(fixtures, commitments):
    assert [(row.slug, row.order) for row in fixtures.areas[:9]] == list(zip(NINE, range(1, 10), strict=True))
    assert [commitments[f"IPCP20-3.1.{number}-c1"].areas for number in range(1, 10)] == [(slug,) for slug in NINE]


def test_the_declaration_is_cited_from_one_to_ten_and_keeps_its_printed_numbers(fixtures):
    rows = [row for row in fixtures.readings[0].provisions if row.role != "heading"]
    assert [row.citation for row in rows] == [str(number) for number in range(1, 11)]
    assert [row.printed_number for row in rows] == ["1", "1", "2", "1", "2", "3", "4", "5", "6", "7"]


def test_nato_alone_is_obligated_once_and_is_free_to_do_it(commitments):
    alone = [row for row in commitments.values() if row.obligated == ("nato",)]
    assert [(row.reference, row.strength) for row in alone] == [("IPCP20-3.2-c6", "discretion")]


def test_japan_alone_designates_takes_part_and_sends(commitments):
    assert [row.reference for row in commitments.values() if row.obligated == ("japan",)] == [
        "JPD13-7-c4",
        "IPCP20-3.2-c2",
        "IPCP20-3.3-c1",
        "IPCP20-3.3-c2",
        "IPCP20-3.3-c3",
        "IPCP20-3.3-c4",
    ]


def test_the_designation_is_japans_and_names_both_offices(fixtures, commitments):
    row = commitments["JPD13-7-c4"]
    assert (row.strength, row.recurrence, row.obligated) == ("undertaking", "once", ("japan",))
    assert [part.body for part in row.responsibilities] == ["ambassador-to-belgium", "representative-to-nato"]
    assert [row.key for row in fixtures.readings[0].milestones if row.provision == "JPD13-7"] == []


@pytest.mark.parametrize(
    ("reference", "host", "post", "areas"),
    [
        ("IPCP20-3.3-c1", "nato-headquarters", "vnc-psp-post-nato-headquarters", ()),
        ("IPCP20-3.3-c2", "shape", "liaison-officer-shape", ()),
        ("IPCP20-3.3-c3", "marcom", "liaison-officer-marcom", ("maritime-security",)),
        ("IPCP20-3.3-c4", "ccdcoe", "expert-ccdcoe", ("cyber-defence",)),
    ],
)
def test_each_post_has_its_host(fixtures, commitments, reference, host, post, areas):
    row = commitments[reference]
    assert [(part.body, part.role) for part in row.responsibilities] == [(host, "host"), (post, "implementing")]
    assert row.areas == areas
    assert {body.slug: (body.kind, body.parent) for body in fixtures.bodies}[post] == ("post", host)


def test_the_posts_are_the_four_that_the_programme_promises(fixtures):
    assert [row.slug for row in fixtures.bodies if row.kind == "post"] == [
        "vnc-psp-post-nato-headquarters",
        "liaison-officer-shape",
        "liaison-officer-marcom",
        "expert-ccdcoe",
    ]


def test_the_science_programme_is_an_example_and_no_commitment_of_its_own(commitments):
    rows = [row for row in commitments.values() if row.provision == "IPCP20-3.2"]
    assert (len(rows), [row.reference for row in rows if "SPS" in row.quote]) == (7, ["IPCP20-3.2-c3"])
    assert [(part.body, part.role) for part in commitments["IPCP20-3.2-c3"].responsibilities] == [
        ("sps-programme", "channel")
    ]


def test_one_milestone_fulfils_one_commitment(fixtures):
    tied = [row for reading in fixtures.readings for row in reading.milestones if row.commitments]
    assert [(row.key, row.on.date, row.on.precision) for row in tied] == [
        ("IPCP20-2.1-m1", datetime.date(2014, 5, 6), "day")
    ]
    assert [(part.reference, part.effect) for part in tied[0].commitments] == [("JPD13-9-c1", "fulfils")]


def test_what_is_planned_keeps_its_year_and_is_tied_to_nothing(fixtures):
    planned = [row for reading in fixtures.readings for row in reading.milestones if row.planned]
    assert [(row.key, row.on.date.year, row.on.precision, row.commitments) for row in planned] == [
        ("JPD13-6-m1", 2014, "year", ())
    ]


def test_the_programme_ends_two_years_after_its_approval_which_is_derived(fixtures):
    declaration, programme = fixtures.readings
    assert declaration.terms == ()
    assert [(row.starts, row.ends, row.duration, row.provenance) for row in programme.terms] == [
        (datetime.date(2020, 6, 26), datetime.date(2022, 6, 26), "P2Y", "derived")
    ]


def test_the_revision_of_2018_revises_the_programme_of_2014(fixtures):
    links = {row.slug: [(link.kind, link.to, link.provision) for link in row.links] for row in fixtures.instruments}
    assert links["programme-2018"] == [("revises", "programme-2014", "IPCP20-2.1")]


def test_cyber_defence_is_mentioned_once_in_the_declaration_as_possible(fixtures):
    mentions = [
        (row.provision, row.named_as) for row in fixtures.readings[0].area_mentions if row.area == "cyber-defence"
    ]
    assert mentions == [("JPD13-10", "possible")]


def test_every_commitment_says_which_judgement_was_made(commitments):
    assert [row.reference for row in commitments.values() if not row.note or len(row.title) > 60] == []


def test_the_files_are_written_as_json_for_people():
    for path in settings.FIXTURES.glob("*.json"):
        text = path.read_text()
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
