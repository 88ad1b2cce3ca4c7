"""How does a test make a real small file of each kind, sound or not?"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from commitments.copies.kinds import DOCX, KINDS, ODT, PPTX, XLSX

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPEN_XML_KINDS = {
    "docx": (DOCX, "word/document.xml"),
    "xlsx": (XLSX, "xl/workbook.xml"),
    "pptx": (PPTX, "ppt/presentation.xml"),
}


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else method)
    return out.getvalue()


def open_xml(ending: str = "docx", more: dict[str, bytes] | None = None, said: str = "", macro: str = "") -> bytes:
    """A document of Word, Excel or PowerPoint; `more` parts, another main type, or one more content type."""
    kind, main = OPEN_XML_KINDS[ending]
    types = [f'<Override PartName="/{main}" ContentType="{said or kind.media_type + ".main+xml"}"/>']
    types += [f'<Default Extension="bin" ContentType="{macro}"/>'] if macro else []
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return zipped(
        {
            "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{space}">{"".join(types)}</Types>'.encode(),
            "_rels/.rels": relations("officeDocument", main),
            main: b'<?xml version="1.0"?><document/>',
            **(more or {}),
        }
    )


def relations(kind: str, target: str, outside: bool = False) -> bytes:
    mode = ' TargetMode="External"' if outside else ""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    one = f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'
    return f'<?xml version="1.0"?><Relationships xmlns="{space}">{one}</Relationships>'.encode()


def open_document(media_type: str = ODT.media_type, manifest: bytes = b"<manifest/>", **more: bytes) -> bytes:
    parts = {"mimetype": media_type.encode(), "content.xml": b"<office/>", "META-INF/manifest.xml": manifest}
    return zipped({**parts, **{name.replace("__", "/"): content for name, content in more.items()}})


def pdf(*objects: bytes) -> bytes:
    """A PDF with one empty page, and these objects as well."""
    own = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    numbered = [b"%d 0 obj\n%b\nendobj\n" % (number, each) for number, each in enumerate([*own, *objects], 1)]
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def object_stream(text: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(text)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode %b/Length %d >>" % (more, len(packed))
    return head + b"\nstream\n" + packed + b"\nendstream"


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def jpeg(width: int = 1, height: int = 1) -> bytes:
    first = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + first + frame + b"\xff\xd9"


def gif(width: int = 1, height: int = 1) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0;"


def webp(width: int = 1, height: int = 1) -> bytes:
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (width - 1).to_bytes(3, "little")
    body += (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(width: int = 1, height: int = 1, order: str = "<") -> bytes:
    tags = struct.pack(f"{order}HHII", 256, 4, 1, width) + struct.pack(f"{order}HHII", 257, 4, 1, height)
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8)
    return head + struct.pack(f"{order}H", 2) + tags + struct.pack(f"{order}I", 0)


SOUND = {
    "report.pdf": pdf(),
    "report of objects.PDF": pdf(object_stream(b"7 0 << /Type /Page >>")),
    "photo.png": png(),
    "photo.jpg": jpeg(4_000, 3_000),
    "photo.jpeg": jpeg(),
    "drawing.gif": gif(),
    "photo.webp": webp(),
    "scan.tif": tiff(),
    "scan from elsewhere.tiff": tiff(order=">"),
    "minutes.docx": open_xml("docx", {"word/media/image1.png": png()}),
    "table.xlsx": open_xml("xlsx"),
    "slides.pptx": open_xml("pptx"),
    "minutes.odt": open_document(),
    "table.ods": open_document("application/vnd.oasis.opendocument.spreadsheet"),
    "slides.odp": open_document("application/vnd.oasis.opendocument.presentation"),
    "note.txt": "Zusammenfassung – 要約\n".encode(),
    "note in another encoding.txt": "要約\r\n".encode("utf-16"),
    "table.csv": b"\xef\xbb\xbfarea,count\ncyber,3\n",
    "a text of its own": b"No ending.",
}
"""A file for each kind that is kept, by the name its sender gives it."""

MEDIA_TYPES = {
    name: next(
        (kind.media_type for kind in KINDS.values() if name.lower().rpartition(".")[2] in kind.endings), "text/plain"
    )
    for name in SOUND
}


def bomb(megabytes: int = 300) -> bytes:
    """A document that unpacks to so much: made piece by piece, so that making it takes little memory."""
    out = io.BytesIO(open_xml())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/large.xml", "w") as part:
        for _megabyte in range(megabytes):
            part.write(bytes(1_000_000))
    return out.getvalue()


def lying(content: bytes, said: int = 1_000) -> bytes:
    """The archive, whose last file says that it unpacks to so many bytes."""
    directory = content.rfind(b"PK\x01\x02")
    return content[: directory + 24] + struct.pack("<I", said) + content[directory + 28 :]


def locked(content: bytes) -> bytes:
    """The archive, whose last file says that it is encrypted."""
    directory = content.rfind(b"PK\x01\x02")
    return content[: directory + 8] + struct.pack("<H", 1) + content[directory + 10 :]
