"""Does seeding bring the text rows to what the fixtures say, and touch nothing else?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.actions.seeding import UnsoundFixtures, seed
from commitments.actions.text_rows import Tally
from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.models.milestones import Milestone
from commitments.models.parties import Party
from commitments.models.provisions import Provision
from commitments.models.reviews import ReviewPosition
from tests import factories
from tests.actions.stored import PARTS, SHARING, TEXT_ROWS, TIES, WORK, chosen, rows_of


def test_the_first_seeding_makes_every_row_with_version_one(seeded):
    made = {model.__name__: tally.created for model, tally in seeded.tallies.items()}
    assert made == {
        "Party": 2,
        "PriorityArea": 11,
        "Body": 25,
        "Agreement": 12,
        "Provision": 38,
        "Commitment": 56,
        "Milestone": 5,
    }
    assert {row.version for model in TEXT_ROWS for row in model.objects.all()} == {1}


def test_the_parts_are_all_there(seeded):
    assert {model.__name__: model.objects.count() for model in PARTS} == {
        "Signatory": 10,
        "Term": 1,
        "AgreementLink": 12,
        "Sentence": 69,
        "AreaMention": 19,
        "BodyMention": 28,
        "OperativeWords": 59,
        "Responsibility": 15,
        "Lineage": 22,
        "MilestoneEffect": 1,
    }


def test_seeding_twice_writes_nothing(seeded, day):
    before = rows_of(*TEXT_ROWS, *PARTS), chosen()
    with CaptureQueriesContext(connection) as captured:
        report = seed(settings.FIXTURES, on=day + datetime.timedelta(days=1))
    assert [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert report.total == Tally(unchanged=149)
    assert (rows_of(*TEXT_ROWS, *PARTS), chosen()) == before


def test_every_row_holds_together(seeded):
    for model in (*TEXT_ROWS, *PARTS):
        for row in model.objects.all():
            row.full_clean(exclude=["parent", "text"])


def test_text_order_runs_over_both_texts(seeded):
    references = list(Commitment.objects.order_by("position").values_list("reference", flat=True))
    assert references[:3] == ["JPD13-1-c1", "JPD13-2-c1", "JPD13-2-c2"]
    assert references[22:24] == ["JPD13-10-c7", "IPCP20-1.1-c1"]
    assert references == [row.reference for row in Commitment.objects.all()]


def test_agreements_stand_in_order_of_their_dates_and_those_without_a_date_last(seeded):
    assert list(Agreement.objects.values_list("slug", flat=True)) == [
        "information-security-agreement-2010",
        "strategic-concept-2010",
        "partnership-policy-2011",
        "declaration-2013",
        "programme-2014",
        "programme-2018",
        "programme-2020",
        *sorted(Agreement.objects.filter(dated_on=None).values_list("slug", flat=True)),
    ]


def test_taking_a_commitment_out_leaves_the_versions_of_the_others(seeded, edited, day):
    edited.drop_information_sharing()
    seed(edited.directory, on=day)
    changed = Commitment.objects.filter(version__gt=1).values_list("reference", flat=True)
    assert set(changed) == {"IPCP20-2.2b-c3"}  # itself; lineage is no part of the version of the one it continued


def test_an_imprecise_date_counts_from_its_last_day(seeded):
    days = Milestone.objects.values_list("key", "dated_on", "date_precision", "counts_on")
    assert ("IPCP20-2.1-m2", datetime.date(2018, 1, 1), "year", datetime.date(2018, 12, 31)) in days
    assert ("JPD13-4-m1", datetime.date(2011, 4, 1), "month", datetime.date(2011, 4, 30)) in days


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "change", "model"),
    [
        ("programme-2020", lambda data: data["commitments"][0].update(title="Another title"), Commitment),
        ("programme-2020", lambda data: data["commitments"][0].update(areas=["human-security"]), Commitment),
        ("programme-2020", lambda data: data["commitments"][0].update(obligated=["japan"]), Commitment),
        (
            "programme-2020",
            lambda data: data["commitments"][0]["operative"][0].update(quote="We cooperate"),
            Commitment,
        ),
        ("programme-2020", lambda data: data["provisions"][1]["sentences"][0].update(why="So."), Provision),
        ("parties", lambda data: data[0].update(short_name="JPN"), Party),
        ("bodies", lambda data: data[0].update(note=""), Body),
    ],
)
def test_a_change_raises_the_version_of_its_row_alone(seeded, edited, day, file, change, model):
    edited.edit(file, change)
    report = seed(edited.directory, on=day)
    assert report.total == Tally(changed=1, unchanged=148)
    assert sorted(row.version for row in model.objects.all())[-2:] == [1, 2]


@pytest.mark.parametrize(
    ("change", "model"),
    [
        (lambda data: data["area_mentions"][0].update(**{"as": "possible"}), PriorityArea),
        (lambda data: data["milestones"][0]["commitments"].clear(), Milestone),
        (lambda data: data["terms"][0].update(note="Derived."), Agreement),
    ],
)
def test_a_change_of_what_may_rest_on_another_text_is_told_and_leaves_the_version(seeded, edited, day, change, model):
    edited.edit("programme-2020", change)
    report = seed(edited.directory, on=day)
    assert (report.total, report.tallies[model].changed) == (Tally(changed=1, unchanged=148), 1)
    assert {row.version for row in model.objects.all()} == {1}


def test_several_changes_of_a_row_raise_its_version_once(seeded, edited, day):
    def change(data: Any) -> None:
        row = data["commitments"][0]
        row.update(title="Another title", obligated=["japan"], areas=["human-security"])
        row["operative"][0]["quote"] = "We cooperate"

    edited.edit("programme-2020", change)
    seed(edited.directory, on=day)
    row = Commitment.objects.get(reference="IPCP20-1.1-c1")
    assert (row.version, row.title, [area.slug for area in row.areas.all()]) == (2, "Another title", ["human-security"])
    assert [words.quote for words in row.operative.all()] == ["We cooperate"]


def test_lineage_changes_both_commitments_that_show_it(seeded, edited, day):
    edited.edit("programme-2020", lambda data: data["lineage"][0].update(note="Otherwise."))
    assert seed(edited.directory, on=day).tallies[Commitment].changed == 2


def test_fixtures_with_a_fault_write_nothing(db, edited, day):
    edited.edit("programme-2020", lambda data: data["commitments"][0].update(quote="We cooperate clozely"))
    with pytest.raises(UnsoundFixtures, match=r"programme-2020\.json, commitment IPCP20-1\.1-c1, quote"):
        seed(edited.directory, on=day)
    assert Party.objects.count() == 0


def test_a_raised_marking_stays_raised(seeded, day):
    Agreement.objects.filter(slug="programme-2020").update(marking="internal")
    assert seed(settings.FIXTURES, on=day).total == Tally(unchanged=149)
    assert Agreement.objects.get(slug="programme-2020").marking == "internal"


def test_what_people_did_and_decided_survives_byte_for_byte(seeded, edited, day):
    commitment = Commitment.objects.get(reference=SHARING)
    other = Commitment.objects.get(reference="IPCP20-3.3-c4")
    activity = factories.ActivityFactory(
        commitments=[commitment, other], bodies=[(Body.objects.get(slug="ccdcoe"), "host")]
    )
    factories.EvidenceFactory(activity=activity)
    for make in (factories.AssessmentFactory, factories.DecisionFactory, factories.TargetFactory):
        make(commitment=commitment)
        make(commitment=other)
    review = factories.ReviewFactory(agreement=commitment.agreement)
    ReviewPosition.objects.create(
        review=review, commitment=commitment, party=Party.objects.get(slug="japan"), position="keep"
    )
    before = rows_of(*WORK), [list(tie.objects.order_by("pk").values()) for tie in TIES]
    edited.drop_information_sharing()
    for directory in (settings.FIXTURES, edited.directory, settings.FIXTURES):
        seed(directory, on=day)
        assert (rows_of(*WORK), [list(tie.objects.order_by("pk").values()) for tie in TIES]) == before
