"""Serves the tracker under ASGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = get_asgi_application()
from commitments.ledger.install import refuse_without_triggers  # noqa: E402 (its models exist from here on)

refuse_without_triggers()
