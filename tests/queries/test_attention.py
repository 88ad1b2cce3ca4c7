"""In which words does a commitment ask for attention?"""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation

from commitments.models.commitments import Commitment
from commitments.queries.attention import standing_of
from commitments.queries.standing import with_standing
from tests.factories import AssessmentFactory, CommitmentFactory, PartyFactory
from tests.queries.recorded import Recording, assessed, did, due, every, planned

SENTENCES: dict[str, tuple[list[Recording], list[str]]] = {
    "silent": (
        [],
        ["Nothing was done and nothing is planned since the agreement began on 26 June 2020."],
    ),
    "quiet": ([did("2021-03-01")], ["The last evidence is of 1 March 2021."]),
    "lapsed": ([planned("2026-11-20")], ["An activity planned for 20 November 2026 is still planned."]),
    "a date missed": (
        [did("2025-12-01"), due("2026-06-30", "2026-01-01")],
        ["The office's own target of 30 June 2026 passed without evidence."],
    ),
    "a rhythm missed": (
        [did("2026-01-01"), every("P6M", "2025-01-01")],
        ["It should happen every 6 months; nothing has been recorded since 1 January 2026."],
    ),
    "a monthly rhythm missed": (
        [did("2026-01-01"), every("P1M", "2025-01-01")],
        ["It should happen every month; nothing has been recorded since 1 January 2026."],
    ),
    "off track and at odds": (
        [
            *(did("2026-11-01"), assessed("japan", "off_track", "2026-05-02")),
            assessed("nato", "on_track", "2026-06-03"),
        ],
        [
            "A latest assessment, of 2 May 2026, says off track.",
            "The parties' latest assessments differ since 3 June 2026.",
        ],
    ),
}


def sentences(commitment: Commitment, day: datetime.date) -> list[str]:
    standing = standing_of(with_standing(Commitment.objects.all(), on=day).get(pk=commitment.pk))
    assert standing is not None
    return [reason.sentence for reason in standing.attention]


@pytest.mark.parametrize(("recorded", "said"), SENTENCES.values(), ids=SENTENCES.keys())
def test_each_reason_is_a_sentence_with_its_day(
    recorded: list[Recording], said: list[str], db: None, day: datetime.date
) -> None:
    commitment = CommitmentFactory()
    for record in recorded:
        record(commitment)
    with translation.override("en"):
        assert sentences(commitment, day) == said


def test_three_parties_disagree_since_the_first_two_of_them_did(db: None, day: datetime.date) -> None:
    commitment = CommitmentFactory()
    did("2026-11-01")(commitment)
    for slug, confidence, on in (("japan", "on_track", 1), ("nato", "at_risk", 2), ("third", "on_track", 9)):
        AssessmentFactory(
            commitment=commitment,
            party=PartyFactory(slug=slug),
            confidence=confidence,
            assessed_on=datetime.date(2026, 6, on),
        )
    standing = standing_of(with_standing(Commitment.objects.all(), on=day).get())
    assert standing is not None
    assert [(reason.code, reason.since) for reason in standing.attention] == [
        ("parties_disagree", datetime.date(2026, 6, 2))
    ]


def test_confidence_names_parties_in_order_then_the_agreed_one_whoever_assessed_first(
    db: None, day: datetime.date
) -> None:
    told = []
    for order in (("nato", None, "japan"), ("japan", "nato", None), (None, "nato", "japan")):
        commitment = CommitmentFactory()
        for slug in order:
            party = PartyFactory(slug=slug) if slug else None
            AssessmentFactory(commitment=commitment, party=party, confidence="on_track")
        standing = standing_of(with_standing(Commitment.objects.filter(pk=commitment.pk), on=day).get())
        assert standing is not None
        told.append(list(standing.confidence))
    assert told == [["japan", "nato", "agreed"]] * 3
