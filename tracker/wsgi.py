"""Serves the tracker under WSGI (gunicorn)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = get_wsgi_application()
from tracker.starting import begin  # noqa: E402 (what it asks is there from here on)

begin()
