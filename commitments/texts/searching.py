"""How are words prepared, so that whoever looks for them finds them however they are written?

Case, accents and width make no difference. Languages written without spaces have no beginnings of words: their letters
may stand anywhere, so each run of them is kept whole for comparing, and as overlapping pairs for the index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

ACCENTS = re.compile("[\u0300-\u036f]")
WORD = re.compile(r"[^\W_]+")
UNSPACED = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

SHORTEST = 2
"""Letters that a word needs to be taken for the beginning of a verb; without spaces one will do."""


def tokens(text: str) -> list[str]:
    """The words of a text as they are compared: small, without accents, runs of unspaced letters by themselves."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", folded)))
    found = []
    for word in WORD.findall(plain):
        if UNSPACED.search(word):
            found += ["".join(letters) for _kind, letters in groupby(word, is_unspaced)]
        else:
            found.append(word)
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


def holds(text: str, typed: str) -> bool:
    """Whether each word typed is the beginning of a word of a text; of unspaced letters, stands anywhere in it."""
    line = f" {_folded(text)}"
    return all((word if is_unspaced(word) else f" {word}") in line for word in map(_folded, typed.split()) if word)


def begins_with(text: str, typed: str) -> bool:
    """Whether a text begins with what was typed."""
    return _folded(text).startswith(_folded(typed))


@lru_cache(maxsize=1_000)
def _folded(text: str) -> str:
    """Its words as they are compared, with spaces between: labels are asked about again and again."""
    return " ".join(tokens(text))


def after_verb(typed: str, verb: str) -> str:
    """What is typed after the words of a verb, any of them shortened or left out; empty where it begins with none.

    “log 3.1.4” and “log activity for 3.1.4” name the same after “Log activity for”. The first word of the verb has to
    be there.
    """
    known, words = tokens(verb), typed.split()
    taken = 0
    while taken < len(words) and _is_of(tokens(words[taken]), known if taken else known[:1]):
        taken += 1
    return " ".join(words[taken:]) if taken else ""


def _is_of(parts: list[str], known: list[str]) -> bool:
    if len(parts) != 1:
        return False
    if is_unspaced(parts[0]):
        return any(parts[0] in word for word in known)
    return len(parts[0]) >= SHORTEST and any(word.startswith(parts[0]) for word in known)
