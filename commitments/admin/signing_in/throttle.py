"""Has too much been tried from one address? Counted in the cache, as the API's limits are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

from commitments.queries.addresses import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest

WINDOW = 15 * 60
"""Seconds from the first try on."""


def count_try(request: HttpRequest, what: str) -> None:
    """Count one try of `what` from the address of this request."""
    key = _key(request, what)
    if not cache.add(key, 1, WINDOW):
        try:
            cache.incr(key)
        except ValueError:  # the time was over between the two
            cache.add(key, 1, WINDOW)


def too_many(request: HttpRequest, what: str, *, most: int) -> bool:
    """Whether this address tried `what` so often within a quarter of an hour that it has to wait."""
    return int(cache.get(_key(request, what), 0)) >= most


def _key(request: HttpRequest, what: str) -> str:
    return f"signing-in:{what}:{address_of(request)}"
