"""Are the Declaration of 2013 and the Programme of 2020 read exactly?"""

import pytest

from commitments.texts.coverage import uncovered, uncovered_by_sentences
from commitments.texts.segment import segment
from commitments.texts.sentences import split_sentences

PURPOSE = "2. PURPOSE AND MODALITIES FOR COOPERATION"
PRIORITIES = "3. PRIORITY AREAS FOR COOPERATION"


def outline(passages):
    return [(passage.key, passage.printed_number, passage.kind, passage.parent) for passage in passages]


def test_the_declaration_has_two_headings_and_ten_paragraphs(declaration):
    assert outline(segment(declaration, code="JPD13")) == [
        ("JPD13-1", "1", "paragraph", None),
        ("JPD13-h1", "", "heading", None),
        ("JPD13-2", "1", "paragraph", "JPD13-h1"),
        ("JPD13-3", "2", "paragraph", "JPD13-h1"),
        ("JPD13-h2", "", "heading", None),
        *((f"JPD13-{n + 3}", str(n), "paragraph", "JPD13-h2") for n in range(1, 8)),
    ]


def test_the_programme_has_four_headings_and_its_numbers_items_and_bullets(programme):
    assert outline(segment(programme, code="IPCP20")) == [
        ("IPCP20-h1", "1", "heading", None),
        ("IPCP20-1.1", "1.1", "paragraph", "IPCP20-h1"),
        ("IPCP20-1.2", "1.2", "paragraph", "IPCP20-h1"),
        ("IPCP20-1.3", "1.3", "paragraph", "IPCP20-h1"),
        ("IPCP20-h2", "2", "heading", None),
        ("IPCP20-2.1", "2.1", "paragraph", "IPCP20-h2"),
        ("IPCP20-2.2", "2.2", "paragraph", "IPCP20-h2"),
        ("IPCP20-2.2a", "", "bullet", "IPCP20-2.2"),
        ("IPCP20-2.2b", "", "bullet", "IPCP20-2.2"),
        ("IPCP20-2.2c", "", "bullet", "IPCP20-2.2"),
        ("IPCP20-h3", "3", "heading", None),
        ("IPCP20-3.1", "3.1", "paragraph", "IPCP20-h3"),
        *((f"IPCP20-3.1.{n}", f"3.1.{n}", "item", "IPCP20-3.1") for n in range(1, 10)),
        ("IPCP20-3.2", "3.2", "paragraph", "IPCP20-h3"),
        ("IPCP20-3.3", "3.3", "paragraph", "IPCP20-h3"),
        ("IPCP20-h4", "4", "heading", None),
        ("IPCP20-4.1", "4.1", "paragraph", "IPCP20-h4"),
        ("IPCP20-4.2", "4.2", "paragraph", "IPCP20-h4"),
    ]


def test_every_passage_is_exactly_the_characters_at_its_offsets(declaration, programme):
    for text in (declaration, programme):
        for passage in segment(text, code="X"):
            assert text[passage.start : passage.end] == passage.text == passage.text.strip()


def test_a_paragraph_leaves_its_number_out_and_a_heading_keeps_it(declaration, programme):
    passages = {passage.key: passage for passage in segment(programme, code="P") + segment(declaration, code="D")}
    assert passages["P-3.1.8"].text == "Public diplomacy activities; and"
    assert passages["P-h3"].text == PRIORITIES
    assert passages["P-2.2a"].text == "To strengthen high-level dialogue between Japan and NATO;"
    assert passages["D-h2"].text == "Outlines of future cooperation"
    assert (
        passages["D-9"].text
        == "We look forward to the finalisation of an Individual Partnership and Cooperation Programme."
    )
    assert (passages["D-9"].start, passages["D-9"].end) == (6101, 6192)


def test_a_bullet_knows_the_heading_two_levels_above(programme):
    bullet = next(passage for passage in segment(programme, code="P") if passage.citation == "2.2b")
    assert bullet.heading_path == (PURPOSE,)


def test_only_title_date_and_furniture_stand_outside_the_provisions(declaration, programme):
    assert [span.cut(declaration) for span in uncovered(declaration, segment(declaration, code="D"))] == [
        "Joint Political Declaration between Japan and the North Atlantic Treaty Organisation",
        "• 13 Apr. 2013 -",
        "• |",
        "• Mis à jour le: 16 Apr. 2013 11:06",
    ]
    assert [span.cut(programme) for span in uncovered(programme, segment(programme, code="P"))] == [
        "INDIVIDUAL PARTNERSHIP AND COOPERATION PROGRAMME BETWEEN JAPAN AND NATO",
        "Approved on 26 June 2020",
    ]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("declaration", [3, 1, 6, 5, 1, 1, 2, 6, 3, 2, 1, 2]),
        ("programme", [1, 4, 4, 2, 1, 1, 1, 1, 1, 1, 1, 1, *[1] * 9, 3, 1, 1, 1, 2]),
    ],
)
def test_sentences_are_counted_by_hand_and_cover_every_provision(name, counts, request):
    text = request.getfixturevalue(name)
    passages = segment(text, code="X")
    sentences = [split_sentences(passage.text, start=passage.start) for passage in passages]
    assert [len(found) for found in sentences] == counts
    for passage, found in zip(passages, sentences, strict=True):
        assert uncovered_by_sentences(text, passage, found) == []


def test_the_sentences_of_3_2_are_literal(programme):
    passage = next(passage for passage in segment(programme, code="P") if passage.citation == "3.2")
    spans = split_sentences(passage.text, start=passage.start)
    assert [span.cut(programme).split()[0] for span in spans] == ["The", "NATO", "Building"]
    assert spans[1].cut(programme) == (
        "NATO may consider contributing assets to Japanese exercises in the Indo-Pacific region, where NATO "
        "participation would be appropriate."
    )
