"""What does a request look like, and what its answer? One file in examples/ for each shape of the description."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent / "examples"
TEXT = "JOINT POLITICAL DECLARATION …"
FILE = "The bytes of the file."


def with_examples(result: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """The description with an example of every body and of every parameter that is part of an address."""
    for operations in result["paths"].values():
        for operation in operations.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for kind, content in ((kind, each) for body in bodies for kind, each in body.get("content", {}).items()):
                shape = content.get("schema", {})
                if kind == "text/plain" or shape.get("format") == "binary":
                    content.setdefault("example", FILE if shape.get("format") == "binary" else TEXT)
                elif (found := example_of(shape)) is not None:
                    content.setdefault("example", found)
    return result


def example_of(shape: dict[str, Any]) -> Any:
    """An example of a shape; None where there is none."""
    if shape.get("type") == "array":
        found = example_of(shape["items"])
        return None if found is None else [found]
    name = shape.get("$ref", "").rpartition("/")[2]
    if name.startswith("Paginated") and name.endswith("List"):
        row = _kept(name.removeprefix("Paginated").removesuffix("List"))
        return None if row is None else {"results": [row], "next": None, "previous": None}
    return _kept(name)


@cache
def _kept(name: str) -> Any:
    file = EXAMPLES / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
