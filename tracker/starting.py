"""May a server that starts serve people? (Imported by wsgi.py and asgi.py once Django is there.)"""

from __future__ import annotations

import gc
import logging

from django.urls import get_resolver

from commitments.ledger.install import refuse_without_triggers
from commitments.queries.readiness import await_migrations


def begin() -> None:
    """Refuse to start on a ledger that is not whole; wait where this version's migrations are not there yet.

    The triggers come with the migrations: until then tracker.middleware.MigrationsMiddleware answers everybody.
    All that answers is read here, by one thread: the first requests, which come at once, find it whole.
    """
    get_resolver().resolve_error_handler(500)
    len(get_resolver().url_patterns)
    gc.collect()
    gc.freeze()  # what is there by now stays; looking through it for what can go took a tenth of a push of 1,000 rows
    if await_migrations():
        logging.getLogger("tracker").warning("Nobody is served until “manage.py migrate” has run.")
    else:
        refuse_without_triggers()
