"""What is a number on a page, and which list yields exactly that many rows?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Where = Mapping[str, str | list[str]]
"""Query parameters, the same for pages and API; a list means the parameter is given more than once: any of them."""


@dataclass(frozen=True)
class Figure:
    """A number of rows `of` a resource, and the query parameters under which its list shows exactly those."""

    count: int
    of: Literal["commitments", "activities", "provisions", "areas", "bodies", "reviews"]
    where: Where = field(default_factory=dict)
