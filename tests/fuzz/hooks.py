"""Which requests never reach the tracker? Those that the server in front of it refuses, in its own words."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import schemathesis

LONGEST_LINE = 4_000
"""gunicorn takes 4,094 characters of a request's first line."""


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Whether the first line of the request is short enough."""
    query = urlencode(case.query or {}, doseq=True)
    return len(quote(case.formatted_path)) + len(query) < LONGEST_LINE
