"""Which provisions of the texts answer to these filters? (`/provisions/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from commitments.dashboards.asking import page, well_put
from commitments.dashboards.filtering import filter_form
from commitments.dashboards.frame import framed
from commitments.dashboards.paging import page_of
from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.provisions import Provision
from commitments.queries.filters.provisions import ProvisionFilter
from commitments.queries.listing import text_rows_list
from commitments.queries.sources import in_reading
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question

OFFERED = ("search", "agreement", "gives", "unread")


@page(*ProvisionFilter.base_filters, "page")
def provisions_page(request: HttpRequest, asked: Question) -> HttpResponse:
    rows = text_rows_list(Provision, asked.principal, asked.on)
    filters = ProvisionFilter(request.GET, rows, principal=asked.principal, on=asked.on)
    well_put(filters)
    read = Prefetch("commitments", queryset=Commitment.objects.filter(in_reading(asked.on)))
    return framed(
        request,
        "provisions.html",
        asked,
        shows=[filters.qs, visible_to(Agreement.objects.all(), asked.principal)],  # the filters name agreements
        section="provisions",
        at_list=True,
        page=page_of(filters.qs.select_related("agreement").prefetch_related(read), request),
        filters=filter_form(filters, request.GET, OFFERED),
    )
