"""How does a cell of a list say what it holds where there is no room for headings, and keep silent when empty?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

CELL = re.compile(r"(?P<tag><t[dh]\b[^>]*)(?P<rest>>.*)\Z", re.S)
NOTHING = "–"
"""What the admin writes for no value (`empty_value_display`)."""


@register.filter
def under(cells: Iterable[str], headings: Iterable[Mapping[str, Any]]) -> Iterator[SafeString]:
    """The cells of a row, each told its heading (`data-heading`), or that it holds nothing (`data-nil`)."""
    for cell, heading in zip(cells, headings, strict=False):
        found = CELL.match(cell)
        words = strip_tags(str(heading["text"])).strip()
        if found is None or not words:
            yield mark_safe(cell)  # noqa: S308 (a cell of Django's own list, escaped there)
            continue
        nil = mark_safe(" data-nil") if strip_tags(cell).strip() in ("", NOTHING) else ""
        tag, rest = mark_safe(found["tag"]), mark_safe(found["rest"])  # noqa: S308 (as above)
        yield format_html('{} data-heading="{}"{}{}', tag, words[:1].upper() + words[1:], nil, rest)
