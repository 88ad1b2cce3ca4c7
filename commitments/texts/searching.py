"""How are words prepared, so that whoever looks for them finds them however they are written?

Case, accents and width make no difference. Languages written without spaces have no beginnings of words: their letters
may stand anywhere, so each run of them is kept whole for comparing, and as overlapping pairs for the index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

ACCENTS = re.compile("[\u0300-\u036f]")
WORD = re.compile(r"[^\W_]+")
UNSPACED = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def tokens(text: str) -> list[str]:
    """The words of a text as they are compared: small, without accents, runs of unspaced letters by themselves."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", folded)))
    found = []
    for word in WORD.findall(plain):
        found += ["".join(letters) for _kind, letters in groupby(word, lambda letter: bool(UNSPACED.match(letter)))]
    return found


def is_unspaced(token: str) -> bool:
    """Whether it is a run of letters that are written without spaces."""
    return UNSPACED.match(token) is not None


def pairs(token: str) -> list[str]:
    """A run of unspaced letters as overlapping pairs; its last letter stands alone, to be found by itself."""
    return [token[place : place + 2] for place in range(len(token))]


def prepared(texts: Iterable[str]) -> str:
    """Texts as one line for the index: a space, the words in order, a line break, and the pairs, each once."""
    words = [token for text in texts for token in tokens(text)]
    apart = dict.fromkeys(pair for token in words if is_unspaced(token) for pair in pairs(token))
    return f" {' '.join(words)} \n {' '.join(apart)} "
