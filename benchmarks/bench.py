"""How fast is the tracker, beside a naive one and beside the least that is possible? `make bench` prints the table.

`QUICK=1` takes small databases and few rounds, and leaves out what only a million activities can tell. `CLONE=1` also
times `make run` from a bare clone. Ends with 1 when a *must* is missed.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.databases import ROOT, Databases
from benchmarks.goals import GOALS, table

QUICK = bool(os.environ.get("QUICK"))
FEW, RACE, SMALL, LARGE = (1_000, 10_000, 1_000, 10_000) if QUICK else (1_000, 100_000, 10_000, 1_000_000)
TURNS = 1 if QUICK else 3
Figures = dict[str, float]


def told_by(environment: dict[str, str], *command: str) -> Any:
    """What a benchmark in a process of its own prints."""
    run = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, check=True, text=True, capture_output=True
    )
    return json.loads(run.stdout.splitlines()[-1])


def race(databases: Databases) -> Figures:
    """Ours, the naive twin and the floor on one database."""
    print(f"Ours, naive and floor at {RACE:,} activities", file=sys.stderr, flush=True)
    told = told_by(databases.environment(databases.copy(databases.of(RACE))), "benchmarks/race.py")
    for name, costs in told.items():
        said = "  ".join(f"{who} {seconds * 1000:.3f}" for who, seconds in costs.items())
        print(f"  {name}, milliseconds: {said}", file=sys.stderr)
    fifty, many, detail, create = (told[name] for name in ("list_50", "list_500", "detail", "create"))
    export, feed = told["export"], told["feed"]
    return {
        "list of 50: ours ÷ floor, cost": fifty["ours"] / fifty["floor"],
        "list of 50: naive ÷ ours, cost": fifty["naive"] / fifty["ours"],
        "list of 500: ours ÷ floor, cost": many["ours"] / many["floor"],
        "detail: naive ÷ ours, cost": detail["naive"] / detail["ours"],
        "single create: naive without ledger ÷ ours with it, cost": create["naive"] / create["ours"],
        "single create ÷ one of a bulk of 1,000, cost": create["ours"] / create["bulk_row"],
        "export: floor ÷ ours, cost of a row": export["floor"] / export["ours"],
        "feed: cost of an exported row ÷ of an event": export["ours"] / feed["event"],
        "feed with nothing new ÷ an empty view behind the same middleware": feed["poll"] / feed["empty"],
    }


def growth(databases: Databases) -> Figures:
    """The same pages with few and with many activities, in turns."""
    sizes = sorted({FEW, SMALL, LARGE})
    names = {size: databases.of(size) for size in sizes}
    told: dict[int, list[Figures]] = {size: [] for size in sizes}
    for turn in range(TURNS):
        for size in sizes:
            print(f"Pages at {size:,} activities, turn {turn + 1} of {TURNS}", file=sys.stderr, flush=True)
            memory = ["--memory"] if size == LARGE and not turn else []
            told[size].append(told_by(databases.environment(names[size]), "benchmarks/growth.py", *memory))

    def at(size: int, name: str) -> float:
        return statistics.median(each[name] for each in told[size] if name in each)

    for size in sizes:
        said = "  ".join(f"{name} {at(size, name) * 1000:.1f}" for name in told[size][-1] if "memory" not in name)
        print(f"  {size:,}, milliseconds: {said}", file=sys.stderr)
    decades = math.log(LARGE / SMALL)
    return {
        "deep page ÷ first page": at(LARGE, "deep_page") / at(LARGE, "first_page"),
        "export, memory: all rows − a fifth of them": (at(LARGE, "memory_all") - at(LARGE, "memory_fifth")) / 1024,
        "overview page, exponent": math.log(at(LARGE, "overview") / at(SMALL, "overview")) / decades,
        "summaries/overview, exponent": math.log(at(LARGE, "summary") / at(SMALL, "summary")) / decades,
        "standing of 1,000 commitments on any day": at(LARGE, "standing") * 1000,
        "admin list page, many activities ÷ few": at(LARGE, "admin") / at(FEW, "admin"),
    }


def palette(databases: Databases) -> Figures:
    """How long somebody waits for the palette, on either engine."""
    print("The palette on PostgreSQL and on SQLite", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as directory:
        on_postgresql = databases.environment(databases.empty("bench_palette"))
        on_sqlite = {**on_postgresql, "DATABASE_URL": f"sqlite:///{directory}/tracker.sqlite3", "VAR_DIR": directory}
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=on_sqlite, check=True)
        told = {
            engine: told_by(environment, "benchmarks/palette.py")
            for engine, environment in (("PostgreSQL", on_postgresql), ("SQLite", on_sqlite))
        }
    for engine, figures in told.items():
        for kind, taken in figures.items():
            said = "  ".join(f"{name} {milliseconds:.0f}" for name, milliseconds in taken.items())
            print(f"  {engine}, {kind} in milliseconds: {said}", file=sys.stderr)
    return {
        f"palette at 10,000 activities, {engine}: longest wait": max(figures["wait"].values())
        for engine, figures in told.items()
    }


def writers() -> Figures:
    """Eight at once on SQLite."""
    print("Eight writers on SQLite", file=sys.stderr, flush=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "QUICK") if name in os.environ}
    told = told_by(kept, "benchmarks/sqlite_writers.py")
    print(f"  {told['asked']} requests, {told['refused']} refused", file=sys.stderr)
    return {"SQLite, 8 writers: lock errors": told["refused"], "SQLite, 8 writers: longest wait": told["longest"]}


def main() -> None:
    databases = Databases()
    figures = race(databases) | growth(databases) | palette(databases) | writers()
    if os.environ.get("CLONE"):
        figures["make run from a bare clone"] = told_by(dict(os.environ), "benchmarks/bare_clone.py")
    left_out = {goal.name: "not asked: CLONE=1" for goal in GOALS if goal.name not in figures}
    print(f"PostgreSQL; one run; races at {RACE:,} activities, growth from {SMALL:,} to {LARGE:,}, admin from {FEW:,}")
    printed, held = table(figures, left_out)
    print(printed)
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
