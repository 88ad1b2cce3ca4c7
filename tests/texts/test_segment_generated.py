"""Is any agreement of the two styles read back as it was written?"""

import textwrap
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.texts.coverage import uncovered, uncovered_by_sentences
from commitments.texts.numbering import letters, roman
from commitments.texts.segment import segment
from commitments.texts.sentences import split_sentences

# A line that begins with a number in the middle of a text is tested by itself: no wrap may make one here.
WORDS = st.lists(
    st.sampled_from(
        "Japan NATO we will U.N. Art._5 (ISAF) e.g. peace, à NATO’s well-known".replace("_", "\u00a0").split(" ")
    ),
    min_size=1,
    max_size=8,
)
SENTENCES = WORDS.map(lambda words: "The " + " ".join(words) + ".")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=2).map(" ".join)
HEADINGS = st.lists(st.sampled_from(["Outlines", "OF", "cooperation", "Aims"]), min_size=1, max_size=4).map(
    lambda words: "Principles " + " ".join(words)
)
LISTS = st.tuples(st.sampled_from(["bullet", "letter", "roman"]), st.lists(PARAGRAPHS, min_size=1, max_size=4))


few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass
class Written:
    """An agreement put together, with the passages one should read in it."""

    text: str
    passages: list[tuple[str, str]]


class Writer:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = "A Joint Declaration\n\nApproved on 26 June 2020\n\n"
        self.passages: list[tuple[str, str]] = []

    def put(self, citation: str, marker: str, words: str, *, in_text: bool = False) -> None:
        width = self.draw(st.sampled_from([20, 10_000]))
        wrapped = "\n".join(
            textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False) if not in_text else [words]
        )
        self.passages.append((citation, f"{marker} {wrapped}" if in_text and marker else wrapped))
        self.text += f"{marker} {wrapped}".strip() + "\n" * self.draw(st.integers(1, 3))

    def put_list(self, citation: str) -> None:
        form, items = self.draw(LISTS)
        for ordinal, words in enumerate(items, start=1):
            label = roman(ordinal) if form == "roman" else letters(ordinal)
            self.put(citation + label, "-" if form == "bullet" else f"({label})", words)


@st.composite
def restarting(draw: st.DrawFn) -> Written:
    writer = Writer(draw)
    cited = 0
    for section in range(1, draw(st.integers(1, 3)) + 1):
        writer.text = writer.text.rstrip("\n") + "\n\n"
        writer.put(f"h{section}", "", draw(HEADINGS), in_text=True)
        for printed in range(1, draw(st.integers(1, 3)) + 1):
            cited += 1
            writer.put(str(cited), f"{printed}.", draw(PARAGRAPHS))
            if draw(st.booleans()):
                writer.put_list(str(cited))
    return Written(writer.text, writer.passages)


@st.composite
def decimal(draw: st.DrawFn) -> Written:
    writer = Writer(draw)
    for section in range(1, draw(st.integers(1, 3)) + 1):
        writer.put(f"h{section}", f"{section}.", draw(HEADINGS).upper(), in_text=True)
        for paragraph in range(1, draw(st.integers(1, 3)) + 1):
            number = f"{section}.{paragraph}"
            writer.put(number, number, draw(PARAGRAPHS))
            for item in range(1, draw(st.integers(0, 2)) + 1):
                writer.put(f"{number}.{item}", f"{number}.{item}", draw(PARAGRAPHS))
            if draw(st.booleans()):
                last = writer.passages[-1][0]
                writer.put_list(last)
    return Written(writer.text, writer.passages)


@few
@given(st.one_of(restarting(), decimal()))
def test_an_agreement_is_read_back_as_it_was_written(written):
    passages = segment(written.text, code="X")
    assert [(passage.citation, passage.text) for passage in passages] == written.passages
    assert [passage.key for passage in passages] == [f"X-{citation}" for citation, _ in written.passages]


@few
@given(st.one_of(restarting(), decimal()))
def test_passages_lie_in_order_and_nothing_but_title_and_date_is_left_out(written):
    passages = segment(written.text, code="X")
    ends = [0, *(passage.end for passage in passages)]
    assert all(before < passage.start for before, passage in zip(ends, passages, strict=False))
    outside = [span.cut(written.text) for span in uncovered(written.text, passages)]
    assert outside == ["A Joint Declaration", "Approved on 26 June 2020"]


@few
@given(st.one_of(restarting(), decimal()))
def test_sentences_cover_every_passage_of_any_agreement(written):
    for passage in segment(written.text, code="X"):
        sentences = split_sentences(passage.text, start=passage.start)
        assert uncovered_by_sentences(written.text, passage, sentences) == []


@few
@given(st.one_of(restarting(), decimal()))
def test_every_parent_stands_before_its_children(written):
    seen: set[str | None] = {None}
    for passage in segment(written.text, code="X"):
        assert passage.parent in seen
        seen.add(passage.key)
