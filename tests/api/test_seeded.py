"""Do both real texts read through the API as they stand?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models.people import Person

pytestmark = pytest.mark.usefixtures("seeded")
Api = Callable[..., Client]


def _all(client: Client, resource: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = client.get(f"/api/v1/{resource}/?page_size=500").json()["results"]
    return results


def test_every_quote_is_found_at_its_offsets_in_the_text(api: Api, viewer: Person) -> None:
    client = api(viewer)
    texts = {
        row["slug"]: client.get(f"{row['url']}text/").content.decode()
        for row in _all(client, "agreements")
        if row["held"]
    }
    rows = [*_all(client, "commitments"), *_all(client, "milestones")]
    rows += [mention for noun in ("areas", "bodies") for row in _all(client, noun) for mention in row["mentions"]]
    assert len(rows) > 50
    for row in rows:
        there = texts[row["agreement"]][row["start"] : row["end"]]
        assert " ".join(there.split()) == " ".join(row["quote"].split())


def test_every_name_in_a_resource_is_found(api: Api, viewer: Person) -> None:
    client = api(viewer)
    names = {
        resource: {row[key] for row in _all(client, resource)}
        for resource, key in [("provisions", "key"), ("areas", "slug"), ("bodies", "slug"), ("parties", "slug")]
    }
    commitments = _all(client, "commitments")
    references = {row["reference"] for row in commitments}
    for row in commitments:
        assert row["provision"] in names["provisions"]
        assert set(row["areas"]) <= names["areas"]
        assert set(row["obligated"]) <= names["parties"]
        assert {tie["body"] for tie in row["responsibilities"]} <= names["bodies"]
        assert {tie["commitment"] for tie in row["lineage"]} - {None} <= references


def test_fifty_commitments_with_their_standing_take_few_queries(api: Api, viewer: Person) -> None:
    client = api(viewer)
    client.get("/api/v1/commitments/")
    with CaptureQueriesContext(connection) as queries:
        shown = client.get("/api/v1/commitments/?page_size=50").json()["results"]
    assert len(shown) == 50
    assert len(queries) == 7  # the token, the rows, and five lists of parts
