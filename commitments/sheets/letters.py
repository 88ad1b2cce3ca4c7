"""In which letters is a text file written? Told honestly: what was taken is said, and nothing is replaced.

UTF-8 and UTF-16 are known by their mark or by their very bytes. What is neither is what Excel writes in Japan
(CP932) or in Western Europe (CP1252), whichever of the two makes words of it.
"""

from __future__ import annotations

import codecs

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
WESTERN, JAPANESE = "Windows-1252", "CP932"
WESTERN_LETTERS = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŸŒŠŽ‘’“”„–—…€«»°·•§£©®²³½¿¡\xa0"
)
PLAUSIBLE = 0.95
"""The share of letters beyond ASCII that Western languages use, from which a text is taken for one of them."""


class UnknownLettersError(Exception):
    """The bytes are text in none of the ways that are known."""


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file, and the name of the way it was written. Raises UnknownLettersError."""
    for mark, codec, name in MARKS:
        if content.startswith(mark):
            return _strictly(content, codec), name
    if b"\0" in content[:1_000]:
        return _strictly(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _of_an_office(content)


def _of_an_office(content: bytes) -> tuple[str, str]:
    found = {}
    for codec, name in (("cp1252", WESTERN), ("cp932", JAPANESE)):
        try:
            found[name] = content.decode(codec)
        except UnicodeDecodeError:
            continue
    if not found:
        raise UnknownLettersError
    beyond = [letter for letter in found.get(WESTERN, "") if not letter.isascii()]
    western = beyond and sum(letter in WESTERN_LETTERS for letter in beyond) >= PLAUSIBLE * len(beyond)
    name = WESTERN if western or JAPANESE not in found else JAPANESE
    return found[name], name


def _strictly(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise UnknownLettersError from error
