"""Which pages are there for a reader on a day, and which numbers on them lead to other rows than they say?

The walk begins at the overview and follows every link of a page but to the admin, to other days and to parts of a
list; of pages of one kind it looks at `most`, and of the lists that their numbers lead to at one in `share`.
"""

from __future__ import annotations

import zlib
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import resolve

from tests.dashboards.reading import page

if TYPE_CHECKING:
    from django.test import Client

    from tests.dashboards.reading import Anchor, Reading

OUTSIDE = ("/admin/", "/static/", "/language/")
CLOCKS = {"on", "recorded_by"}


@dataclass
class Walk:
    """What was seen: pages, the numbers that lead to lists, and what was found wrong, in words."""

    pages: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    numbers: int = 0
    lists: dict[str, int | None] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def walk(client: Client, start: str, *, most: int | None = None, share: int = 1) -> Walk:
    """Look at every page that can be reached; `most` pages of each kind (None: all of them).

    With a `share` of lists left out, those are looked at that always are.
    """
    seen, waiting = Walk(), deque([start])
    day = parse_qs(urlsplit(start).query)
    while waiting:
        address = waiting.popleft()
        kind = resolve(urlsplit(address).path).url_name or ""
        if address in seen.pages or (most is not None and seen.kinds[kind] >= most):
            continue
        seen.pages.add(address)
        seen.kinds[kind] += 1
        read = page(client, address)
        for anchor in read.anchors:
            target = urljoin(address, anchor.href)
            if _is_plain_page(target, day):
                waiting.append(target)
            _look_at(client, seen, address, anchor, read, share)
    return seen


def _is_plain_page(target: str, day: dict[str, list[str]]) -> bool:
    """Whether it is a page of ours about the same day, not part of a list."""
    parts = urlsplit(target)
    if parts.netloc or parts.fragment or parts.path.startswith(OUTSIDE) or "/evidence/" in parts.path:
        return False
    return parse_qs(parts.query) == day


def _look_at(client: Client, seen: Walk, address: str, anchor: Anchor, read: Reading, share: int) -> None:
    if anchor.promised is None:
        if anchor.words.isdecimal():
            seen.wrong.append(f"{address}: the number {anchor.words} leads to {anchor.href} and promises nothing")
        return
    seen.numbers += 1
    if anchor.href.startswith("#"):
        found = read.lists.get(anchor.href[1:])
    else:
        target = urljoin(address, anchor.href)
        if zlib.crc32(target.encode()) % share:
            return
        if target not in seen.lists:
            seen.lists[target] = page(client, target).total
        found = seen.lists[target]
    if found != anchor.promised:
        seen.wrong.append(f"{address}: {anchor.words} promises {anchor.promised}, {anchor.href} holds {found}")
