"""Where does a request come from, whatever its sender claims?"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from commitments.queries.addresses import address_of, subscriber_of


def came_from(connected: str, forwarded: str | None = None) -> str:
    sent: dict[str, Any] = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return address_of(RequestFactory().get("/", REMOTE_ADDR=connected, **sent))


@pytest.mark.parametrize(
    ("connected", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_an_address_has_one_spelling(connected: str, address: str) -> None:
    assert came_from(connected) == address


@pytest.mark.parametrize("claimed", ["198.51.100.1", "127.0.0.1", "198.51.100.1, 203.0.113.5", "x"])
def test_without_a_proxy_what_the_sender_claims_counts_for_nothing(claimed: str) -> None:
    assert came_from("192.0.2.7", claimed) == "192.0.2.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "127.0.0.1, 203.0.113.5", "203.0.113.5"),
        (1, "203.0.113.5,::ffff:198.51.100.1", "198.51.100.1"),
        (2, "127.0.0.1, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.5, unknown", "10.0.0.1"),
        (1, None, "10.0.0.1"),
    ],
)
def test_behind_proxies_only_what_the_outermost_of_ours_wrote_counts(
    settings: Any, proxies: int, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert came_from("10.0.0.1", forwarded) == address


def test_the_addresses_of_one_subscriber_are_one_place() -> None:
    written = ("192.0.2.7", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "")
    assert [subscriber_of(each) for each in written] == [
        *("192.0.2.7", "2001:db8:1:2::/64", "2001:db8:1:2::/64", "2001:db8:1:3::/64", "")
    ]
