"""Which sentences does the code speak, and are they all translated?

`python -m tests.translations` brings the catalogues under commitments/locale/ in step with the code: new sentences
appear untranslated, those that are gone go, and the .mo files are compiled. Works without gettext's own programs.
"""

from __future__ import annotations

import datetime
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "commitments" / "locale"
LANGUAGES = ("fr", "ja")
NO_MOMENT = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "said": None,  # gettext, in files where `_` is a name for what is not used
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def spoken(root: Path = ROOT) -> Catalog:
    """Every sentence marked for translation in our Python files and templates, with the files it stands in."""
    catalog = Catalog(project="commitment-tracker", charset="utf-8", fuzzy=False)
    for path in sorted(
        [*root.glob("tracker/**/*.py"), *root.glob("commitments/**/*.py"), *root.glob("commitments/**/*.html")]
    ):
        if "migrations" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        name = path.relative_to(root).as_posix()
        text = templatize(source, origin=name) if path.suffix == ".html" else source
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            catalog.add(message, locations=[(name, None)], context=context)
    return catalog


def catalogue(language: str) -> Path:
    """Where a language's sentences stand."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """A language's catalogue; an empty one where there is none yet."""
    path = catalogue(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """The .mo file of a catalogue: the same for the same sentences, so it bears no moment of its making."""
    catalog.creation_date = catalog.revision_date = NO_MOMENT
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def bring_in_step(language: str) -> int:
    """Write a language's .po and .mo files anew; return how many sentences still want a translation."""
    catalog = read(language)
    catalog.update(spoken(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        message.locations = sorted({(name, None) for name, _line in message.locations}, key=str)
    path = catalogue(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalog, sort_output=True, omit_header=False, include_lineno=False, width=120)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    moments = ('"POT-Creation-Date', '"PO-Revision-Date')
    path.write_text("".join(line for line in lines if not line.startswith(moments)), encoding="utf-8")
    path.with_suffix(".mo").write_bytes(compiled(read(language)))
    return sum(1 for message in catalog if message.id and not translated(message.string))


def translated(string: str | tuple[str, ...] | list[str]) -> bool:
    """Whether there is a translation, in every number where the language counts."""
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    missing = {language: bring_in_step(language) for language in LANGUAGES}
    sys.stdout.write("".join(f"{language}: {count} untranslated\n" for language, count in missing.items()))
