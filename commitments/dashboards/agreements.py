"""Which texts are there, held or only cited, and how many commitments does each hold? (`/agreements/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.dashboards.asking import page, well_put
from commitments.dashboards.filtering import filter_form
from commitments.dashboards.frame import framed
from commitments.dashboards.paging import page_of
from commitments.queries.filters.agreements import AgreementFilter
from commitments.queries.instruments import instruments
from commitments.queries.listing import agreements_read

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question


@page(*AgreementFilter.base_filters, "page")
def agreements_page(request: HttpRequest, asked: Question) -> HttpResponse:
    rows = agreements_read(asked.principal, asked.on)
    filters = AgreementFilter(request.GET, rows, principal=asked.principal, on=asked.on)
    well_put(filters)
    found = page_of(filters.qs, request)
    return framed(
        request,
        "agreements.html",
        asked,
        section="agreements",
        at_list=True,
        page=found,
        instruments=instruments(found, asked.principal, on=asked.on),
        filters=filter_form(filters, request.GET, ("search", "party")),
    )
