"""Is there anything in a PDF that acts: scripts, programs to start, files within it?

The names of such actions are looked for everywhere in the file as it stands, however they are spelled, and in its
compressed object streams. What hides in other compressed streams, where readers do not look for actions, is not seen.
"""

from __future__ import annotations

import re
import zlib

from django.utils.translation import gettext as _

from commitments.copies.refusing import RefusedCopyError, damaged

ACTIVE = (
    *("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "Rendition", "SubmitForm", "ImportData"),
    *("GoToE", "XFA", "Movie"),
)
MOST_UNPACKED, MOST_STREAMS, PIECE = 50_000_000, 20_000, 16_384
DICTIONARY = 4_096
"""How many bytes before a stream may be its dictionary."""

DELIMITER = rb"(?=[\s\0()<>\[\]{}/%]|$)"


def _named(*names: str) -> re.Pattern[bytes]:
    """PDF names as they may be spelled: any character may stand as # and two digits."""
    spelled = [
        b"".join(b"(?:%b|#(?i:%02x))" % (re.escape(letter.encode()), ord(letter)) for letter in name) for name in names
    ]
    return re.compile(b"/(?:" + b"|".join(spelled) + b")" + DELIMITER)


ACTING, ENCRYPTED = _named(*ACTIVE), _named("Encrypt")
OBJECTS = _named("ObjStm", "First")
FILTERS = re.compile(rb"/(?:A85|AHx|LZW|RL|ASCIIHex|ASCII85|RunLength|LZWDecode|Predictor)")
FLATE = _named("FlateDecode", "Fl")
STREAM = re.compile(rb"(?<!end)stream\r?\n")


def check_pdf(content: bytes) -> None:
    """Raise RefusedCopyError for a PDF in which something acts, or into which nobody can look."""
    if b"%%EOF" not in content[-2_048:]:
        raise damaged()
    if ENCRYPTED.search(content):
        raise RefusedCopyError(
            _("The PDF is encrypted, and nobody can say what is in it. Save it without a password, also for editing.")
        )
    if ACTING.search(content) or _acts_within(content):
        raise RefusedCopyError(
            _("The PDF holds scripts, files or other things that act. Print it to PDF once more and add the new file.")
        )


def _acts_within(content: bytes) -> bool:
    """Whether an object stream names an action. Raises RefusedCopyError for one that cannot be unpacked."""
    left, found = MOST_UNPACKED, 0
    for begin in STREAM.finditer(content):
        dictionary = content[max(0, begin.start() - DICTIONARY) : begin.start()].rpartition(b"obj")[2]
        if not OBJECTS.search(dictionary):
            continue
        found += 1
        if FILTERS.search(dictionary) or found > MOST_STREAMS:
            raise _too_hard()
        if not FLATE.search(dictionary):
            continue  # it stands there as it is, and was looked at
        text = _unpacked(content, begin.end(), left)
        left -= len(text)
        if ACTING.search(text):
            return True
    return False


def _unpacked(content: bytes, start: int, most: int) -> bytes:
    """The stream that starts there. Raises RefusedCopyError for one that is damaged or holds more than `most` bytes."""
    unpacker, text = zlib.decompressobj(), bytearray()
    try:
        for at in range(start, len(content), PIECE):
            text += unpacker.decompress(content[at : at + PIECE], most + 1 - len(text))
            if len(text) > most or unpacker.unconsumed_tail:
                raise _too_hard()
            if unpacker.eof:
                break
    except zlib.error as error:
        raise damaged() from error
    return bytes(text)


def _too_hard() -> RefusedCopyError:
    return RefusedCopyError(
        _("The PDF is packed in a way that cannot be checked. Print it to PDF once more and add the new file.")
    )
