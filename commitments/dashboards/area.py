"""How does one area stand on a day? (`/areas/<slug>/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from commitments.dashboards.asking import page
from commitments.dashboards.frame import framed
from commitments.queries.area_dossiers import area_dossier

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question


@page()
def area_page(request: HttpRequest, asked: Question, slug: str) -> HttpResponse:
    found = area_dossier(asked.principal, slug, on=asked.on)
    if found is None:
        raise Http404
    return framed(request, "area.html", asked, section="areas", found=found, area=found.area, tally=found.tally)
