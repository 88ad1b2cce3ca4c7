"""Where in their texts do the rows of a reading stand?"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import TypeVar

from commitments.texts.faults import Fault
from commitments.texts.fixture import CommitmentRow, ProvisionRow, Reading
from commitments.texts.quotes import QuoteAmbiguous, QuoteMissing, locate, verify_span
from commitments.texts.row_fields import Quoted
from commitments.texts.segment import Passage
from commitments.texts.sentences import split_sentences
from commitments.texts.spans import Span

QuotedRow = TypeVar("QuotedRow", bound=Quoted)
Passages = Mapping[str, Passage]


def place_reading(reading: Reading, passages: Passages) -> tuple[Reading, list[Fault]]:
    """Give the reading with every span filled in from its own ``passages``, and the faults.

    The provisions must be those of the text, in order, each with its sentences; every quote must stand once in its
    provision. What could not be placed keeps an empty span.
    """
    faults = _compare_keys(reading, passages)
    provisions = tuple(
        _place_provision(row, passages[row.key], reading, faults) if row.key in passages else row
        for row in reading.provisions
    )
    place = _Quotes(reading.file, passages, faults)
    return replace(
        reading,
        provisions=provisions,
        terms=place.all(reading.terms),
        links=place.all(reading.links),
        commitments=tuple(_place_commitment(row, place) for row in reading.commitments),
        milestones=place.all(reading.milestones),
        area_mentions=place.all(reading.area_mentions),
        body_mentions=place.all(reading.body_mentions),
    ), faults


def place_quotes(
    rows: tuple[QuotedRow, ...], passages: Passages, *, file: str
) -> tuple[tuple[QuotedRow, ...], list[Fault]]:
    """Give rows of another ``file`` (links of instruments only cited) with their spans, and the faults."""
    faults: list[Fault] = []
    return _Quotes(file, passages, faults).all(rows), faults


class _Quotes:
    """Finds quotes in passages and notes the faults."""

    def __init__(self, file: str, passages: Passages, faults: list[Fault]) -> None:
        self.file, self.passages, self.faults = file, passages, faults

    def all(self, rows: tuple[QuotedRow, ...]) -> tuple[QuotedRow, ...]:
        return tuple(self.one(row, row.label) for row in rows)

    def one(self, row: QuotedRow, label: str) -> QuotedRow:
        where = f"{self.file}, {label}, quote"
        passage = self.passages.get(row.provision)
        if passage is None:
            self.faults.append(Fault(where, f"there is no provision {row.provision} in this text"))
            return row
        try:
            return replace(row, span=locate(row.quote, passage.text, start=passage.start))
        except (QuoteMissing, QuoteAmbiguous) as problem:
            self.faults.append(Fault(f"{where} in {row.provision}", str(problem)))
            return row


def _place_commitment(row: CommitmentRow, place: _Quotes) -> CommitmentRow:
    label = f"{row.label}, operative words"
    own = place.passages.get(row.provision)
    for words in row.operative:
        if own and words.provision not in (own.key, own.parent):
            what = f"stand in {words.provision}, which is neither {own.key} nor the provision above it"
            place.faults.append(Fault(f"{place.file}, {label}", what))
    operative = tuple(place.one(words, label) for words in row.operative)
    return replace(place.one(row, row.label), operative=operative)


def _compare_keys(reading: Reading, passages: Passages) -> list[Fault]:
    keys = [row.key for row in reading.provisions]
    where = f"{reading.file}, provisions"
    faults = [Fault(where, f"{key} stands in the text and is not read") for key in passages if key not in keys]
    faults += [Fault(where, f"{key} does not stand in the text") for key in keys if key not in passages]
    if not faults and keys != list(passages):
        first = next(key for key, printed in zip(keys, passages, strict=False) if key != printed)
        faults.append(Fault(where, f"{first} is out of the text's order"))
    return faults


def _place_provision(row: ProvisionRow, passage: Passage, reading: Reading, faults: list[Fault]) -> ProvisionRow:
    where = f"{reading.file}, {row.label}"
    for name in ("citation", "printed_number", "parent"):
        written, printed = getattr(row, name), getattr(passage, name)
        if written != printed:
            faults.append(Fault(where, f"{name} is “{written or ''}”, in the text “{printed or ''}”"))
    if (row.role == "heading") != (passage.kind == "heading"):
        faults.append(Fault(where, f"its role is {row.role}, the text has a {passage.kind}"))
    spans = split_sentences(passage.text, start=passage.start)
    sentences = []
    for number, (sentence, span) in enumerate(zip_longest(row.sentences, spans), start=1):
        place = f"{where}, sentence {number}"
        if span is None:
            faults.append(Fault(place, f"stands in no place of the text: “{sentence.text}”"))
        elif sentence is None:
            faults.append(Fault(place, f"is not read: “{span.cut(reading.text)}”, characters {span.start}–{span.end}"))
        else:
            if fault := verify_span(reading.text, span.start, span.end, sentence.text):
                faults.append(Fault(f"{place}, {fault.where}", fault.what))
            sentences.append(replace(sentence, span=span))
    return replace(
        row, sentences=tuple(sentences), span=Span(passage.start, passage.end), heading_path=passage.heading_path
    )
