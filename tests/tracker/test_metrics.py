"""Does Prometheus find what it counts by, and nobody else?"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from tests.factories import ActivityFactory

pytestmark = pytest.mark.django_db
KEY = "a-token-for-metrics-only"


def read(client: Client) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status_code == 200
    return {
        (sample.name, *(value for _name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_requests_are_counted_by_door_route_and_status(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = KEY
    counted = ("tracker_requests_total", "api", "GET", "/api/v1/activities/", "401")
    before = read(client).get(counted, 0.0)

    client.get("/api/v1/activities/")
    client.get("/api/v1/activities/")

    after = read(client)
    assert after[counted] == before + 2
    assert after["tracker_request_seconds_count", "api", "GET", "/api/v1/activities/"] >= 2


def test_what_nobody_knows_does_not_make_new_names(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = KEY
    before = set(read(client))
    for number in range(5):
        client.generic(f"ODD{number}", f"/nothing-{number}/")

    new = {name[1:4] for name in set(read(client)) - before if name[0] == "tracker_requests_total"}

    assert new <= {("pages", "other", "other"), ("pages", "GET", "/metrics")}


def test_the_state_of_the_ledger_is_told(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = KEY
    ActivityFactory()

    found = read(client)

    assert found["tracker_ready",] == 1
    assert ("tracker_ledger_revisions",) in found


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", f"Basic {KEY}", KEY])
def test_without_the_token_there_is_nothing(client: Client, settings: Any, given: str) -> None:
    settings.METRICS_TOKEN = KEY

    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_without_a_token_in_the_settings_nobody_reads_them(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
