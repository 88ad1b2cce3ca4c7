"""Does what is gone from the fixtures leave the counts and stay readable?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import settings

from commitments.actions.seeding import UnsoundFixtures, seed
from commitments.actions.text_rows import GONE, Tally
from commitments.models.areas import PriorityArea
from commitments.models.commitments import Commitment, Lineage
from commitments.models.provisions import AreaMention, BodyMention
from tests import factories
from tests.actions.stored import PARTS, SHARING, TEXT_ROWS, rows_of


def test_a_commitment_gone_from_the_reading_is_retired_and_leaves_the_counts(seeded, edited, day):
    edited.drop_information_sharing()
    report = seed(edited.directory, on=day)
    row = Commitment.objects.get(reference=SHARING)
    assert (row.retired_on, row.retired_because, row.version) == (day, GONE, 2)
    assert set(row.operative.values_list("retired_on", flat=True)) == {day}
    assert report.tallies[Commitment] == Tally(changed=1, unchanged=54, retired=1)  # the one it continued changed
    assert Commitment.objects.filter(retired_on=None).count() == 55
    assert Lineage.objects.filter(retired_on=None).count() == 21


def test_a_retired_commitment_stays_retired_on_its_day(seeded, edited, day):
    edited.drop_information_sharing()
    seed(edited.directory, on=day)
    report = seed(edited.directory, on=day + datetime.timedelta(days=9))
    assert report.total == Tally(unchanged=148)
    assert Commitment.objects.get(reference=SHARING).retired_on == day


def test_a_retired_commitment_comes_back_when_it_returns(seeded, edited, day):
    edited.drop_information_sharing()
    seed(edited.directory, on=day)
    seed(settings.FIXTURES, on=day)
    row = Commitment.objects.get(reference=SHARING)
    assert (row.retired_on, row.retired_because, row.version) == (None, "", 3)
    assert set(row.operative.values_list("retired_on", flat=True)) == {None}
    assert Lineage.objects.filter(retired_on=None).count() == 22


def test_a_retired_reference_is_never_given_to_another_pledge(seeded, edited, day):
    edited.drop_information_sharing()
    seed(edited.directory, on=day)
    before = rows_of(*TEXT_ROWS, *PARTS)

    def change(data: Any) -> None:
        row = next(row for row in data["commitments"] if row["reference"] == "IPCP20-2.2b-c4")
        row["reference"] = SHARING
        for line in data["lineage"]:
            line["later"] = SHARING if line["later"] == "IPCP20-2.2b-c4" else line["later"]

    edited.edit("programme-2020", change)
    with pytest.raises(UnsoundFixtures, match="never given again"):
        seed(edited.directory, on=day)
    assert rows_of(*TEXT_ROWS, *PARTS) == before


def test_without_retiring_what_is_gone_is_left_alone(seeded, edited, day):
    edited.drop_information_sharing()
    report = seed(edited.directory, on=day, retire=False)
    row = Commitment.objects.get(reference=SHARING)
    assert (report.total.retired, row.retired_on, row.operative.filter(retired_on=None).count()) == (0, None, 2)


def test_without_retiring_an_agreement_from_elsewhere_keeps_its_rows(seeded, day):
    area = PriorityArea.objects.get(slug="cyber-defence")
    commitment = factories.CommitmentFactory(areas=[area])
    AreaMention.objects.create(
        area=area, provision=commitment.provision, named_as="possible", quote="x", start=0, end=1
    )
    report = seed(settings.FIXTURES, on=day, retire=False)
    assert report.total == Tally(unchanged=149)


def test_a_part_gone_from_the_reading_is_retired_and_not_deleted(seeded, edited, day):
    edited.edit("programme-2020", lambda data: data["body_mentions"].pop(0))
    seed(edited.directory, on=day)
    mention = BodyMention.objects.get(body__slug="nato", provision__key="IPCP20-1.1")
    assert (mention.retired_on, mention.body.version) == (day, 1)
