"""What kind of file is this, and may it be kept? Its content says so; its name only has to agree.

No image is drawn, no document is opened by the program it was made with, and no byte is ever run.
"""

from __future__ import annotations

import zipfile
from typing import IO

import filetype
from django.utils.translation import gettext as _

from commitments.copies.images import check_image
from commitments.copies.kinds import CSV, IMAGES, KINDS, LARGEST_COPY, MEGABYTE, PDF, TEXT, Kind, ending_of
from commitments.copies.packed import check_packed
from commitments.copies.pdf import check_pdf
from commitments.copies.plain import check_plain
from commitments.copies.refusing import RefusedCopyError, TooLargeCopyError

HEAD = 8_192
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED = b"PK\x03\x04"
ARCHIVES = frozenset(
    f"application/{name}"
    for name in (
        *("zip", "gzip", "x-tar", "x-7z-compressed", "x-rar-compressed", "x-bzip2", "x-xz", "x-lzip", "x-compress"),
        *("vnd.rar", "zstd", "x-unix-archive", "vnd.ms-cab-compressed", "x-iso9660-image"),
    )
)
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"#!", b"\x00asm")


def examine(file: IO[bytes], name: str, size: int) -> Kind:
    """The kind of a file of `size` bytes that its sender calls `name` (may be empty); it is left at its beginning.

    Raises TooLargeCopyError, or RefusedCopyError for whatever is not kept.
    """
    if size == 0:
        raise RefusedCopyError(_("The file is empty. Choose another one."))
    if size > LARGEST_COPY:
        most = LARGEST_COPY // MEGABYTE
        raise TooLargeCopyError(
            _("The file is larger than %(most)s MB. Make it smaller, or give the address where it stands.")
            % {"most": most}
        )
    try:
        kind = _kind(file, ending_of(name))
        _agree(kind, ending_of(name))
        _check(kind, file, size)
    finally:
        file.seek(0)
    return kind


def _kind(file: IO[bytes], ending: str) -> Kind:
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(PACKED):
        return check_packed(file)
    if head.startswith(OLD_OFFICE):
        raise RefusedCopyError(
            _("Old Office files and Office files with a password are not kept. Save it as DOCX, XLSX, PPTX or PDF.")
        )
    if head.startswith(PROGRAMS):
        raise RefusedCopyError(_("Programs and scripts are not kept. Choose a document, an image or a table."))
    found = filetype.guess(head)
    if found is None:
        return CSV if ending in CSV.endings else TEXT
    if found.mime in ARCHIVES:
        raise RefusedCopyError(_("Archives are not kept. Unpack it and add the files one by one."))
    kind = KINDS.get(found.mime)
    if kind is None or (kind is PDF and not head.startswith(b"%PDF-")):
        raise RefusedCopyError(not_kept())
    return kind


def not_kept() -> str:
    """Which kinds are kept, for somebody who chose another."""
    return _(
        "This kind of file is not kept. Save it as PDF, PNG, JPEG, GIF, WebP, TIFF, DOCX, XLSX, PPTX, ODT, ODS, ODP,"
        " TXT or CSV."
    )


def _agree(kind: Kind, ending: str) -> None:
    """The name's ending is that of the content; a name without an ending says nothing."""
    if not ending or ending in kind.endings:
        return
    if kind in (TEXT, CSV):
        raise RefusedCopyError(not_kept())
    raise RefusedCopyError(
        _("By its content the file is a %(kind)s, but its name ends in “.%(ending)s”. Choose the file you meant.")
        % {"kind": kind.label, "ending": ending[:20]}
    )


def _check(kind: Kind, file: IO[bytes], size: int) -> None:
    file.seek(0)
    if kind in (TEXT, CSV):
        check_plain(file)
    elif kind is PDF or kind in IMAGES:
        if zipfile.is_zipfile(file):
            raise RefusedCopyError(_("The file is two kinds of file at once. Save it again as one of them."))
        file.seek(0)
        if kind is PDF:
            check_pdf(file.read())
        else:
            check_image(file, kind, size)
