"""Which characters does a text consist of, before anybody reads it?

Nothing is repaired. The digest is taken of the bytes and the offsets count the characters, so a text that would
have to be changed first (a byte order mark, Windows line ends, a NUL) is refused with the place named.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from commitments.texts.spans import Span

WHITE = re.compile(r"\s+")
BYTE_ORDER_MARK = "\ufeff"
ALLOWED_CONTROLS = "\n\t"


class UnreadableText(ValueError):  # noqa: N818 - reads as a finding
    """The bytes are not a text that can be stored as it stands; the message says why and where."""


def digest(data: bytes) -> str:
    """Give the SHA-256 of the bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def decode(data: bytes) -> str:
    """Read UTF-8 bytes as characters, changing none (``decode(data).encode() == data``).

    Raises ``UnreadableText`` for invalid UTF-8, a byte order mark anywhere (invisible, it would shift every
    offset), and any control character but line feed and tab (NUL cannot be stored; a carriage return is dropped
    or doubled by the forms a text passes through).
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableText(f"Byte {error.start} is not valid UTF-8.") from error
    for position, character in enumerate(text):
        if character == BYTE_ORDER_MARK:
            raise UnreadableText(f"Character {position} is a byte order mark; save the text as UTF-8 without one.")
        if unicodedata.category(character) == "Cc" and character not in ALLOWED_CONTROLS:
            advice = "; save the text with Unix line ends" if character == "\r" else ""
            raise UnreadableText(f"Character {position} is the control character U+{ord(character):04X}{advice}.")
    return text


@dataclass(frozen=True)
class Folded:
    """A text with its white space folded. ``origins[i]`` is where character ``i`` began; the last is the length."""

    text: str
    origins: tuple[int, ...]

    def unfold(self, start: int, end: int) -> Span:
        """Give the characters of the unfolded text that the folded ``[start, end)`` stands for."""
        return Span(self.origins[start], self.origins[end])


def fold(text: str) -> Folded:
    """Fold every run of white space to one space and change nothing else (rule of reading 1).

    Runs at the ends are folded too, not removed. Letters, quotation marks and hyphens stay as printed.
    """
    folded: list[str] = []
    origins: list[int] = []
    position = 0
    for run in WHITE.finditer(text):
        folded += [text[position : run.start()], " "]
        origins += [*range(position, run.start()), run.start()]
        position = run.end()
    folded.append(text[position:])
    origins += range(position, len(text) + 1)
    return Folded("".join(folded), tuple(origins))
