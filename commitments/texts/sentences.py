"""Where does each sentence of a provision begin and end?"""

import re

from commitments.texts.spans import Span


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# A full stop after these never ends a sentence; titles only where capitalised ("the state of the art. …").
SHORTENED = _words("e.g i.e cf vs viz approx Mr Mrs Ms Messrs Dr Prof Gen Lt Col Adm Amb Hon St")
# Nor after these before a number: "Art. 5", "Art. IV", "13 Apr. 2013".
BEFORE_NUMBER = _words(
    "art arts no nos para paras sec secs ch vol fig figs p pp jan feb mar apr jun jul aug sep sept oct nov dec"
)
NUMERAL = re.compile(r"\d|[IVX]+\b")
# After initials and shortened names it does only before a word that begins sentences.
LONGEST_SHORTENED = 20  # characters; what is longer is a word
UNSURE = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]|al|[Ii]nc|[Ll]td|[Cc]o|[Cc]orp|[Dd]ept|[Gg]ovt")
INITIAL = re.compile(r"[A-Z]\.")
OPENERS = _words(
    "a all although an and as at both but each for furthermore he however if in it its moreover no nor on our she "
    "such that the their then there therefore these they this those to under we when where while with"
)

CLOSING = "\"'”’»)\\]"
STOP = re.compile(rf"(?<![.!?…])(?P<mark>[.!?…]+)[{CLOSING}]*\s+(?=(?P<next>\S+))")
TOKEN_BEFORE = re.compile(r"[^\s(\[\"'“‘«]*$")
BRACKETED = re.compile(r"\([^()]*\)")
NUMBERING = re.compile(r"\W*(?:\d+(?:\.\d+)*|[a-z]|[ivx]{1,6})\W*")


def split_sentences(text: str, *, start: int) -> list[Span]:
    """Give the sentences of a provision's ``text``, in order, as places in the agreement's text.

    ``start`` is where the provision begins there. Every character but the white space between sentences (and at
    the ends) lies in exactly one of them (rule of reading 1). Semicolons and colons do not end a sentence, nor
    does a stop inside round brackets. White space alone gives no sentence.
    """
    bracketed = [match.span() for match in BRACKETED.finditer(text)]
    spans: list[Span] = []
    begins = len(text) - len(text.lstrip())
    for stop in STOP.finditer(text):
        inside = any(left < stop.start() and stop.end() < right for left, right in bracketed)
        if inside or not _ends_sentence(text[begins : stop.start()], stop["mark"], stop["next"]):
            continue
        spans.append(Span(start + begins, start + begins + len(text[begins : stop.end()].rstrip())))
        begins = stop.end()
    if text[begins:].strip():
        spans.append(Span(start + begins, start + len(text.rstrip())))
    return spans


def _ends_sentence(before: str, mark: str, following: str) -> bool:
    """Say whether ``mark`` ends the sentence that reads ``before`` so far and is followed by ``following``."""
    first_word = following.lstrip("\"'“‘«([")
    if first_word[:1].islower() or NUMBERING.fullmatch(before):
        return False
    if mark != ".":
        return True
    found = TOKEN_BEFORE.search(before[-LONGEST_SHORTENED:])
    token = found[0] if found else ""
    if token in SHORTENED or token.lower() in ("e.g", "i.e"):
        return False
    if token.lower() in BEFORE_NUMBER:
        return not NUMERAL.match(first_word)
    if UNSURE.fullmatch(token):
        return not INITIAL.match(first_word) and re.sub(r"\W.*", "", first_word).lower() in OPENERS
    return True
