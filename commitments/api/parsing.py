"""Is a request's body sound JSON? What could mean two things, or nothing, is refused before anybody looks at it."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser

from commitments.api.problems import TooLargeError, UnreadableError, escaped

DEEPEST = 20
"""How many objects and arrays may stand inside one another."""

UNREADABLE = re.compile("[\0\ud800-\udfff]")
CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\";\s]*)", re.IGNORECASE)


class StrictJSONParser(BaseParser):
    """UTF-8, no larger than the view takes; no key twice, no NaN, no NUL, no lone surrogate, not too deep."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        charset = CHARSET.search(media_type or "")
        if charset and charset[1].lower() not in {"utf-8", "utf8"}:
            raise UnsupportedMediaType(media_type or "", _("Write JSON in UTF-8."))
        return parsed(_read(stream, parser_context or {}))


def largest_body(view: Any) -> int:
    """How many bytes a body sent to this view may have: 1 MB, unless the view takes more."""
    most: int = getattr(view, "largest_body", None) or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return most


def _read(stream: IO[Any], context: Mapping[str, Any]) -> bytes:
    most = largest_body(context.get("view"))
    length = context["request"].META.get("CONTENT_LENGTH") if "request" in context else None
    if length and length.isdigit() and int(length) > most:
        raise TooLargeError(most)
    body: bytes = stream.read(most + 1)
    if len(body) > most:
        raise TooLargeError(most)
    return body


def parsed(body: bytes) -> Any:
    """The value of a JSON text. Raises UnreadableError with a sentence for anything unsound."""
    try:
        text = body.decode("utf-8")
        _refuse_what_is_lost(text)
        value = json.loads(text)
    except UnicodeDecodeError as error:
        raise UnreadableError(_("The body is not UTF-8.")) from error
    except RecursionError as error:
        raise UnreadableError(_too_deep()) from error
    except ValueError as error:
        raise UnreadableError(_("The body is not JSON.")) from error
    for names, depth, words in _walk(value):
        if depth > DEEPEST:
            raise UnreadableError(_too_deep())
        if words is not None and UNREADABLE.search(words):
            place = UNREADABLE.sub("?", "/".join(map(str, names)))
            pointer = "".join(f"/{UNREADABLE.sub('?', escaped(name))}" for name in names[1:])
            raise UnreadableError(_("“%(place)s” holds a character that is no text.") % {"place": place}, pointer)
    return value


def _too_deep() -> str:
    return _("The body is nested more than %(most)s levels deep.") % {"most": DEEPEST}


def _refuse_what_is_lost(text: str) -> None:
    """Raises UnreadableError for a key that an object gives twice, and for what is no number in JSON.

    Read apart from the value, and collected by methods of lists. A function of ours, called from within for each of
    200,000 objects, took ten times as long wherever the calls above it happened to fill a block of Python's stack.
    """
    objects: list[list[tuple[str, Any]]] = []
    numbers: list[str] = []
    json.loads(text, object_pairs_hook=objects.append, parse_float=numbers.append, parse_constant=_no_number)
    for pairs in objects:
        if len(dict(pairs)) != len(pairs):
            name = next(name for name, times in Counter(name for name, _value in pairs).items() if times > 1)
            raise UnreadableError(_("“%(name)s” is given twice.") % {"name": UNREADABLE.sub("?", name[:100])})
    for digits in numbers:
        if not math.isfinite(float(digits)):
            _no_number(digits[:40])


def _no_number(name: str) -> NoReturn:
    raise UnreadableError(_("“%(name)s” is no JSON number.") % {"name": name})


def _walk(value: Any) -> Iterator[tuple[list[Any], int, str | None]]:
    """Every text, key, object and array: the names that lead there, how deep it stands, and its text if it is one.

    Nothing is kept but the way down to where it stands: ten megabytes hold millions of values. The names are those of
    this moment; the next step writes others into the list.
    """
    within: list[Iterator[tuple[Any, Any]]] = [iter([("", value)])]
    names: list[Any] = [""]
    while within:
        for name, here in within[-1]:
            names[-1] = name
            if isinstance(here, str):
                yield names, len(within) - 1, here
            elif isinstance(here, dict | list):
                depth = len(within) - 1
                yield names, depth, None
                if isinstance(here, dict):
                    for key in here:
                        yield [*names, key], depth, key
                within.append(iter(here.items() if isinstance(here, dict) else enumerate(here)))
                names.append("")
                break
        else:
            within.pop()
            names.pop()
