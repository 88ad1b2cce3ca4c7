"""Does each page for operators give commands that there are, and lead where it says?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.reading import ROOT, parse_command

PAGES = sorted((ROOT / "docs/for-operators").glob("*.md"))
FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.M | re.S)
RUNS = re.compile(r"(?:.*\bmanage\.py|(?:sudo )?tracker(?: --owner)?) ([a-z_]+.*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def commands_of(page: str) -> Iterator[str]:
    """What the page has run by manage.py, by itself or through the script `tracker`, as a line each."""
    for block in FENCED.findall(page):
        for line in block.splitlines():
            if found := RUNS.match(line):
                yield f"manage.py {found[1].partition(' #')[0]}".strip()


def anchors_of(page: str) -> set[str]:
    """What a heading is called in an address."""
    heads = re.findall(r"^#+ (.*)$", page, re.M)
    return {re.sub(r"[^\w\- ]", "", head.replace("`", "").lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_of_a_page_is_there_with_its_options(page: Path) -> None:
    for line in commands_of(page.read_text()):
        parse_command(line)


def test_the_commands_are_found() -> None:
    found = {line.split()[1] for page in PAGES for line in commands_of(page.read_text())}
    assert {"migrate", "seed", "collectstatic", "check", "backup", "restore", "move", "verify_ledger", "work"} <= found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page: Path) -> None:
    for address in LINK.findall(page.read_text()):
        if address.startswith("http"):
            continue
        name, _mark, anchor = address.partition("#")
        to = (page.parent / name).resolve() if name else page
        assert to.exists(), address
        assert not anchor or anchor in anchors_of(to.read_text()), address
