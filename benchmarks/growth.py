"""What does it cost when there are many activities? On the database of DATABASE_URL; bench.py asks several sizes.

Prints one JSON object: what each page costs, in seconds (asking.py says of what), and how much memory exports take.
"""

from __future__ import annotations

import datetime
import os
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"

import django

django.setup()

import orjson  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.asking import Clock, Server, medians  # noqa: E402
from benchmarks.callers import new_key, new_session  # noqa: E402
from commitments.api.pagination import KeysetPagination  # noqa: E402
from commitments.models.activities import Activity  # noqa: E402
from commitments.models.commitments import Commitment  # noqa: E402
from commitments.queries.standing import with_standing  # noqa: E402
from tracker.wsgi import application  # noqa: E402

QUICK = bool(os.environ.get("QUICK"))
DEEP = 0.9
"""So far into the list lies the deep page."""
DAYS = [datetime.date(year, 3, 2) for year in range(2016, 2027)]


def deep_page() -> str:
    """The address of the page nine tenths into the list."""
    last = Activity.objects.values_list("starts_on", "pk")[int(Activity.objects.count() * DEEP)]
    cursor = KeysetPagination(Activity, tuple(Activity._meta.ordering))._sealed(last, back=False)
    return f"/api/v1/activities/?{urlencode({'cursor': cursor})}"


def standing() -> None:
    """How 1,000 commitments stand, on another day each time."""
    DAYS.append(DAYS.pop(0))
    list(with_standing(Commitment.objects.all(), on=DAYS[0], seen_by="restricted").values_list("standing")[:1_000])


def memory(server: Server, query: str = "") -> int:
    """How many kilobytes this process holds at most while an export is read."""
    Path("/proc/self/clear_refs").write_text("5")
    for _piece in server.pieces(f"/api/v1/activities/?format=ndjson{query}"):
        pass
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)


def main() -> None:
    api = Server(application, authorization=f"Bearer {new_key()}")
    pages = Server(application, cookie=new_session())
    deep, last = deep_page(), Activity.objects.count() - 1
    words = {"search_rare": str(last), "search_common": "spoke", "search_japanese": "安全保障"}
    searched = {
        name: partial(api.ask, f"/api/v1/activities/?{urlencode({'search': word})}") for name, word in words.items()
    }
    clock = Clock(connection.connection.info.backend_pid)
    asked = {
        "first_page": lambda: api.ask("/api/v1/activities/"),
        "deep_page": lambda: api.ask(deep),
        "overview": lambda: pages.ask("/"),
        "summary": lambda: api.ask("/api/v1/summaries/overview/"),
        "standing": standing,
        "admin": lambda: pages.ask("/admin/commitments/activity/"),
        **searched,
    }
    found: dict[str, float] = medians(asked, clock, rounds=3 if QUICK else 9, times=2)
    if "--memory" in sys.argv:
        fifth = Activity.objects.values_list("starts_on")[Activity.objects.count() * 4 // 5][0]
        found["memory_fifth"] = memory(api, f"&started_before={fifth}")
        found["memory_all"] = memory(api)
    print(orjson.dumps(found).decode())


if __name__ == "__main__":
    main()
