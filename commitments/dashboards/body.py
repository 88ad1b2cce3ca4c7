"""What has one body a part in, and what was done with it by a day? (`/bodies/<slug>/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from commitments.dashboards.asking import page
from commitments.dashboards.frame import framed
from commitments.queries.body_dossiers import body_dossier

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question


@page()
def body_page(request: HttpRequest, asked: Question, slug: str) -> HttpResponse:
    found = body_dossier(asked.principal, slug, on=asked.on)
    if found is None:
        raise Http404
    return framed(request, "body.html", asked, section="bodies", found=found, body=found.body, tally=found.tally)
