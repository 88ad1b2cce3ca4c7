"""What is known of one commitment on a day? (`/commitments/<reference>/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_safe

from commitments.dashboards.asking import question
from commitments.dashboards.frame import framed
from commitments.queries.banner import shown_with
from commitments.queries.dossiers import dossier

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def commitment_page(request: HttpRequest, reference: str) -> HttpResponse:
    asked = question(request, declared={"on"})
    found = dossier(asked.principal, reference, on=asked.on)
    if found is None:
        raise Http404
    return framed(
        request,
        "commitment.html",
        asked,
        shows=shown_with(found.commitment, asked.principal),
        section="commitments",
        found=found,
        commitment=found.commitment,
        standing=found.standing,
    )
