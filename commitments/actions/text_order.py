"""In which order do text rows stand, and in which are they written?"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from commitments.texts.fixture import AgreementRow, Reading
from commitments.texts.periods import last_day_of

ROOM = 1_000_000  # positions per agreement: more than any text has characters


def levels(parents: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Give the names level by level, each after its parent; ``parents`` holds no circle."""
    left = dict(parents)
    while left:
        level = [name for name, parent in left.items() if parent not in left]
        yield level
        for name in level:
            del left[name]


def in_order(agreements: Iterable[AgreementRow]) -> dict[str, int]:
    """Give the order of agreements by slug: the day they count from, as a number; those without a date come last.

    It is worked out from the agreement alone (but for those of one day), so that one more agreement moves no other.
    """
    order: dict[str, int] = {}
    taken: set[int] = set()
    for row in sorted(agreements, key=lambda row: row.slug):
        day = last_day_of(row.dated.date, row.dated.precision) if row.dated else date.max
        number = int(f"{day:%Y%m%d}0")
        while row.dated and number in taken:
            number += 1
        order[row.slug] = number
        taken.add(number)
    return order


def place(reading: Reading, order: Mapping[str, int], start: int) -> int:
    """Give the position, over all texts, of words that begin at an offset of a reading's text."""
    return order[reading.agreement.slug] * ROOM + start
