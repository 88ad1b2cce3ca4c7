"""Who may ask what of which address? tests/matrix.csv says it; this reads it beside the addresses there are.

`python -m tests.matrix --missing` lists addresses that the file leaves out, and lines whose address is gone.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import django
from django.urls import URLResolver, get_resolver

FILE = Path(__file__).with_suffix(".csv")
PRINCIPALS = (
    *("anonymous", "viewer", "analyst", "manager", "administrator"),
    *("token-read", "token-write", "token-changes", "token-audit", "token-expired"),
)
VERBS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

Cells = dict[str, dict[str, int]]
"""The status that is expected, by verb and principal."""


def routes() -> list[str]:
    """Every address of the URL configuration, its parameters in braces, each once."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "/")))


def _walk(patterns: Sequence[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        address = before + plain(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
        else:
            yield address


def plain(pattern: str) -> str:
    """A pattern as people write addresses: `activities/{id}/`."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", pattern.strip("^$").removesuffix(r"\Z"))
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", named)


def matrix() -> dict[str, Cells]:
    """What the file says, by address. Raises ValueError for a line that says a verb twice or is too short."""
    found: dict[str, Cells] = defaultdict(dict)
    with FILE.open(newline="", encoding="utf-8") as lines:
        for line in csv.DictReader(row for row in lines if not row.startswith("#")):
            statuses = {principal: int(line[principal]) for principal in PRINCIPALS}
            for verb in line["verbs"].split():
                if verb in found[line["route"]]:
                    raise ValueError(f"{line['route']} says {verb} twice.")
                found[line["route"]][verb] = statuses
    return dict(found)


def differences() -> list[str]:
    """A sentence for each address that the file leaves out, and for each line of it whose address is gone."""
    there, said = routes(), matrix()
    missing = [f"{route} is not in tests/matrix.csv." for route in there if route not in said]
    gone = [f"{route} is in tests/matrix.csv, but there is no such address." for route in said if route not in there]
    short = [f"{route} says nothing of {verb}." for route, cells in said.items() for verb in VERBS if verb not in cells]
    return missing + gone + short


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missing", action="store_true", required=True)
    parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    print("\n".join(differences()) or "Nothing is missing.")  # noqa: T201
