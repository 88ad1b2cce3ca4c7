"""Is every word of the fixtures checked against the texts, and its place named when it differs?"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.texts.normalise import digest
from commitments.texts.segment import segment
from commitments.texts.spans import Span
from tests.texts.reading_files import FILES, READINGS, TEXTS, check, checked_with

QUOTED = ("commitments", "milestones", "terms", "links", "area_mentions", "body_mentions")


def another(letter: str) -> str:
    """Give a letter of the same case that is not this one."""
    other = "q" if letter.lower() != "q" else "z"
    return other.upper() if letter.isupper() else other


def altered(words: str, position: int) -> str:
    """Change the letter at or after `position`, going round."""
    order = [*range(position, len(words)), *range(position)]
    found = next(index for index in order if words[index].isalpha())
    return words[:found] + another(words[found]) + words[found + 1 :]


def words_in(data: Any) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Give every row with words of the text, the field that holds them, and a name by which its fault is known."""
    for provision in data["provisions"]:
        for number, sentence in enumerate(provision["sentences"], start=1):
            yield sentence, "text", f"provision {provision['key']}, sentence {number}"
    for kind in QUOTED:
        for row in data[kind]:
            yield row, "quote", row.get("reference") or row.get("key") or row["provision"]
            for words in row.get("operative", ()):
                yield words, "quote", f"commitment {row['reference']}, operative words"


def test_the_fixtures_are_sound():
    checked = check()
    assert checked.faults == ()
    assert [reading.agreement.code for reading in checked.fixtures.readings] == ["JPD13", "IPCP20"]


def test_the_only_promise_like_words_without_commitment_are_those_of_the_term():
    assert [str(hint) for hint in check().hints] == [
        "programme-2020.json, provision IPCP20-4.1, sentence 1, characters 5143–5147: "
        "“will” reads like a promise (undertaking) and is quoted by no commitment"
    ]


def test_every_span_reads_as_its_quote():
    for reading in check().fixtures.readings:
        rows = [*reading.commitments, *(words for row in reading.commitments for words in row.operative)]
        rows += [*reading.milestones, *reading.terms, *reading.links, *reading.area_mentions, *reading.body_mentions]
        assert [row.span.cut(reading.text) for row in rows] == [row.quote for row in rows]


@pytest.mark.parametrize("file", READINGS)
@pytest.mark.parametrize("part", [0, 0.5, 0.99])
def test_one_letter_changed_in_any_quote_or_sentence_is_found_and_named(file, part):
    data = json.loads(FILES[file])
    expected = []
    for row, field, name in words_in(data):
        row[field] = altered(row[field], int(part * len(row[field])))
        expected.append((name, f"“{row[field]}” does not stand there"))
    found = checked_with(file, lambda content: content.update(data))
    for name, what in expected:
        assert any(name in fault and what in fault and "They first differ at character" in fault for fault in found)
    assert len(found) >= len(expected)


@pytest.mark.parametrize("file", READINGS)
@settings(max_examples=25, deadline=None)
@given(draw=st.data())
def test_one_letter_changed_alone_is_found(file, draw):
    data = json.loads(FILES[file])
    row, field, name = draw.draw(st.sampled_from(list(words_in(copy.deepcopy(data)))))
    words = row[field]
    new = altered(words, draw.draw(st.integers(0, len(words) - 1)))
    for same, its_field, its_name in words_in(data):
        if (its_name, same[its_field]) == (name, words):
            same[its_field] = new
    assert any(name in fault and new in fault for fault in checked_with(file, lambda content: content.update(data)))


@pytest.mark.slow
@pytest.mark.parametrize("file", READINGS)
@settings(max_examples=40, deadline=None)
@given(draw=st.data())
def test_one_letter_changed_in_a_text_is_found_at_its_character(file, draw):
    text = TEXTS[file]
    position = draw.draw(st.sampled_from([index for index, letter in enumerate(text) if letter.isalpha()]))
    changed = text[:position] + another(text[position]) + text[position + 1 :]
    name = file.removesuffix(".json")
    faults = [str(fault) for fault in check(**{f"texts__{name.replace('-', '_')}": changed.encode()}).faults]
    assert any(fault.startswith(f"texts/{name}.txt: its SHA-256 is") for fault in faults)
    if any(passage.start <= position < passage.end for passage in segment(text, code=READINGS[file])):
        assert any(f"first differ at character {position}:" in fault for fault in faults)


def test_white_space_in_a_quote_may_be_folded_and_nothing_else():
    folded = lambda data: data["commitments"][0].update(  # noqa: E731
        quote=data["commitments"][0]["quote"].replace("We cooperate", "We\n  cooperate")
    )
    assert checked_with("programme-2020.json", folded) == []


def test_the_digest_is_that_of_the_bytes():
    assert (
        digest(FILES["texts/programme-2020.txt"])
        == json.loads(FILES["programme-2020.json"])["agreement"]["text_sha256"]
    )


def test_offsets_count_characters_and_not_bytes():
    reading = check().fixtures.readings[0]
    last = reading.provisions[-1].span
    assert last.end <= len(reading.text) < len(reading.text.encode())
    assert Span(last.start, last.start + 17).cut(reading.text) == "We share the view"
