"""What is known of one commitment on a day? (`/commitments/<reference>/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from commitments.dashboards.asking import page
from commitments.dashboards.frame import framed
from commitments.queries.banner import shown_with
from commitments.queries.dossiers import dossier

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question


@page()
def commitment_page(request: HttpRequest, asked: Question, reference: str) -> HttpResponse:
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
