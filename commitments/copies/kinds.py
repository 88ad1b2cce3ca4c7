"""Which kinds of file are kept as copies, and how do their names end?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext_lazy as _

MEGABYTE = 1_000_000
LARGEST_COPY = 25 * MEGABYTE
"""Bytes of the largest file that is kept as a copy."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, its name, and the endings it goes by; the first is the one given to it."""

    media_type: str
    label: Any
    endings: tuple[str, ...]


PDF = Kind("application/pdf", _("PDF"), ("pdf",))
PNG = Kind("image/png", _("PNG image"), ("png",))
JPEG = Kind("image/jpeg", _("JPEG image"), ("jpg", "jpeg", "jpe", "jfif"))
GIF = Kind("image/gif", _("GIF image"), ("gif",))
WEBP = Kind("image/webp", _("WebP image"), ("webp",))
TIFF = Kind("image/tiff", _("TIFF image"), ("tif", "tiff"))
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
DOCX = Kind(f"{_OPEN_XML}.wordprocessingml.document", _("Word document"), ("docx",))
XLSX = Kind(f"{_OPEN_XML}.spreadsheetml.sheet", _("Excel workbook"), ("xlsx",))
PPTX = Kind(f"{_OPEN_XML}.presentationml.presentation", _("PowerPoint presentation"), ("pptx",))
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
ODT = Kind(f"{_OPEN_DOCUMENT}.text", _("OpenDocument text"), ("odt",))
ODS = Kind(f"{_OPEN_DOCUMENT}.spreadsheet", _("OpenDocument spreadsheet"), ("ods",))
ODP = Kind(f"{_OPEN_DOCUMENT}.presentation", _("OpenDocument presentation"), ("odp",))
TEXT = Kind("text/plain", _("plain text"), ("txt", "text"))
CSV = Kind("text/csv", _("CSV table"), ("csv",))

IMAGES = (PNG, JPEG, GIF, WEBP, TIFF)
OPEN_XML = (DOCX, XLSX, PPTX)
OPEN_DOCUMENT = (ODT, ODS, ODP)
KINDS = {kind.media_type: kind for kind in (PDF, *IMAGES, *OPEN_XML, *OPEN_DOCUMENT, TEXT, CSV)}


def ending_of(name: str) -> str:
    """What stands after the last full stop of a file's name, in lower case; empty without one."""
    return PurePosixPath(name.strip().replace("\\", "/")).suffix.removeprefix(".").lower()


def every_ending() -> list[str]:
    """The endings that may be chosen, each with its full stop."""
    return [f".{ending}" for kind in KINDS.values() for ending in kind.endings]
