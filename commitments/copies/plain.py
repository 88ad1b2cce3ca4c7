"""Is a text plain: readable as UTF-8 or UTF-16, and nothing that a browser would run?"""

from __future__ import annotations

import codecs
import re
from typing import IO

from django.utils.translation import gettext as _

from commitments.copies.refusing import RefusedCopyError

PIECE = 65_536
SNIFFED = 4_096
"""How many characters browsers look at when they guess; a little more."""

UNPRINTABLE = re.compile("[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
MARKUP = re.compile(r"\A\s*<[a-z!?/]|<(?:!doctype|html|head|body|script|iframe|svg|style|object|embed)\b", re.I)
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def check_plain(file: IO[bytes]) -> None:
    """Raise RefusedCopyError for what is no plain text. The file is read from where it stands, piece by piece."""
    first = file.read(PIECE)
    decoder = codecs.getincrementaldecoder(next((name for mark, name in MARKS if first.startswith(mark)), "utf-8"))()
    head, piece = "", first
    try:
        while True:
            text = decoder.decode(piece, final=not piece)
            if UNPRINTABLE.search(text):
                raise _unreadable()
            head += text[: SNIFFED - len(head)]
            if not piece:
                break
            piece = file.read(PIECE)
    except UnicodeDecodeError as error:
        raise _unreadable() from error
    if MARKUP.search(head):
        raise RefusedCopyError(
            _("Web pages, SVG and XML can run in a browser and are not kept. Print the page to PDF and add that.")
        )


def _unreadable() -> RefusedCopyError:
    return RefusedCopyError(
        _("This is neither a kind of file that is kept nor plain text in UTF-8. Save it as PDF, or the text as UTF-8.")
    )
