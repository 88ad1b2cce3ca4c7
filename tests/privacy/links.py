"""Which addresses does an answer lead to, and what do its GET forms ask?"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

HOST = "http://testserver"
ATTRIBUTE = re.compile(r'\s(?:href|src|action|formaction|data-[a-z-]+)="([^"]*)"')
ADDRESS = re.compile(rf'{HOST}/[^\s"<>\\]*')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
FIELD = re.compile(r"<(input|select|textarea)\b([^>]*)>(.*?(?=</select>))?", re.DOTALL)
OPTION = re.compile(r'<option\b[^>]*\bvalue="([^"]+)"')
GIVEN = re.compile(r'\b(name|value|type|method|action)="([^"]*)"')


def followed(url: str, kind: str, body: str, location: str = "") -> Iterator[str]:
    """Every address on this host that an answer names, without host: in a page, in JSON, in a feed, in Location."""
    named = [location] if location else []
    if "html" in kind:
        named += [html.unescape(each) for each in ATTRIBUTE.findall(body)]
    elif "json" in kind:
        named += [text for text in _texts(json.loads(body)) if text.startswith((f"{HOST}/", "/"))]
    else:
        named += ADDRESS.findall(body)
    for each in named:
        if each.startswith(("/", "?", HOST)) or location == each:
            parts = urlsplit(urljoin(HOST + url, each))
            if f"{parts.scheme}://{parts.netloc}" == HOST and not parts.path.startswith("/static/"):
                yield parts.path + (f"?{parts.query}" if parts.query else "")


def forms(url: str, body: str) -> Iterator[tuple[str, list[tuple[str, list[str], str]]]]:
    """The address of each GET form of a page, and its fields: name, values that it offers, kind of input."""
    for head, inside in FORM.findall(body):
        told = dict(GIVEN.findall(head))
        if told.get("method", "get").lower() == "get":
            target = urljoin(url, html.unescape(told.get("action", "")) or urlsplit(url).path)
            fields = []
            for tag, attributes, options in FIELD.findall(inside):
                given = {name: html.unescape(value) for name, value in GIVEN.findall(attributes)}
                values = OPTION.findall(options) if tag == "select" else [given.get("value", "")]
                if "name" in given:
                    offered = [html.unescape(value) for value in values if value]
                    fields.append((given["name"], offered, given.get("type", tag)))
            yield target, fields


def asked(path: str, **parameters: Any) -> str:
    """An address with this query string."""
    return f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)
