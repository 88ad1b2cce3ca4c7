"""What do the files under deploy/ say: units, commands, variables?"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
INSTALL = ROOT / "docs/for-operators/install.md"
READERS = {"get", "setdefault", "flag", "number", "words"}
NAME = re.compile(r"[A-Z][A-Z_]+")

Unit = dict[str, list[tuple[str, str]]]


def unit_in(path: Path) -> Unit:
    """A unit's sections with their lines, in order: names may come again. Raises ValueError where a line is none."""
    found: Unit = {}
    section = ""
    for line in path.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[]")
            found[section] = []
            continue
        name, equals, value = line.partition("=")
        if not equals or not section:
            raise ValueError(f"{path.name}: “{line}” is no line of a unit.")
        found[section].append((name, value))
    return found


def units() -> dict[str, Unit]:
    """Every unit there is, by file name."""
    return {path.name: unit_in(path) for path in sorted((DEPLOY / "systemd").iterdir())}


def values(unit: Unit, section: str, name: str) -> list[str]:
    return [value for given, value in unit.get(section, []) if given == name]


def nightly() -> list[str]:
    """The commands that install.md has a timer of tracker@.timer run, by name."""
    (braced,) = re.findall(r"tracker@\{([\w,]+)\}\.timer", INSTALL.read_text())
    return list(braced.split(","))


def parse_command(line: str) -> str:
    """The name of the command of manage.py in a line; its options have to parse. Raises where they do not."""
    words = shlex.split(line)
    if "manage.py" not in words:
        raise ValueError(f"“{line}” runs no command of manage.py.")
    name, *options = words[words.index("manage.py") + 1 :]
    command = load_command_class(get_commands()[name], name)
    command.create_parser("manage.py", name).parse_args(options)
    return name


def variables_read(path: Path) -> set[str]:
    """The variables of the environment that a file of ours reads, however it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args and _reads(node):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and NAME.fullmatch(first.value):
                found.add(first.value)
    return found


def _reads(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id=name):
            return name in READERS
        case ast.Attribute(attr=name, value=ast.Attribute(attr="environ")):
            return name in READERS
        case ast.Attribute(attr=name, value=ast.Name(id="environ" | "environment" | "told")):
            return name in READERS
    return False


def documented(page: Path) -> set[str]:
    """The settings that a page of the docs has in the first column of a table."""
    rows = re.findall(r"^\| (`[A-Z].*?) \|", page.read_text(), re.M)
    return {name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row)}


def in_example() -> dict[str, str | None]:
    """Each variable of env.example with its value; None where it is only named."""
    found: dict[str, str | None] = {}
    for line in (DEPLOY / "env.example").read_text().splitlines():
        if given := re.fullmatch(r"(#?)([A-Z][A-Z_]+)=(.*)", line):
            commented, name, value = given.groups()
            found[name] = None if commented else value
    return found


def lines_joined(text: str) -> Iterator[str]:
    """Lines of a file where a backslash at the end goes on with the next one."""
    yield from re.sub(r"\\\n\s*", " ", text).splitlines()
