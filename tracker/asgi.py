"""Serves the tracker under ASGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = get_asgi_application()
from tracker.starting import begin  # noqa: E402 (what it asks is there from here on)

begin()
