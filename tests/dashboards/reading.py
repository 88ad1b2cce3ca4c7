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
LISTS = {"ul", "ol", "tbody"}
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

    `lists` says how many rows each list or table body has that has a name of its own (#name leads to it).
    """

    anchors: list[Anchor] = field(default_factory=list)
    h1: str = ""
    text: str = ""
    total: int | None = None
    lists: dict[str, int] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Reading()
        self.open: list[str] = []
        self.names: list[str] = []
        self.anchor: Anchor | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("li", "tr") and self.names and self.names[-1] in self.found.lists:
            self.found.lists[self.names[-1]] += 1
        if tag not in VOID:
            self.open.append(tag)
            self.names.append(given.get("id") or "")
            if tag in LISTS and self.names[-1]:
                self.found.lists[self.names[-1]] = 0
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
                self.names.pop()
            self.names.pop()
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


def opened(client: Client, address: str, promised: str) -> int | None:
    """How many rows a number on the page at `address` leads to: those of a list of that page (#name) or of its own."""
    if promised.startswith("#"):
        return page(client, address).lists[promised[1:]]
    return page(client, promised).total


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
