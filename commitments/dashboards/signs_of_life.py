"""Does the tracker answer, is it ready for work, and may robots read it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commitments.queries.readiness import not_ready

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks neither for a log-in nor the database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests may be sent here: 200 `ready`, or 503 and what is not in order. It names no more than that."""
    lacking = not_ready()
    said = f"not ready: {', '.join(lacking)}" if lacking else "ready"
    return HttpResponse(said, status=503 if lacking else 200, content_type="text/plain")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
