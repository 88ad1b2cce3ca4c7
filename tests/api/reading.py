"""How do tests read one resource?"""

from __future__ import annotations

from typing import Any

from django.test import Client

ROOT = "http://testserver/api/v1/"


def read(client: Client, resource: str, name: Any, query: str = "") -> Any:
    """The resource as JSON; it has to be there."""
    response = client.get(f"/api/v1/{resource}/{name}/{query}")
    assert response.status_code == 200, response.content
    return response.json()
