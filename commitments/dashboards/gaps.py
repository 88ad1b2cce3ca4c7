"""What is missing, on a day: in the reading of the texts, in the work, in what shows it? (`/gaps/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.dashboards.asking import page
from commitments.dashboards.frame import framed
from commitments.queries.first_rows import first_rows
from commitments.queries.gaps import gaps

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question

SHOWN = 5
"""How many rows of each gap the page shows before it points to the list."""


@page()
def gaps_page(request: HttpRequest, asked: Question) -> HttpResponse:
    found = gaps(asked.principal, on=asked.on)
    shown = [(gap, first_rows(gap.figure, asked.principal, on=asked.on, most=SHOWN)) for gap in found]
    return framed(request, "gaps.html", asked, section="gaps", gaps=shown)
