"""Do a commitment's words stand where the text prints them?"""

from __future__ import annotations

import pytest

from commitments.models.commitments import Commitment, OperativeWords
from commitments.queries.passages import Passage, Piece, passages_of
from tests.factories import AgreementFactory, CommitmentFactory, ProvisionFactory


def test_the_promise_and_its_operative_words_are_told_from_their_context(db: None) -> None:
    provision = ProvisionFactory(text="To this end the parties will hold talks every year, among other things.")
    commitment = CommitmentFactory(
        provision=provision, quote="the parties will hold talks", operative_words="will hold"
    )

    assert passages_of(commitment) == [
        Passage(
            provision,
            [
                Piece("To this end ", promised=False, binding=False),
                Piece("the parties ", promised=True, binding=False),
                Piece("will hold", promised=True, binding=True),
                Piece(" talks", promised=True, binding=False),
                Piece(" every year, among other things.", promised=False, binding=False),
            ],
        )
    ]


def test_operative_words_of_the_chapeau_bring_the_chapeau_along(db: None) -> None:
    agreement = AgreementFactory()
    chapeau = ProvisionFactory(agreement=agreement, citation="3.1", text="The parties will cooperate in these areas:")
    agreement.refresh_from_db()
    commitment = CommitmentFactory(
        provision=ProvisionFactory(agreement=agreement, citation="3.1.1", parent=chapeau, text="Cyber Defence"),
        quote="Cyber Defence",
        operative_words="Cyber Defence",
    )
    start = chapeau.start + chapeau.text.index("will cooperate")
    commitment.operative.update(provision=chapeau, quote="will cooperate", start=start, end=start + 14)

    passages = passages_of(Commitment.objects.get(pk=commitment.pk))

    assert [passage.provision.citation for passage in passages] == ["3.1", "3.1.1"]
    assert [[piece.text for piece in passage.pieces if piece.binding] for passage in passages] == [
        ["will cooperate"],
        [],
    ]


@pytest.mark.usefixtures("seeded")
def test_every_piece_of_both_real_texts_is_as_printed() -> None:
    for commitment in Commitment.objects.select_related("agreement", "provision"):
        passages = passages_of(commitment)
        for passage in passages:
            printed = commitment.agreement.text[passage.provision.start : passage.provision.end]
            assert "".join(piece.text for piece in passage.pieces) == printed
        said = "".join(piece.text for passage in passages for piece in passage.pieces if piece.promised)
        assert said.split() == commitment.quote.split()
        bound = [piece.text for passage in passages for piece in passage.pieces if piece.binding]
        assert bound, commitment.reference
    assert OperativeWords.objects.exists()
