"""What does a reader get to see? Everything that can be asked with GET, found without being told where it is.

The crawl begins with every route of the resolver, its parameters filled with names of rows (hidden ones too), with
every query parameter that the API declares and every filter and suggestion of the admin; then it follows each link,
form and address in what comes back. It ends: no shape of address (route and names of parameters) is followed from a
link more than `most` times.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.privacy import links, parameters
from tests.privacy.routes import PARAMETER, Pool, addresses, routes

VARYING = {
    *("X-Request-ID", "Date", "Set-Cookie", "RateLimit-Reset", "RateLimit-Remaining", "Expires", "Last-Modified"),
}
"""Headers that differ from one moment to the next, whoever asks."""

TOKEN = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")[^"]*|(?<=name="preview" value=")[^"]*|(?<="X-CSRFTOKEN"\] = ")[^"]*'
)


@dataclass(frozen=True)
class Answer:
    """What came back, without what differs from one moment to the next."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        """Headers and body as one text."""
        return "\n".join([*(f"{name}: {value}" for name, value in self.headers), self.body.decode(errors="replace")])

    @property
    def told(self) -> str:
        """The same without what the caller had said: an echo of the address tells nobody anything."""
        parts = urlsplit(self.url)
        said = [self.url, *(value for values in parse_qs(parts.query).values() for value in values)]
        said += unquote_plus(parts.path).split("/")
        text = self.text
        for each in sorted({each for each in said if len(each) > 5}, key=len, reverse=True):
            text = text.replace(each, "…")
        return text


def ask(client: Client, url: str, method: str = "get") -> Answer:
    """Ask for one address, as a first visit at a quiet moment."""
    cache.clear()
    client.cookies.pop("messages", None)
    # On PostgreSQL a record makes tables, which stay locked until the transaction ends: hundreds of them in a crawl.
    with _taken_back() if connection.vendor == "postgresql" and "recorded_by=" in url else nullcontext():
        response: Any = getattr(client, method)(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    whole, body = body, TOKEN.sub("", body.decode("latin-1")).encode("latin-1")
    varying = {name.lower() for name in VARYING}
    told = dict(response.headers)
    if "Content-Length" in told:
        told["Content-Length"] = str(int(told["Content-Length"]) - (len(whole) - len(body)))
    headers = sorted((name, value) for name, value in told.items() if name.lower() not in varying)
    return Answer(url, response.status_code, tuple(headers), body)


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def starts(pool: Pool, most: int = 0) -> list[str]:
    """Where a crawl begins: every route, filled, and every declared parameter.

    `most` 0 takes one value for each parameter; 1 takes all that is worth asking.
    """
    by_path: dict[str, list[str]] = {}
    for route in routes():
        by_path["/" + PARAMETER.sub(lambda found: f"{{{found[1] or found[2]}}}", route.text)] = addresses(route, pool)
    found = [address for each in by_path.values() for address in each]
    found += parameters.of_api(by_path, pool, most)
    found += parameters.of_admin(pool, most)
    found += parameters.of_palette()
    return list(dict.fromkeys(found))


def shape(url: str) -> tuple[str, ...]:
    """The route that an address leads to, and the names of its parameters; of more than two, how many."""
    parts = urlsplit(url)
    try:
        route = resolve(unquote_plus(parts.path)).route
    except Resolver404:
        route = "(nowhere)"
    names = sorted(parse_qs(parts.query, keep_blank_values=True))
    return (route, *names) if len(names) <= 2 else (route, f"{len(names)} parameters")


def crawl(client: Client, begin: Iterable[str], goes: Callable[[str], bool], most: int = 1) -> dict[str, Answer]:
    """Every answer by its address; `goes` says which addresses this reader looks at."""
    begin = [url for url in begin if goes(url)]
    waiting, answers, shapes = deque(begin), dict[str, Answer](), Counter[tuple[str, ...]]()
    planned = set(begin)
    while waiting:
        url = waiting.popleft()
        if url in answers:
            continue
        answer = answers[url] = ask(client, url)
        for found in _onward(answer, most):
            if found in planned or not goes(found):
                continue
            like = shape(found)
            if shapes[like] < most:
                shapes[like] += 1
                planned.add(found)
                waiting.append(found)
    return answers


def _onward(answer: Answer, most: int) -> Iterable[str]:
    told = {name.lower(): value for name, value in answer.headers}
    kind, body = told.get("content-type", ""), answer.body.decode(errors="replace")
    if not kind.startswith(("text/", "application/")) or answer.url.startswith("/api/v1/schema/"):
        return
    yield from links.followed(answer.url, kind, body, told.get("location", ""))
    if "html" in kind:
        for target, fields in links.forms(answer.url, body):
            kept = {name: offered[0] for name, offered, kind in fields if kind == "hidden" and offered}
            for name, offered, kind in fields:
                fits = offered or (parameters.PLAIN["q"] if kind in ("search", "text") else parameters.DAYS)
                for value in fits[:most]:
                    yield links.asked(urlsplit(target).path, **{**kept, name: value})
