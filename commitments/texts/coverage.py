"""Which characters of a text does nothing account for?

White space and the printed numbers, letters and bullets before passages need no account.
"""

import re
from collections.abc import Iterable

from commitments.texts.lines import BULLET, LETTER, NUMBER
from commitments.texts.spans import Placed, Span

STRETCH = re.compile(r"\S(?:[^\n]*\S)?")


def uncovered(text: str, passages: Iterable[Placed]) -> list[Span]:
    """Give what stands outside every passage of the agreement's ``text``, one span for each stretch of a line.

    Title, date and page furniture are found here (rule of reading 2), and any provision that was forgotten.
    """
    placed = [Span(passage.start, passage.end) for passage in passages]
    return _outside(text, Span(0, len(text)), [_with_marker(text, span) for span in placed])


def uncovered_by_sentences(text: str, passage: Placed, sentences: Iterable[Placed]) -> list[Span]:
    """Give what stands inside ``passage`` and outside every sentence; no span means they cover it (rule 1).

    All offsets count from the start of the agreement's ``text``.
    """
    return _outside(text, Span(passage.start, passage.end), [Span(s.start, s.end) for s in sentences])


def _with_marker(text: str, span: Span) -> Span:
    """Widen a passage by the printed number before it on its line."""
    line_start = text.rfind("\n", 0, span.start) + 1
    before = text[line_start : span.start].strip()
    marked = any(marker.fullmatch(before) for marker in (NUMBER, LETTER, BULLET))
    return Span(line_start, span.end) if marked else span


def _outside(text: str, whole: Span, covers: list[Span]) -> list[Span]:
    gaps: list[Span] = []
    position = whole.start
    for cover in sorted(covers):
        gaps.append(Span(position, min(cover.start, whole.end)))
        position = max(position, cover.end)
    gaps.append(Span(position, whole.end))
    return [
        Span(stretch.start(), stretch.end())
        for gap in gaps
        for stretch in STRETCH.finditer(text, gap.start, max(gap.start, gap.end))
    ]
