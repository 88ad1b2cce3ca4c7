"""How does a test have several systems write at once, and know what each was told was done?"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.deploy.production import Serving

ACTIVITIES = "/api/v1/activities/"
ROWS = """
import json
from commitments.models.activities import Activity
rows = Activity.objects.exclude(title__startswith="Talks").values_list("pk", "title", "version")
print(json.dumps([Activity.objects.count(), {str(key): [title, version] for key, title, version in rows}]))
"""
"""Run by `manage.py shell`: how many activities there are, and those of the writers, as title and version by id."""


class Writer(threading.Thread):
    """Logs an activity and changes it, again and again, and several at once now and then; keeps what it was told."""

    def __init__(self, server: Serving, key: str, *, bulk_every: int = 0) -> None:
        super().__init__(daemon=True)
        self.server, self.sent = server, {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self.bulk_every = bulk_every
        self.acknowledged: dict[str, list[object]] = {}
        self.answers: Counter[int] = Counter()
        self.unexplained: list[bytes] = []
        self.waits: list[float] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        try:
            self.write()
        except Exception as problem:  # told by the test: a thread that ends in silence would lose nothing
            self.unexplained.append(repr(problem).encode())

    def write(self) -> None:
        turn = 0
        while not self.stopping.is_set():
            turn += 1
            if self.bulk_every and turn % self.bulk_every == 0:
                self.ask("POST", f"{ACTIVITIES}bulk/", [fresh() for _ in range(20)], {})
                continue
            made = self.ask("POST", ACTIVITIES, fresh(), {})
            if made is not None:
                tag = {"If-Match": f'"{made["version"]}"'}
                self.ask("PATCH", f"{ACTIVITIES}{made['id']}/", {"title": uuid.uuid4().hex}, tag)

    def ask(self, method: str, path: str, content: object, headers: dict[str, str]) -> Any:
        """What was done; None where it was not."""
        body, began = json.dumps(content).encode(), time.monotonic()
        status, said, told = self.server.ask(path, {**self.sent, **headers}, method=method, body=body)
        self.waits.append(time.monotonic() - began)
        self.answers[status] += 1
        if status in (200, 201):
            done = json.loads(said)
            for each in done if isinstance(done, list) else [done]:
                self.acknowledged[each["id"]] = [each["title"], each["version"]]
            return done
        if status != 503 or "Retry-After" not in told:
            self.unexplained.append(said)
        time.sleep(0.05)
        return None


def fresh() -> dict[str, object]:
    """An activity that nobody logged before."""
    return {"title": uuid.uuid4().hex, "kind": "visit", "starts_on": "2026-05-01", "areas": ["cyber"]}
