"""Is the house kept as its rules say: nothing inline, nothing long, no empty names, nothing of one machine?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("commitments", "tracker", "tests", "fixtures", "docs", "deploy", "benchmarks", "requirements", ".ci")
FOUND = [*ROOT.glob("*.*"), *(path for room in ROOMS for path in (ROOT / room).rglob("*"))]
FILES = sorted(path for path in FOUND if path.is_file() and "__pycache__" not in path.parts)
WRITTEN = [
    path for path in FILES if path.suffix in {".py", ".html", ".md", ".css", ".js", ".txt", ".toml", ".json", ".sh"}
]
TEMPLATES = [path for path in FILES if path.suffix == ".html"]
CODE = [path for path in FILES if path.suffix == ".py" and "migrations" not in path.parts]
ASSETS = [path for path in FILES if path.suffix in {".css", ".js"} and "static" in path.parts]

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script without a file": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.I),
    "a javascript address": re.compile(r"""["']\s*javascript:""", re.I),
    "an asset from elsewhere": re.compile(
        r"""<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=\s*["'](?:https?:)?//""", re.I
    ),
}
EMPTY_NAMES = {
    *("project", "task", "item", "record", "entity", "utils", "util", "helpers", "helper", "common", "core", "base"),
    *("misc", "service", "services", "manager", "managers"),
}
GIVEN_NAMES = {"base", "base_site"}  # Django looks for these: the admin's templates, a database backend's file
ONE_BY_PLAN = {"commitments/vocabulary.py", "tracker/settings.py", "tests/factories.py"}  # the house wants these whole
LONGEST, HEAVIEST = 250, 15_000
MACHINE = re.compile(r"(?:^|[\s\"'(=`])/(?:work|root|home)/[\w.]")


def inline_in(html: str) -> list[str]:
    """What a strict content security policy would refuse in a template."""
    html = re.sub(r"{#.*?#}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", "", html, flags=re.S)
    return [name for name, pattern in INLINE.items() if pattern.search(html)]


def words_in(name: str) -> set[str]:
    """The words of a file's or class's name, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_a_template_has_nothing_inline(path: Path) -> None:
    assert inline_in(path.read_text()) == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p style="color: red">', ["a style attribute"]),
        ('<a href="#" onclick="go()">', ["a handler"]),
        ("<style>p {}</style>", ["a style element"]),
        ("<script>go()</script>", ["a script without a file"]),
        ('<a href="javascript:go()">', ["a javascript address"]),
        ('<script src="https://cdn.example/x.js"></script>', ["an asset from elsewhere"]),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', ["an asset from elsewhere"]),
        ('{# <p style="x"> #}<p class="style">{% comment %}<style>{% endcomment %}', []),
        ('<script src="{% static "x.js" %}" defer></script><a href="https://example.org/">', []),
    ],
)
def test_what_is_inline_is_found(html: str, found: list[str]) -> None:
    assert inline_in(html) == found


def test_a_file_can_be_read_in_one_sitting() -> None:
    lengths = {shown(path): len(path.read_text().splitlines()) for path in CODE}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST and name not in ONE_BY_PLAN} == {}


def test_a_module_says_which_question_it_answers() -> None:
    texts = {shown(path): path.read_text().removeprefix("#!/usr/bin/env python\n") for path in CODE}
    assert [name for name, text in texts.items() if text and not text.startswith('"""')] == []


@pytest.mark.parametrize("path", ASSETS, ids=shown)
def test_a_stylesheet_or_script_is_light(path: Path) -> None:
    assert path.stat().st_size < HEAVIEST


def test_no_file_has_an_empty_name() -> None:
    named = [path for path in FILES if path.suffix in {".py", ".html"} and words_in(path.stem) & EMPTY_NAMES]
    assert [shown(path) for path in named if path.stem not in GIVEN_NAMES] == []


def test_no_class_has_an_empty_name() -> None:
    classes = [
        f"{shown(path)}: {name}"
        for path in CODE
        for name in re.findall(r"^class (\w+)", path.read_text(), re.M)
        if words_in(name) & (EMPTY_NAMES - {"manager", "managers"})
        or (name.endswith("Manager") and "models" not in path.parts)
    ]
    assert classes == []


def test_no_file_names_a_place_on_one_machine() -> None:
    assert [shown(path) for path in WRITTEN if MACHINE.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("around", "found"), [("cd {}", True), ('"{}"', True), ("a{}", False), ("https://x.example{}", False)]
)
def test_a_place_on_one_machine_is_found(around: str, found: bool) -> None:
    place = "/".join(["", "home", "somebody", "tracker"])
    assert bool(MACHINE.search(around.format(place))) == found


@pytest.mark.parametrize(("name", "words"), [("form_helpers", {"form", "helpers"}), ("CSVFormat", {"csv", "format"})])
def test_a_name_falls_into_its_words(name: str, words: set[str]) -> None:
    assert words_in(name) == words
