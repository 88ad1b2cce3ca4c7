"""What does a page say, as its reader sees it?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from django.test import Client

BLOCKS = {"td", "th", "li", "p", "dt", "dd", "div", "h1", "h2", "h3", "option", "label"}
VOID = {"meta", "link", "input", "br", "rect", "line", "circle", "use"}


@dataclass
class Anchor:
    """A link, its words, and how many rows it promises (None when it promises none)."""

    href: str
    promised: int | None
    words: str = ""


@dataclass
class Reading:
    """A page as read: its links, its headings, its plain text, and the total of a list.

    `held` is how many rows each list that is named on the page holds, by its id.
    """

    anchors: list[Anchor] = field(default_factory=list)
    h1: str = ""
    text: str = ""
    total: int | None = None
    held: dict[str, int] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Reading()
        self.open: list[str] = []
        self.lists: list[tuple[str, int]] = []
        self.anchor: Anchor | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("li", "tr") and self.lists and self.lists[-1][1] == len(self.open):
            self.found.held[self.lists[-1][0]] += 1
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("ul", "ol", "tbody") and given.get("id"):
            self.lists.append((given["id"] or "", len(self.open)))
            self.found.held[given["id"] or ""] = 0
        if tag in BLOCKS:
            self.found.text += " "
        if tag == "a":
            promised = given.get("data-count")
            self.anchor = Anchor(given.get("href") or "", int(promised) if promised else None)
            self.found.anchors.append(self.anchor)
        if tag == "h1" and "data-total" in given:
            self.found.total = int(given["data-total"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        while self.lists and self.lists[-1][1] > len(self.open):
            self.lists.pop()
        if tag == "a":
            self.anchor = None

    def handle_data(self, data: str) -> None:
        self.found.text += data
        if self.anchor:
            self.anchor.words += data
        if "h1" in self.open:
            self.found.h1 += data


def read(html: str) -> Reading:
    """Read a page; white space is folded as a browser folds it."""
    reader = _Reader()
    reader.feed(html)
    reader.found.h1 = folded(reader.found.h1)
    reader.found.text = folded(reader.found.text)
    for anchor in reader.found.anchors:
        anchor.words = folded(anchor.words)
    return reader.found


def page(client: Client, address: str) -> Reading:
    """Fetch a page that is there and read it."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return read(response.content.decode())


def queries_of(client: Client, address: str) -> int:
    """How many queries a page takes once what is kept between requests is there."""
    page(client, address)
    with CaptureQueriesContext(connection) as queries:
        page(client, address)
    return len(queries)


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
