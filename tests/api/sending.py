"""How do tests send activities, and what do they read of a refusal?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from commitments.models.activities import Activity

LIST = "/api/v1/activities/"
SENT = {"title": "A visit", "kind": "visit", "starts_on": "2026-05-01"}


def post(client: Client, sent: Any, address: str = LIST, **headers: str) -> HttpResponse:
    return client.post(address, sent, "application/json", headers=headers)


def patch(client: Client, activity: Activity, sent: Any, **headers: str) -> HttpResponse:
    return client.patch(f"{LIST}{activity.pk}/", sent, "application/json", headers=headers)


def put(client: Client, activity: Activity, sent: Any, **headers: str) -> HttpResponse:
    return client.put(f"{LIST}{activity.pk}/", sent, "application/json", headers=headers)


def confirm(client: Client, activity: Activity, **headers: str) -> HttpResponse:
    return client.post(f"{LIST}{activity.pk}/confirm/", b"", "application/json", headers=headers)


def faults(answer: HttpResponse) -> set[str]:
    assert answer.status_code == 400, answer.content
    return {error["pointer"] for error in answer.json()["errors"]}
