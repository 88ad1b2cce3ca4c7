"""Which addresses lie in a network, and how is a network written?"""

from __future__ import annotations

import pytest

from commitments.queries.networks import lies_in, normalised


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (["192.0.2.7"], ["192.0.2.7/32"]),
        (["192.0.2.7/24"], ["192.0.2.0/24"]),
        (["192.0.2.0/255.255.255.0"], ["192.0.2.0/24"]),
        (["2001:DB8:0::/48"], ["2001:db8::/48"]),
        (["::ffff:192.0.2.0/120"], ["192.0.2.0/24"]),
        (
            ["2001:db8::/48", "198.51.100.1", "192.0.2.0/25", "192.0.2.128/25", "192.0.2.9"],
            [
                *("192.0.2.0/24", "198.51.100.1/32", "2001:db8::/48"),
            ],
        ),
        ([], []),
    ],
)
def test_a_network_is_kept_in_one_spelling(written: list[str], kept: list[str]) -> None:
    assert normalised(written) == kept


@pytest.mark.parametrize(
    "written", ["", "office", "192.0.2", "192.0.2.0/33", "fe80::1%eth0", "192.0.2.0/24/8", "256.0.0.1"]
)
def test_what_is_no_network_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        normalised([written])


@pytest.mark.parametrize(
    ("address", "networks", "inside"),
    [
        ("192.0.2.0", ["192.0.2.0/24"], True),
        ("192.0.2.255", ["192.0.2.0/24"], True),
        ("192.0.3.0", ["192.0.2.0/24"], False),
        ("::ffff:192.0.2.9", ["192.0.2.0/24"], True),
        ("2001:db8::1", ["192.0.2.0/24", "2001:db8::/32"], True),
        ("2001:db9::1", ["2001:db8::/32"], False),
        ("192.0.2.1", ["::/0"], False),
        ("", ["0.0.0.0/0"], False),
        ("unknown", ["0.0.0.0/0"], False),
        ("192.0.2.1", [], False),
    ],
)
def test_an_address_lies_in_a_network_or_does_not(address: str, networks: list[str], inside: bool) -> None:
    assert lies_in(address, networks) is inside
