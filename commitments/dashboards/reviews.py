"""Which reviews are due, were held or were missed on a day, and which terms end? (`/reviews/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.dashboards.asking import page, well_put
from commitments.dashboards.filtering import filter_form
from commitments.dashboards.frame import framed
from commitments.dashboards.paging import page_of
from commitments.models.agreements import Agreement, Term
from commitments.models.decisions import Decision
from commitments.models.reviews import Review
from commitments.queries.figures import Figure
from commitments.queries.filters.reviews import ReviewFilter
from commitments.queries.review_calendar import Stands, reviews_list, seen_on, with_outcomes
from commitments.queries.terms import agreement_lines
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question
    from commitments.queries.terms import AgreementLine

OFFERED = ("search", "agreement")


@page(*ReviewFilter.base_filters, "page")
def reviews_page(request: HttpRequest, asked: Question) -> HttpResponse:
    reviews = reviews_list(asked.principal, asked.on)
    filters = ReviewFilter(request.GET, reviews, principal=asked.principal, on=asked.on)
    well_put(filters)
    found = page_of(with_outcomes(filters.qs, asked.principal, on=asked.on), request)
    seen = [seen_on(review, asked.on) for review in found]
    lines = agreement_lines(asked.principal, on=asked.on)
    return framed(
        request,
        "reviews.html",
        asked,
        shows=[
            visible_to(noun._default_manager.all(), asked.principal) for noun in (Review, Agreement, Term, Decision)
        ],
        section="reviews",
        at_list=True,
        page=found,
        open_ones=[each for each in seen if each.stands in (Stands.DUE, Stands.AHEAD)],
        past_ones=[each for each in reversed(seen) if each.stands in (Stands.HELD, Stands.MISSED)],
        lines=[(line, _figure(line, asked)) for line in lines if line.agreement.held or line.terms or line.reviews],
        filters=filter_form(filters, request.GET, OFFERED),
    )


def _figure(line: AgreementLine, asked: Question) -> Figure:
    where = {"agreement": line.agreement.slug, "on": asked.on.isoformat()}
    return Figure(len(line.reviews), "reviews", where)
