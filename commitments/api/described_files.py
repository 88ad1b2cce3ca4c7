"""How are the files described, as which a list is taken out? In the words of OpenAPI.

The description is the same for everybody, in English (description.py): these sentences are in no catalogue.
"""

from __future__ import annotations

from typing import Any

from rest_framework.serializers import ModelSerializer

from commitments.api.cells import columns_of
from commitments.api.examples import example_of
from commitments.api.formats import TEXT, TYPES

SHAPES: dict[str, dict[str, Any]] = {
    "ndjson": {"type": "string", "description": "With format=ndjson: one object a line, each as in `results`."},
    "csv": {
        "type": "string",
        "description": "With format=csv: a line of names, then one for each object, whose own objects have columns"
        " such as `standing.state`.",
    },
    "xlsx": {"type": "string", "format": "binary", "description": "With format=xlsx: the same in one sheet."},
}


def files_of(reading: type[ModelSerializer], page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What a list answers with beside its pages, by media type: `reading` says how a row reads, `page` is the shape
    of its pages."""
    pieces = [example_of(page)["results"]]
    examples = {form: b"".join(write(iter(pieces), columns_of(reading))) for form, (_kind, write) in TEXT.items()}
    return {
        kind.partition(";")[0]: {
            "schema": SHAPES[form],
            "example": examples[form].decode("utf-8-sig") if form in examples else "PK…",
        }
        for form, kind in TYPES.items()
    }
