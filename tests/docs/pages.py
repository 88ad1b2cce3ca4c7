"""Which commands does a page of the docs give, and what does it promise of them?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
RUN = ("sh", "python")
PROMISED = ("text", "json")
PATIENCE = 60
KEEPING = "set -e\n[ ! -f kept ] || . ./kept\n{commands}\n{{ declare -p ID TAG 2>/dev/null || true; }} > kept\n"
"""Names set in one block are known in the next."""


@dataclass(frozen=True)
class Block:
    """Commands in the order of the page, with what comes out; None where nothing is promised."""

    kind: str
    commands: str
    promised: str | None


def blocks_of(page: str) -> list[Block]:
    """The blocks that can be run; what they promise stands right behind them."""
    fenced = FENCED.findall(page)
    followed = [*fenced, ("", "")][1:] if fenced else []
    return [
        Block(kind, commands, after if kind_after in PROMISED else None)
        for (kind, commands), (kind_after, after) in zip(fenced, followed, strict=True)
        if kind in RUN
    ]


def keeps(promised: str, said: str) -> bool:
    """Whether what came out is what was promised; an ellipsis stands for anything."""
    pattern = ".*?".join(re.escape(part) for part in promised.strip().split("…"))
    return re.fullmatch(pattern, said.strip(), re.S) is not None


def run(block: Block, folder: Path, environment: dict[str, str]) -> str:
    """What comes out of a block. It has to succeed."""
    words = (
        ["bash", "-c", KEEPING.format(commands=block.commands)]
        if block.kind == "sh"
        else [sys.executable, "-c", block.commands]
    )
    done = subprocess.run(
        words,
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, f"{block.commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout
