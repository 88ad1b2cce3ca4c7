"""What does Prometheus read? How many requests, how long they took, what the database was asked; `/metrics`.

Routes and never rows; nobody reads it without METRICS_TOKEN. Several processes of one machine count together where
PROMETHEUS_MULTIPROC_DIR names a directory (deploy/gunicorn.conf.py does).
"""

from __future__ import annotations

import datetime
import hmac
import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from commitments.queries.readiness import last_revision, not_ready

if TYPE_CHECKING:
    from django.http import HttpRequest

ITS_OWN = CollectorRegistry()
REQUESTS = Counter("tracker_requests", "Requests answered.", ["door", "method", "route", "status"], registry=ITS_OWN)
SECONDS = Histogram(
    "tracker_request_seconds",
    "How long requests took, to the last byte, in seconds.",
    ["door", "method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120),
    registry=ITS_OWN,
)
STATEMENTS = Counter("tracker_statements", "Statements that requests asked the database.", ["door"], registry=ITS_OWN)
STATEMENT_SECONDS = Counter("tracker_statement_seconds", "How long those took.", ["door"], registry=ITS_OWN)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def count(method: str, route: str, door: str, status: int, seconds: float, statements: int, asking: float) -> None:
    """Count a request that was answered. A route that does not exist and a verb that nobody knows count as `other`."""
    verb, where = method if method in METHODS else "other", route or "other"
    REQUESTS.labels(door, verb, where, str(status)).inc()
    SECONDS.labels(door, verb, where).observe(seconds)
    STATEMENTS.labels(door).inc(statements)
    STATEMENT_SECONDS.labels(door).inc(asking)


@login_not_required
@never_cache
@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """What Prometheus reads, for whoever shows METRICS_TOKEN as a bearer token; for anybody else it is not there."""
    given = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        raise Http404
    return HttpResponse(generate_latest(_counted()) + generate_latest(_found()), content_type=CONTENT_TYPE_LATEST)


def _counted() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return ITS_OWN
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


def _found() -> CollectorRegistry:
    """What is found at the moment of asking."""
    now = CollectorRegistry()
    Gauge("tracker_ready", "Whether database, migrations and triggers are in order.", registry=now).set(not not_ready())
    number, moment = last_revision()
    Gauge("tracker_ledger_revisions", "The number of the ledger's last revision.", registry=now).set(number)
    if moment:
        at = datetime.datetime.fromisoformat(moment).timestamp()
        Gauge("tracker_ledger_last_revision_timestamp_seconds", "When it was recorded.", registry=now).set(at)
    return now
