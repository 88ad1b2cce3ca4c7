"""Is what is harmless kept, and everything else refused with what to do instead?"""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile

import pytest

from commitments.copies.examining import examine
from commitments.copies.refusing import RefusedCopyError, TooLargeCopyError
from tests.copies.making import (
    MEDIA_TYPES,
    SOUND,
    bomb,
    gif,
    jpeg,
    locked,
    lying,
    object_stream,
    open_document,
    open_xml,
    pdf,
    png,
    relations,
    tiff,
    webp,
    zipped,
)

KINDS = "PDF, PNG, JPEG, GIF, WebP, TIFF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT or CSV."
NOT_KEPT = f"This kind of file is not kept. Save it as {KINDS}"
ARCHIVE = "Archives are not kept. Unpack it and add the files one by one."
PROGRAM = "Programs and scripts are not kept. Choose a document, an image or a table."
BROWSER = "Web pages, SVG and XML can run in a browser and are not kept. Print the page to PDF and add that."
UNREADABLE = (
    "This is neither a kind of file that is kept nor plain text in UTF-8. Save it as PDF, or the text as UTF-8."
)
ACTS = "The PDF holds scripts, files or other things that act. Print it to PDF once more and add the new file."
HARD = "The PDF is packed in a way that cannot be checked. Print it to PDF once more and add the new file."
MACROS = "The document holds macros or controls. Save it as DOCX, XLSX, PPTX, ODF or PDF without them."
DAMAGED = "The file is damaged. Open it, save it again, and choose the new file."
TOO_MUCH = "Unpacked, the file is far larger than it looks. Save it as PDF and add that."
PASSWORD = "The document has a password, and nobody can say what is in it. Save it without one."
FETCHES = "The document fetches parts of itself from elsewhere. Save it as PDF and add that."
OLD = "Old Office files and Office files with a password are not kept. Save it as DOCX, XLSX, PPTX or PDF."
BOTH = "The file is two kinds of file at once. Save it again as one of them."


def holds(name: str) -> str:
    return f"The document holds another file, “{name}”. Take it out, or save the document as PDF and add that."


def otherwise(kind: str, ending: str) -> str:
    return f"By its content the file is a {kind}, but its name ends in “.{ending}”. Choose the file you meant."


def pixels(width: int, height: int) -> str:
    return f"The image has {width} × {height} pixels, more than a program may be able to open. Make it smaller."


SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"
REFUSED = {
    "an empty file": ("a.txt", b"", "The file is empty. Choose another one."),
    "a web page": ("a.html", b"<!DOCTYPE html><p>Hi", NOT_KEPT),
    "a web page called text": ("a.txt", b"\n <!DOCTYPE html><p>Hi", BROWSER),
    "a web page without an ending": ("a", b"Hello <script>go()</script>", BROWSER),
    "a web page in another encoding": ("a.txt", "<html>".encode("utf-16"), BROWSER),
    "a drawing that may run": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', NOT_KEPT),
    "a drawing called a table": ("a.csv", b'<svg xmlns="http://www.w3.org/2000/svg"/>', BROWSER),
    "XML": ("a.txt", b'<?xml version="1.0"?><a/>', BROWSER),
    "a script of a shell": ("a.txt", b"#!/bin/sh\nrm -r .\n", PROGRAM),
    "a script by its ending": ("a.js", b"alert(1)", NOT_KEPT),
    "a program": ("a.exe", b"MZ\x90\0" + bytes(100), PROGRAM),
    "a program called PDF": ("a.pdf", b"MZ\x90\0" + bytes(100), PROGRAM),
    "a program of another system": ("a.txt", b"\x7fELF\2\1\1" + bytes(100), PROGRAM),
    "bytes without a meaning": ("a.txt", bytes(range(256)), UNREADABLE),
    "a text in an old encoding": ("a.txt", "Zürich".encode("latin-1"), UNREADABLE),
    "an old Word file": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), OLD),
    "rich text": ("a.rtf", b"{\\rtf1 Hello}", NOT_KEPT),
    "a sound": ("a.mp3", b"ID3\x03" + bytes(100), NOT_KEPT),
    "an archive": ("a.zip", zipped({"a.txt": b"Hello"}), ARCHIVE),
    "an archive called Word": ("a.docx", zipped({"a.txt": b"Hello"}), ARCHIVE),
    "an archive of another program": ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(100), ARCHIVE),
    "a packed file": ("a.gz", b"\x1f\x8b\x08" + bytes(100), ARCHIVE),
    "a RAR archive": ("a.rar", b"Rar!\x1a\x07\x00" + bytes(100), ARCHIVE),
    "a PDF called a web page": ("a.html", pdf(), otherwise("PDF", "html")),
    "an image called a PDF": ("a.pdf", png(), otherwise("PNG image", "pdf")),
    "a text called a PDF": ("a.pdf", b"Hello", NOT_KEPT),
    "an image that is an archive as well": ("a.png", png() + zipped({"a.txt": b"Hello"}), BOTH),
    "a PDF with a script": ("a.pdf", pdf(SCRIPT), ACTS),
    "a PDF with a script spelled otherwise": ("a.pdf", pdf(b"<< /S /J#61va#53cript >>"), ACTS),
    "a PDF that starts a program": ("a.pdf", pdf(b"<< /S /Launch /F (a.exe) >>"), ACTS),
    "a PDF with a file": ("a.pdf", pdf(b"<< /Type /EmbeddedFile >>"), ACTS),
    "a PDF with a packed script": ("a.pdf", pdf(object_stream(b"7 0 " + SCRIPT)), ACTS),
    "a PDF with packed objects nobody can read": ("a.pdf", pdf(object_stream(b"7 0", b"/LZW ")), HARD),
    "a PDF with a packed bomb": ("a.pdf", pdf(object_stream(bytes(60_000_000))), HARD),
    "a PDF with a password": (
        "a.pdf",
        pdf(b"<< /Encrypt 9 0 R >>"),
        "The PDF is encrypted, and nobody can say what is in it. Save it without a password, also for editing.",
    ),
    "half a PDF": ("a.pdf", pdf()[:60], DAMAGED),
    "a huge PNG": ("a.png", png(50_000, 50_000), pixels(50_000, 50_000)),
    "a huge JPEG": ("a.jpg", jpeg(20_000, 20_000), pixels(20_000, 20_000)),
    "a huge GIF": ("a.gif", gif(60_000, 2), pixels(60_000, 2)),
    "a huge WebP": ("a.webp", webp(16_000_000, 1), pixels(16_000_000, 1)),
    "a huge TIFF": ("a.tif", tiff(100_000, 100_000), pixels(100_000, 100_000)),
    "an image without a size": ("a.png", png(0, 0), DAMAGED),
    "half an image": ("a.png", png()[:20], DAMAGED),
    "a document with macros": ("a.docx", open_xml(more={"word/vbaProject.bin": b"x"}), MACROS),
    "a document made for macros": (
        "a.docm",
        open_xml(said="application/vnd.ms-word.document.macroEnabled.main+xml"),
        MACROS,
    ),
    "a document with macros under another name": (
        "a.docx",
        open_xml(more={"word/other.bin": b"x"}, macro="application/vnd.ms-office.vbaProject"),
        MACROS,
    ),
    "an OpenDocument text with macros": ("a.odt", open_document(Basic__script=b"x"), MACROS),
    "a document within a document": (
        "a.docx",
        open_xml(more={"word/embeddings/table.xlsx": open_xml("xlsx")}),
        holds("word/embeddings/table.xlsx"),
    ),
    "a program within a document": ("a.docx", open_xml(more={"word/a.exe": b"x"}), holds("word/a.exe")),
    "a program within, under another name": (
        "a.docx",
        open_xml(more={"word/media/image1.png": b"MZ" + bytes(9)}),
        holds("word/media/image1.png"),
    ),
    "a document with a template from elsewhere": (
        "a.docx",
        open_xml(
            more={"word/_rels/settings.xml.rels": relations("attachedTemplate", "https://example.org/t", outside=True)}
        ),
        FETCHES,
    ),
    "a document with entities": (
        "a.docx",
        open_xml(more={"word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        DAMAGED,
    ),
    "a document with entities where it is described": (
        "a.docx",
        zipped({"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        DAMAGED,
    ),
    "a path that leads out": ("a.docx", open_xml(more={"../../a.xml": b"x"}), DAMAGED),
    "a path from the root": ("a.docx", open_xml(more={"/a.xml": b"x"}), DAMAGED),
    "a document with a password": ("a.docx", locked(open_xml()), PASSWORD),
    "an OpenDocument text with a password": ("a.odt", open_document(manifest=b"<encryption-data/>"), PASSWORD),
    "a document packed unusually": ("a.docx", zipped({"[Content_Types].xml": b"<a/>"}, zipfile.ZIP_BZIP2), DAMAGED),
    "half a document": ("a.docx", open_xml()[:-30], DAMAGED),
    "something before a document": ("a.docx", open_xml() + b"more", DAMAGED),
    "very many files": ("a.docx", open_xml(more={f"word/{n}.xml": b"" for n in range(5_000)}), TOO_MUCH),
    "another kind of Office file": (
        "a.docx",
        open_xml(said="application/vnd.ms-visio.drawing.main+xml"),
        "This kind of Office file is not kept. Save it as DOCX, XLSX, PPTX or PDF.",
    ),
    "another kind of OpenDocument": (
        "a.odg",
        open_document("application/vnd.oasis.opendocument.graphics"),
        "This kind of OpenDocument file is not kept. Save it as ODT, ODS, ODP or PDF.",
    ),
    "a document that says less than it holds": ("a.docx", lying(open_xml(more={"word/a.xml": bytes(9_000)})), DAMAGED),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_harmless_is_kept_as_what_it_is(name: str) -> None:
    content = SOUND[name]
    assert examine(io.BytesIO(content), name, len(content)).media_type == MEDIA_TYPES[name]


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_do_harm_is_refused_with_what_to_do(case: str) -> None:
    name, content, sentence = REFUSED[case]
    with pytest.raises(RefusedCopyError) as refused:
        examine(io.BytesIO(content), name, len(content))
    assert str(refused.value) == sentence


def test_a_file_over_25_megabytes_is_refused_unread() -> None:
    with pytest.raises(TooLargeCopyError) as refused:
        examine(io.BytesIO(), "a.pdf", 25_000_001)
    assert str(refused.value) == (
        "The file is larger than 25 MB. Make it smaller, or give the address where it stands."
    )


@pytest.mark.parametrize("said", [None, 1_000], ids=["honest", "lying about its size"])
def test_a_bomb_is_refused_at_once_and_takes_no_memory(said: int | None) -> None:
    content = bomb() if said is None else lying(bomb(), said)
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(RefusedCopyError) as refused:
        examine(io.BytesIO(content), "a.docx", len(content))
    took, (_now, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(refused.value) == (TOO_MUCH if said is None else DAMAGED)
    assert (took < 1, peak < 3 * len(content)) == (True, True)


def test_a_large_image_that_somebody_may_really_have_is_kept() -> None:
    scan = png(9_933, 14_043)
    assert examine(io.BytesIO(scan), "a.png", len(scan)).media_type == "image/png"
