"""Which rows hold every word that somebody looks for?

Every word given is the beginning of a word in one of the columns, whatever its case and accents, on both engines.
Languages written without spaces have no beginnings of words: there the letters may stand anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat

from commitments.ledger.rebuilding import record_is_open
from commitments.queries.words import having_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST = 200
"""How many characters a search may have."""

LATIN = [*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)]
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
COMBINING = "[\u0300-\u036f]*"


def holding(rows: QuerySet[Any], search: str, columns: tuple[str, ...]) -> QuerySet[Any]:
    """The rows in whose columns every word of `search` begins a word. White space alone finds every row.

    Nouns whose very columns are prepared for it (models/searching.py) are asked through an index; not in a record of
    an earlier moment, which has no words but its own.
    """
    typed = dict.fromkeys(unicodedata.normalize("NFKC", search).split())
    if set(columns) == set(getattr(rows.model, "searched", ())) and not record_is_open():
        return having_words(rows, list(typed)) if typed else rows
    parts: list[Any] = [part for column in columns for part in (Cast(column, TextField()), Value("\n"))]
    rows = rows.alias(searched_text=Concat(*parts, output_field=TextField()))
    for word in typed:
        rows = rows.filter(searched_text__iregex=_beginning(word))
    return rows


def _beginning(word: str) -> str:
    """A pattern, in the words that Python and PostgreSQL share, for text with a word that begins so."""
    letters = [letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)]
    start = "" if UNSPACED.match(word) else r"(^|\W)"
    return start + "".join(_any_accent(letter) for letter in letters or word)


def _any_accent(letter: str) -> str:
    accented = _accented().get(letter.casefold(), "")
    return f"[{letter}{accented}]{COMBINING}" if accented else re.escape(letter)


@cache
def _accented() -> dict[str, str]:
    """Every Latin letter with its accented forms, small and capital."""
    forms: dict[str, str] = defaultdict(str)
    for code in LATIN:
        plain = unicodedata.normalize("NFD", chr(code))[0]
        if plain.isascii():
            forms[plain.casefold()] += chr(code)
    return {letter: letter + letter.upper() + accented for letter, accented in forms.items()}
