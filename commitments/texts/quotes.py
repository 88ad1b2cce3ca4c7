"""Where exactly do the quoted words stand?

A quote is a literal substring of the text: white space may be folded, nothing else (rule of reading 1).
"""

from commitments.texts.faults import Fault
from commitments.texts.nearest import nearest
from commitments.texts.normalise import Folded, fold
from commitments.texts.spans import Span


class QuoteMissing(ValueError):  # noqa: N818 - reads as a finding
    """The words do not stand there. The message shows the nearest passage and where it begins to differ."""


class QuoteAmbiguous(ValueError):  # noqa: N818 - reads as a finding
    """The words stand there more than once; ``positions`` are offsets into the agreement's text."""

    def __init__(self, quote: str, positions: list[int]) -> None:
        self.positions = positions
        places = ", ".join(str(position) for position in positions)
        super().__init__(f"“{quote}” stands {len(positions)} times, at characters {places}; lengthen the quote.")


def locate(quote: str, within: str, *, start: int, occurrence: int | None = None) -> Span:
    """Find ``quote`` in ``within`` (a provision's text, which begins at ``start`` in the agreement's text).

    White space around the quote is ignored. ``occurrence`` (from 1) chooses among several; without it the quote
    must stand there once. Raises ``QuoteMissing`` or ``QuoteAmbiguous``.
    """
    wanted = fold(quote).text.strip()
    if not wanted:
        raise QuoteMissing("The quote is empty.")
    folded = fold(within)
    found: list[Span] = []
    position = folded.text.find(wanted)
    while position >= 0:
        place = folded.unfold(position, position + len(wanted))
        found.append(Span(start + place.start, start + place.end))
        position = folded.text.find(wanted, position + 1)
    if not found:
        raise QuoteMissing(_difference(wanted, folded, nearest(wanted, folded.text), start))
    if occurrence is None:
        if len(found) > 1:
            raise QuoteAmbiguous(wanted, [span.start for span in found])
        return found[0]
    if not 1 <= occurrence <= len(found):
        raise QuoteMissing(f"“{wanted}” stands {len(found)} time(s); there is no occurrence {occurrence}.")
    return found[occurrence - 1]


def verify_span(text: str, start: int, end: int, quote: str) -> Fault | None:
    """Check that characters ``[start, end)`` of the agreement's ``text`` read ``quote``, white space folded.

    Gives the fault, or None if all is well. A span that begins or ends with white space is a fault.
    """
    where = f"characters {start}–{end}"
    if not 0 <= start < end <= len(text):
        return Fault(where, f"lies outside the text, which has {len(text)} characters, or is empty")
    words = text[start:end]
    if words != words.strip():
        return Fault(where, "begins or ends with white space")
    wanted = fold(quote).text.strip()
    folded = fold(words)
    if folded.text == wanted:
        return None
    return Fault(where, _difference(wanted, folded, (0, len(folded.text)), start))


def _difference(wanted: str, folded: Folded, part: tuple[int, int], start: int) -> str:
    """Say how ``part`` of a folded text that begins at ``start`` differs from the words wanted."""
    begins, ends = part
    same = 0
    while same < len(wanted) and begins + same < ends and wanted[same] == folded.text[begins + same]:
        same += 1
    quoted = f"“{wanted[same]}” (character {same + 1} of the quote)" if same < len(wanted) else "the quote’s end"
    printed = f"“{folded.text[begins + same]}”" if begins + same < len(folded.text) else "no more characters"
    position = start + folded.origins[begins + same]
    return (
        f"“{wanted}” does not stand there; the nearest words are “{folded.text[begins:ends].strip()}”. "
        f"They first differ at character {position}: instead of {quoted} the text has {printed}."
    )
