"""Which imports and calls break a floor of the house? (docs/decisions, house rules; enforced by test_floors.py)

A module is read, never run: `faults_in("commitments.queries.standing", source)` gives a sentence for each breach.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

FLOORS = {
    **dict.fromkeys(("vocabulary", "texts", "copies", "sheets", "ledger", "formats"), 1),
    **dict.fromkeys(("models", "migrations"), 2),
    **dict.fromkeys(("queries", "actions"), 3),
    **dict.fromkeys(("admin", "api", "dashboards", "feeds", "management"), 4),
    "apps": 4,
    "tracker": 5,
}
GROUND = {room for room, floor in FLOORS.items() if floor == 1}
DOORS = {room for room, floor in FLOORS.items() if floor == 4} - {"apps"}
ORDER = (
    *(
        {"rows", "searching"},
        {"parties"},
        {"bodies", "areas"},
        {"people"},
        {"agreements"},
        {"provisions"},
        {"commitments"},
    ),
    *({"milestones"}, {"reviews"}, {"activities"}, {"assessments", "decisions", "targets"}, {"tokens"}),
    *({"drafts", "views", "jobs", "keys", "briefs", "access", "markings", "pushes"}, {"imports"}, {"rollups"}),
    *({"tracked"},),
)
"""The nouns of models/, the earlier first: a file imports only from files before it."""

SIGNALS = ("django.db.models.signals.", "django.db.backends.signals.", "django.dispatch.")
LEDGER_SIGNALS = {"django.db.models.signals.post_migrate", "django.db.backends.signals.connection_created"}
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
STANDING = {"with_standing", "with_agreement_attention"}


@dataclass(frozen=True)
class Import:
    """One imported name, in full, where it stands, and within which functions."""

    target: str
    line: int
    relative: bool
    functions: tuple[str, ...]


def faults_in(module: str, source: str) -> list[str]:
    """What is wrong with a module, a sentence each that begins with its line."""
    tree = ast.parse(source)
    faults = [(found.line, fault) for found in imports_of(tree) for fault in _import_faults(module, found)]
    if room_of(module) in DOORS:
        faults += [(call.lineno, fault) for call in calls_of(tree) for fault in _door_faults(call)]
    return [f"{module}:{line}: {fault}" for line, fault in sorted(faults)]


def room_of(module: str) -> str | None:
    """The room of a module of ours: a package or file right below commitments/, or `tracker`; None for others.

    Django wants template tags beside the rooms; they belong to the pages.
    """
    parts = module.split(".")
    if parts[0] == "tracker":
        return "tracker"
    room = parts[1] if parts[0] == "commitments" and len(parts) > 1 else None
    return "dashboards" if room == "templatetags" else room


def imports_of(tree: ast.AST, functions: tuple[str, ...] = ()) -> Iterator[Import]:
    """Every import, those in functions and under conditions included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, False, functions)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(f"{node.module or ''}.{alias.name}", node.lineno, node.level > 0, functions)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield from imports_of(node, (*functions, getattr(node, "name", "lambda")))
        else:
            yield from imports_of(node, functions)


def calls_of(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _import_faults(module: str, found: Import) -> Iterator[str]:
    here, there = room_of(module), room_of(found.target)
    if found.relative:
        yield "imports relatively; write the whole path."
        return
    if found.functions and (here, found.functions[-1]) != ("apps", "ready"):
        yield f"imports {found.target} inside “{found.functions[-1]}”."
    if found.target.startswith(SIGNALS) and (here != "ledger" or found.target not in LEDGER_SIGNALS):
        yield f"uses a signal, {found.target}."
    if found.target.startswith("django.contrib.contenttypes."):
        yield "uses a generic foreign key."
    if found.target.startswith("importlib.") and here != "apps":
        yield "imports by a name worked out at run time."
    if here is None or there is None:
        return
    for room in (here, there):
        if room not in FLOORS:
            yield f"no floor is known for “{room}”; give it one in tests/floors.py."
            return
    yield from _floor_faults(module, found, here, there)


def _floor_faults(module: str, found: Import, here: str, there: str) -> Iterator[str]:
    if FLOORS[there] > FLOORS[here]:
        yield f"{here} imports upwards, {found.target}."
    elif here != there and here in GROUND:
        yield f"{here} knows only itself, not {there}."
    if here != there and here in DOORS and there in DOORS:
        yield f"a door imports another door, {found.target}."
    if here == "queries" and there == "actions":
        yield f"a query acts, {found.target}."
    if there == "models" and module != "commitments.models":
        noun = _noun(found.target)
        if noun is None or (len(found.target.split(".")) == 3 and noun[:1].isupper()):
            yield f"imports from the face of the models; name the noun's own file, not {found.target}."
        elif here == "models":
            yield from _order_faults(module.split(".")[2], noun)


def _noun(target: str) -> str | None:
    parts = target.split(".")
    return parts[2] if len(parts) > 2 and parts[2] != "*" else None


def _order_faults(here: str, there: str) -> Iterator[str]:
    places = {noun: place for place, nouns in enumerate(ORDER) for noun in nouns}
    for noun in (here, there):
        if noun not in places:
            yield f"no place is known for models/{noun}.py; give it one in tests/floors.py."
            return
    if places[there] >= places[here]:
        yield f"models/{here}.py imports the later noun {there}."


def _door_faults(call: ast.Call) -> Iterator[str]:
    name = _name(call.func)
    if name in WRITES and isinstance(call.func, ast.Attribute):
        yield f"a door writes by itself, with .{name}()."
    if name in STANDING and not any(keyword.arg == "seen_by" for keyword in call.keywords):
        yield f"{name} is asked without seen_by."


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
