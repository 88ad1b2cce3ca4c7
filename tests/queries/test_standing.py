"""How does a commitment stand? The rule of the domain (docs/for-developers/standing.md), as one table.

Every commitment is an undertaking of Japan and NATO in an agreement of 26 June 2020 without a term, asked about on
21 November 2026 by somebody cleared for everything, unless its row says otherwise.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from commitments.models.commitments import Commitment
from commitments.queries.attention import standing_of
from commitments.queries.standing import with_standing
from commitments.vocabulary import Attention, State
from tests.factories import AgreementFactory, CommitmentFactory
from tests.queries.recorded import a_day
from tests.queries.table_of_attention import ATTENTION
from tests.queries.table_of_states import STATES

TABLE = STATES | ATTENTION


def commitment_of(strength: str = "undertaking", dated: tuple[str, str] | None = ("2020-06-26", "day")) -> Commitment:
    """A commitment of an agreement that bears this date."""
    date = {"dated_on": a_day(dated[0]), "date_precision": dated[1]} if dated else {"dated_on": None}
    commitment: Commitment = CommitmentFactory(agreement=AgreementFactory(**date), strength=strength)
    return commitment


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
def test_a_commitment_stands_as_the_rule_says(row: tuple[Any, ...], db: None) -> None:
    recorded, state, age, attention, *rest = row
    usual: dict[str, Any] = {"on": "2026-11-21", "seen_by": "restricted", "confidence": {}}
    differs = {**usual, **(rest[0] if rest else {})}
    commitment = commitment_of(**{name: differs[name] for name in ("strength", "dated") if name in differs})
    for record in recorded:
        record(commitment)
    on = datetime.date.fromisoformat(differs["on"])
    standing = standing_of(with_standing(Commitment.objects.all(), on=on, seen_by=differs["seen_by"]).get())
    if state is None:
        assert standing is None
        return
    assert standing is not None
    asks = {reason.code.value: reason.since.isoformat() for reason in standing.attention}
    assert (
        *(standing.on, standing.state.value, standing.evidence_age_days),
        *(standing.confidence, list(asks.items())),
    ) == (on, state, age, differs["confidence"], list(attention.items()))


def test_no_two_rows_of_the_table_share_a_name() -> None:
    assert len(TABLE) == len(STATES) + len(ATTENTION)


def test_every_state_and_every_code_occurs_in_the_table() -> None:
    assert {row[1] for row in TABLE.values()} == {None, *State.values}
    about_agreements = {Attention.TERM_ENDED, Attention.REVIEW_DUE}
    assert {code for row in TABLE.values() for code in row[3]} == set(Attention) - about_agreements
