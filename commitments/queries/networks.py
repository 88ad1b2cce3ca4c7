"""Does an address lie within one of some networks?"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
"""IPv4 as IPv6 sockets see it (RFC 4291 §2.5.5.2)."""


def network_of(text: str) -> Network:
    """The network that a text writes as an address or in CIDR form; bits beyond its prefix are dropped.

    Raises ValueError for anything else, a zone such as `fe80::1%eth0` included.
    """
    if "%" in text:
        raise ValueError(text)
    return _as_ipv4(ipaddress.ip_network(text.strip(), strict=False))


def normalised(networks: Iterable[str]) -> list[str]:
    """The networks in CIDR form, each once, neighbours drawn together, IPv4 first. Raises ValueError as above."""
    found = [network_of(text) for text in networks]
    fours = ipaddress.collapse_addresses(each for each in found if isinstance(each, ipaddress.IPv4Network))
    sixes = ipaddress.collapse_addresses(each for each in found if isinstance(each, ipaddress.IPv6Network))
    return [str(network) for network in (*fours, *sixes)]


def lies_in(address: str, networks: Sequence[str]) -> bool:
    """Whether an address lies in one of them; what is no address lies nowhere."""
    try:
        here = network_of(address)
    except ValueError:
        return False
    return any(_holds(network_of(network), here) for network in networks)


def _holds(network: Network, here: Network) -> bool:
    if isinstance(network, ipaddress.IPv4Network):
        return isinstance(here, ipaddress.IPv4Network) and here.subnet_of(network)
    return isinstance(here, ipaddress.IPv6Network) and here.subnet_of(network)


def _as_ipv4(network: Network) -> Network:
    if isinstance(network, ipaddress.IPv6Network) and network.subnet_of(MAPPED):
        within = int(network.network_address) & 0xFFFFFFFF
        return ipaddress.IPv4Network((within, network.prefixlen - MAPPED.prefixlen))
    return network
