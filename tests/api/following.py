"""How does a test follow the change feed, and keep a copy of what it is told?"""

from __future__ import annotations

from typing import Any

from django.test import Client

CHANGES = "/api/v1/changes/"


def asked(client: Client, after: str | None = None, **parameters: Any) -> dict[str, Any]:
    """A page of the feed; it has to be given."""
    if after is not None:
        parameters["after"] = after
    answer = client.get(CHANGES, parameters)
    assert answer.status_code == 200, answer.content
    page: dict[str, Any] = answer.json()
    return page


def followed(client: Client, after: str | None = None, **parameters: Any) -> tuple[list[dict[str, Any]], str]:
    """Every event behind a cursor, page by page, and the cursor behind the last."""
    events: list[dict[str, Any]] = []
    while True:
        page = asked(client, after, **parameters)
        events += page["results"]
        after = page["next"]
        if not page["has_more"]:
            return events, after


def now(client: Client, **parameters: Any) -> str:
    """The cursor of this moment."""
    cursor: str = asked(client, "now", **parameters)["next"]
    return cursor


def told(events: list[dict[str, Any]]) -> list[tuple[str, str, str, int]]:
    """Type, name, operation and version of each event."""
    return [(event["type"], event["id"], event["op"], event["version"]) for event in events]


def copied(events: list[dict[str, Any]], copy: dict[Any, Any] | None = None) -> dict[tuple[str, str], Any]:
    """What somebody holds who applied the events in order to what they held before."""
    copy = dict(copy or {})
    for event in events:
        copy[event["type"], event["id"]] = event["data"]
    return {name: data for name, data in copy.items() if data is not None}
