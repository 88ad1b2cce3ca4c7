"""Where does a request come from?"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

SUBSCRIBER = 64
"""The length of an IPv6 subscriber's network (RFC 6177): whoever holds one has 2⁶⁴ addresses to hop between."""


def address_of(request: HttpRequest) -> str:
    """The address that a request came from, in one spelling; empty where there is none (a socket).

    It is the other end of the connection. Behind proxies of our own (TRUSTED_PROXIES, how many stand in a row) it is
    the one that the outermost of them saw and wrote into X-Forwarded-For: what stands further left there, the caller
    wrote, and counts for nothing.
    """
    connected = plain_address(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUSTED_PROXIES < 1:
        return connected
    written = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if len(written) < settings.TRUSTED_PROXIES:
        return connected
    return plain_address(written[-settings.TRUSTED_PROXIES]) or connected


def plain_address(written: str) -> str:
    """An address in one spelling: IPv4 within IPv6 as IPv4, without a zone; empty for what is no address."""
    try:
        address = ipaddress.ip_address(written.strip().partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def subscriber_of(address: str) -> str:
    """The smallest place that a caller cannot hop about in: an IPv4 address, or the network of an IPv6 subscriber."""
    return str(ipaddress.ip_network((address, SUBSCRIBER), strict=False)) if ":" in address else address
