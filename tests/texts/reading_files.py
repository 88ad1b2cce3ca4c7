"""What does the check of the fixtures say when one of their files is changed?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commitments.queries.fixtures import CODES
from commitments.texts.normalise import decode
from commitments.texts.reading import Checked, read_fixtures

FIXTURES = Path(__file__).parents[2] / "fixtures"
FILES = {
    path.relative_to(FIXTURES).as_posix(): path.read_bytes()
    for path in [*FIXTURES.glob("*.json"), *(FIXTURES / "texts").iterdir()]
}
READINGS = {"declaration-2013.json": "JPD13", "programme-2020.json": "IPCP20"}
TEXTS = {file: decode(FILES[f"texts/{file.removesuffix('.json')}.txt"]) for file in READINGS}


def check(**changed: bytes | None) -> Checked:
    """Check the fixtures with some files changed, or taken away: `declaration_2013=…`."""
    files: dict[str, bytes] = dict(FILES)
    for name, data in changed.items():
        file = name.replace("__", "/").replace("_", "-") + (".txt" if "__" in name else ".json")
        files.pop(file)
        if data is not None:
            files[file] = data
    return read_fixtures(files, lists=CODES)


def checked_with(file: str, change: Callable[[Any], object]) -> list[str]:
    """Check the fixtures after `change` to one file; give the faults as they are shown."""
    data = json.loads(FILES[file])
    change(data)
    name = file.removesuffix(".json").replace("-", "_")
    return [str(fault) for fault in check(**{name: json.dumps(data, ensure_ascii=False).encode()}).faults]
