"""How do ours, the naive twin and the floor compare? On the database of DATABASE_URL, which may be written to.

Prints one JSON object: seconds of each request, and rows a second.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"

import django

django.setup()

import orjson  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.asking import Server, medians, with_middleware  # noqa: E402
from benchmarks.floor import Floor  # noqa: E402
from benchmarks.naive.models import NaiveArea, NaiveBody, NaiveCommitment, NaiveToken, make_tables  # noqa: E402
from commitments.actions.tokens import issue_token  # noqa: E402
from commitments.ledger.recording import acting  # noqa: E402
from commitments.models.activities import Activity  # noqa: E402
from commitments.models.people import Person  # noqa: E402
from tracker.wsgi import application  # noqa: E402

QUICK = bool(os.environ.get("QUICK"))
ROUNDS, TIMES = (6, 4) if QUICK else (20, 6)
SUMMARY = "They spoke about what was agreed. " * 4


class Race:
    """The three, and a token that all of them know."""

    def __init__(self) -> None:
        person = Person.objects.get(username="benchmark")
        with acting("command:benchmark", "command"):
            scopes = ["read", "write", "changes"]
            _token, key = issue_token(person, name="race", scopes=scopes, now=timezone.now(), days=1)
        make_tables()
        NaiveToken.objects.create(key=key, user=person)
        told = {"authorization": f"Bearer {key}"}
        self.ours = Server(application, **told)
        self.naive = Server(with_middleware(settings.NAIVE_MIDDLEWARE), **told)
        self.floor = Server(Floor(os.environ["DATABASE_URL"]), **told)
        self.empty = Server(with_middleware(settings.EMPTY_MIDDLEWARE))

    def lists(self, size: int) -> dict[str, float]:
        """Seconds of a list of that many."""
        query = f"?page_size={size}"
        return self._turns(
            ours=lambda: self.ours.ask(f"/api/v1/activities/{query}"),
            naive=lambda: self.naive.ask(f"/api/activities/{query}"),
            floor=lambda: self.floor.ask(f"/activities/{query}"),
        )

    def details(self) -> dict[str, float]:
        """Seconds of one activity."""
        ids = list(Activity.objects.values_list("pk", flat=True)[:200])
        each = {name: iter(ids * 100) for name in ("ours", "naive", "floor")}
        return self._turns(
            ours=lambda: self.ours.ask(f"/api/v1/activities/{next(each['ours'])}/"),
            naive=lambda: self.naive.ask(f"/api/activities/{next(each['naive'])}/"),
            floor=lambda: self.floor.ask(f"/activities/{next(each['floor'])}/"),
        )

    def creates(self) -> dict[str, float]:
        """Seconds of logging one activity, committed."""
        commitment, area, body = (model.objects.get(pk=1) for model in (NaiveCommitment, NaiveArea, NaiveBody))
        plain = {"title": "Talks", "kind": "visit", "starts_on": "2026-01-02", "place": "Brussels", "summary": SUMMARY}
        ours = plain | {
            "commitments": [commitment.reference],
            "areas": [area.slug],
            "bodies": [{"body": body.slug, "role": "host"}],
        }
        naive = plain | {"commitment_ids": [commitment.pk], "area_ids": [area.pk], "body_ids": [body.pk]}
        one, many, other = orjson.dumps(ours), orjson.dumps([ours] * 1_000), orjson.dumps(naive)
        taken = self._turns(
            ours=lambda: self.ours.ask("/api/v1/activities/", one),
            naive=lambda: self.naive.ask("/api/activities/", other),
        )
        bulk = medians(
            {"bulk": lambda: self.ours.ask("/api/v1/activities/bulk/", many)}, rounds=2 if QUICK else 5, times=1, warm=1
        )
        return taken | {"bulk_row": bulk["bulk"] / 1_000}

    def empties(self) -> dict[str, float]:
        """Seconds of a Django view that does nothing."""
        return self._turns(empty=lambda: self.empty.ask("/empty/"))

    def _turns(self, **asked: Callable[[], object]) -> dict[str, float]:
        return medians(asked, rounds=ROUNDS, times=TIMES)


def main() -> None:
    race = Race()
    found = {
        "list_50": race.lists(50),
        "list_500": race.lists(500),
        "detail": race.details(),
        "empty": race.empties(),
        "create": race.creates(),
    }
    print(orjson.dumps(found).decode())


if __name__ == "__main__":
    main()
