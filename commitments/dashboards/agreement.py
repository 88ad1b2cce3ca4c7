"""How does an agreement read on a day, each pledge marked where it stands? (`/agreements/<slug>/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from commitments.dashboards.asking import page
from commitments.dashboards.frame import framed
from commitments.dashboards.timeline import dated
from commitments.queries.banner import shown_with_text
from commitments.queries.editions import edition

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question


@page()
def agreement_page(request: HttpRequest, asked: Question, slug: str) -> HttpResponse:
    found = edition(asked.principal, slug, on=asked.on)
    if found is None:
        raise Http404
    return framed(
        request,
        "agreement.html",
        asked,
        shows=shown_with_text(found.agreement, asked.principal),
        section="agreements",
        found=found,
        agreement=found.agreement,
        dates=dated([found.line] if found.line else []),
    )
