"""How do all commitments stand on a day, and what needs attention first? (`/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.dashboards.asking import page
from commitments.dashboards.frame import framed
from commitments.dashboards.timeline import dated, drawing
from commitments.queries.summaries import REGISTER, overview
from commitments.vocabulary import Attention

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question


@page()
def overview_page(request: HttpRequest, asked: Question) -> HttpResponse:
    found = overview(asked.principal, on=asked.on)
    return framed(
        request,
        "overview.html",
        asked,
        section="overview",
        overview=found,
        drawing=drawing(found.agreements, on=asked.on),
        dates=dated(found.agreements),
        states=REGISTER,
        reasons=Attention,
    )
