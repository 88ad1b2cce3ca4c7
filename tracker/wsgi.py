"""Serves the tracker under WSGI (gunicorn)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = get_wsgi_application()
from commitments.ledger.install import refuse_without_triggers  # noqa: E402 (its models exist from here on)

refuse_without_triggers()
