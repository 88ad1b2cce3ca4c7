"""How large is an image, in pixels? Read from its header; nothing is drawn."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import IO

from django.utils.translation import gettext as _

from commitments.copies.kinds import GIF, JPEG, PNG, TIFF, WEBP, Kind
from commitments.copies.refusing import RefusedCopyError, damaged

LONGEST_SIDE, MOST_PIXELS = 40_000, 200_000_000
"""A sheet of A3 scanned at 800 dots to the inch has 124 million."""

MOST_PAGES, MOST_TAGS, MOST_SEGMENTS = 1_000, 500, 2_000
NO_FRAME = {0xC4, 0xC8, 0xCC}
WIDTH_TAG, HEIGHT_TAG, SHORT, LONG = 256, 257, 3, 4


def check_image(file: IO[bytes], kind: Kind, size: int) -> None:
    """Raise RefusedCopyError for an image that nobody could open, or whose header makes no sense."""
    try:
        width, height = SIZES[kind.media_type](file)
    except (struct.error, IndexError, ValueError) as error:
        raise damaged() from error
    if width < 1 or height < 1:
        raise damaged()
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise RefusedCopyError(
            _("The image has %(width)s × %(height)s pixels, more than a program may be able to open. Make it smaller.")
            % {"width": width, "height": height}
        )


Size = tuple[int, int]


def _png(file: IO[bytes]) -> Size:
    head = file.read(24)
    if head[12:16] != b"IHDR":
        raise ValueError
    return struct.unpack(">II", head[16:24])


def _gif(file: IO[bytes]) -> Size:
    return struct.unpack("<HH", file.read(10)[6:10])


def _webp(file: IO[bytes]) -> Size:
    head = file.read(30)
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if head[12:16] != b"VP8 ":
        raise ValueError
    width, height = struct.unpack("<HH", head[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(file: IO[bytes]) -> Size:
    """The first frame; segments are stepped over, not read."""
    file.seek(2)
    for _segment in range(MOST_SEGMENTS):
        mark, code, length = struct.unpack(">BBH", file.read(4))
        if mark != 0xFF:
            raise ValueError
        if 0xC0 <= code <= 0xCF and code not in NO_FRAME:
            _bits, height, width = struct.unpack(">BHH", file.read(5))
            return width, height
        file.seek(length - 2, 1)
    raise ValueError


def _tiff(file: IO[bytes]) -> Size:
    """The largest of its pages. BigTIFF is not read."""
    head = file.read(8)
    order = "<" if head[:2] == b"II" else ">"
    magic, at = struct.unpack(f"{order}HI", head[2:8])
    if magic != 42:
        raise ValueError
    pages: list[Size] = []
    while at and len(pages) < MOST_PAGES:
        file.seek(at)
        (count,) = struct.unpack(f"{order}H", file.read(2))
        if count > MOST_TAGS:
            raise ValueError
        found = {}
        for _tag in range(count):
            entry = file.read(12)
            tag, form = struct.unpack(f"{order}HH", entry[:4])
            if tag in (WIDTH_TAG, HEIGHT_TAG) and form in (SHORT, LONG):
                (found[tag],) = struct.unpack(
                    f"{order}{'H' if form == SHORT else 'I'}", entry[8 : 10 if form == SHORT else 12]
                )
        pages.append((found.get(WIDTH_TAG, 0), found.get(HEIGHT_TAG, 0)))
        (at,) = struct.unpack(f"{order}I", file.read(4))
    return max(pages, key=lambda page: page[0] * page[1])


SIZES: dict[str, Callable[[IO[bytes]], Size]] = {
    PNG.media_type: _png,
    GIF.media_type: _gif,
    WEBP.media_type: _webp,
    JPEG.media_type: _jpeg,
    TIFF.media_type: _tiff,
}
