"""Is every address closed to whoever may not use it? tests/matrix.csv holds what is expected, address by address.

JSON `{}` goes to the API with POST, PUT and PATCH, without If-Match, and an empty form to pages: 400 and 428 say that
access was given. HEAD is GET without its body: one principal asks for each status that is expected. `make test-slow`
asks on SQLite; on PostgreSQL, where pytest is told to, only GET and POST: the others do not reach the database, or as
GET does. Sessions are let through without the CSRF token here (tests/api/test_callers.py asks for it).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.matrix import VERBS, differences, matrix, plain
from tests.matrix_world import World

pytestmark = pytest.mark.django_db

EXPECTED = matrix()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once for all addresses."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def test_the_file_and_the_addresses_say_the_same() -> None:
    assert differences() == []


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("activities/<uuid:object_id>/confirm/", "activities/{object_id}/confirm/"),
        ("^areas/(?P<name>[A-Za-z0-9.-]+)/$", "areas/{name}/"),
        (r"^commitments/(?P<reference>[A-Za-z0-9.-]+)/\Z", "commitments/{reference}/"),
        ("r/<path:content_type_id>/<object_id>/", "r/{content_type_id}/{object_id}/"),
    ],
)
def test_an_address_reads_as_people_write_it(pattern: str, address: str) -> None:
    assert plain(pattern) == address


@pytest.mark.slow
@pytest.mark.parametrize("route", EXPECTED)
def test_an_address_answers_each_as_it_should(world: World, route: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)  # most are refused, and say so
    wrong, verbs = [], ("GET", "POST") if connection.vendor == "postgresql" else VERBS
    for verb, expected in ((verb, EXPECTED[route][verb]) for verb in verbs):
        if verb == "HEAD":
            expected = {principal: status for status, principal in {s: p for p, s in expected.items()}.items()}
        for principal, status in expected.items():
            answered = world.status(principal, verb, route)
            if answered != status:
                wrong.append(f"{verb} as {principal}: {answered}, not {status}")
    assert wrong == []
