"""Is a packed file an Office or OpenDocument document, with nothing in it that acts or explodes?

Both are ZIP archives of XML. Everything in it is unpacked once, piece by piece, and thrown away.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import IO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from commitments.copies.kinds import OPEN_DOCUMENT, OPEN_XML, Kind
from commitments.copies.refusing import RefusedCopyError, damaged

MOST_FILES, LARGEST_DIRECTORY = 5_000, 2_000_000
MOST_UNPACKED, WORTH_A_RATIO, HIGHEST_RATIO = 200_000_000, 10_000_000, 100
LARGEST_XML, PIECE = 2_000_000, 65_536
END, END_SIZE, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
WITHIN = (
    *(b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
    *(b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"%PDF-"),
)
"""How archives, programs, old Office files and PDFs begin."""

ACTIVE_ENDINGS = re.compile(
    r"\.(?:exe|dll|com|scr|msi|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|jar|lnk|html?|mht|mhtml|swf|class|py|sh|xlm)\Z", re.I
)
MACROS = re.compile(r"(?:\A|/)(?:vba[^/]*\.(?:bin|xml)|macrosheets/|activeX/|Basic/|Scripts/)", re.I)
CONTENT_TYPES, MIMETYPE, MANIFEST = "[Content_Types].xml", "mimetype", "META-INF/manifest.xml"
MAIN_PARTS = {f"{kind.media_type}.main+xml": kind for kind in OPEN_XML}
FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/aFChunk", "/package", "/control")
"""Relations to something outside that a program fetches by itself."""


def check_packed(file: IO[bytes]) -> Kind:
    """The kind of the document. Raises RefusedCopyError for any other archive, and for what is not sound in it."""
    _check_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            names = {entry.filename for entry in entries}
            if CONTENT_TYPES not in names and MIMETYPE not in names:
                raise RefusedCopyError(_("Archives are not kept. Unpack it and add the files one by one."))
            _check_names(names)
            kind = _open_xml(archive) if CONTENT_TYPES in names else _open_document(archive, entries)
            _unpack(archive, entries)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, KeyError) as error:
        raise damaged() from error
    except (ParseError, DefusedXmlException, UnicodeDecodeError, ValueError, LookupError) as error:
        raise damaged() from error
    return kind


def _check_end(file: IO[bytes]) -> None:
    """The archive's own end is the file's, and its directory is small enough to be read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_SIZE - LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        raise damaged()
    count, directory, _start, comment = struct.unpack("<HIIH", tail[at + 10 : at + END_SIZE])
    if len(tail) - at != END_SIZE + comment:
        raise damaged()
    if count > MOST_FILES or directory > LARGEST_DIRECTORY:
        raise _too_much()


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _too_much()
    packed, unpacked = (sum(getattr(entry, name) for entry in entries) for name in ("compress_size", "file_size"))
    if unpacked > WORTH_A_RATIO and unpacked > packed * HIGHEST_RATIO:
        raise _too_much()
    if any(entry.flag_bits & 1 for entry in entries):
        raise _encrypted()
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise damaged()  # no office program packs otherwise, and the others cannot be unpacked piece by piece
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset + 30 + entry.compress_size for entry in ordered]
    starts = [entry.header_offset for entry in ordered]
    if not starts or starts[0] != 0 or any(end > start for end, start in zip(ends, starts[1:], strict=False)):
        raise damaged()


def _check_names(names: set[str]) -> None:
    for name in names:
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise damaged()
        if MACROS.search(name):
            raise _with_macros()
        if ACTIVE_ENDINGS.search(name):
            raise _holds(name)


def _open_xml(archive: zipfile.ZipFile) -> Kind:
    types = [part.get("ContentType", "") for part in fromstring(_read(archive, CONTENT_TYPES))]
    if any("macroEnabled" in each or "vbaProject" in each for each in types):
        raise _with_macros()
    kinds = [MAIN_PARTS[each] for each in types if each in MAIN_PARTS]
    if len(kinds) != 1:
        raise RefusedCopyError(_("This kind of Office file is not kept. Save it as DOCX, XLSX, PPTX or PDF."))
    for name in archive.namelist():
        if name.endswith(".rels"):
            _check_relations(_read(archive, name))
    return kinds[0]


def _check_relations(text: bytes) -> None:
    for relation in fromstring(text):
        outside = relation.get("TargetMode") == "External"
        if outside and relation.get("Type", "").endswith(FETCHED):
            raise RefusedCopyError(
                _("The document fetches parts of itself from elsewhere. Save it as PDF and add that.")
            )


def _open_document(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Kind:
    if entries[0].filename != MIMETYPE:
        raise damaged()
    said = _read(archive, MIMETYPE).decode("ascii").strip()
    if b"encryption-data" in _read(archive, MANIFEST):
        raise _encrypted()
    for kind in OPEN_DOCUMENT:
        if kind.media_type == said:
            return kind
    raise RefusedCopyError(_("This kind of OpenDocument file is not kept. Save it as ODT, ODS, ODP or PDF."))


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        text = entry.read(LARGEST_XML + 1)
    if len(text) > LARGEST_XML:
        raise _too_much()
    return text


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Read everything once: what is damaged, packed within, or larger than it says is refused."""
    left = MOST_UNPACKED
    for entry in entries:
        with archive.open(entry) as part:
            piece = part.read(PIECE)
            if piece.startswith(WITHIN):
                raise _holds(entry.filename)
            if entry.filename.endswith((".xml", ".rels")) and b"<!ENTITY" in piece.replace(b"\0", b""):
                raise damaged()
            while piece:
                left -= len(piece)
                if left < 0:
                    raise _too_much()
                piece = part.read(PIECE)


def _too_much() -> RefusedCopyError:
    return RefusedCopyError(_("Unpacked, the file is far larger than it looks. Save it as PDF and add that."))


def _encrypted() -> RefusedCopyError:
    return RefusedCopyError(_("The document has a password, and nobody can say what is in it. Save it without one."))


def _with_macros() -> RefusedCopyError:
    return RefusedCopyError(
        _("The document holds macros or controls. Save it as DOCX, XLSX, PPTX, ODF or PDF without them.")
    )


def _holds(name: str) -> RefusedCopyError:
    said = _("The document holds another file, “%(name)s”. Take it out, or save the document as PDF and add that.")
    return RefusedCopyError(said % {"name": "".join(each for each in name if each.isprintable())[-80:]})
