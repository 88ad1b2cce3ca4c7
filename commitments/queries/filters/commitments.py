"""Which commitments does somebody want to see?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.parties import Party
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import CodesFilter, DayFilter, NamesFilter, SearchFilter
from commitments.queries.filters.values import NONE
from commitments.queries.sources import latest_assessments
from commitments.vocabulary import Attention, Confidence, Recurrence, Scope, State, Strength

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.models.commitments import Commitment
    from commitments.queries.visibility import Principal

OF_AGREEMENTS = (Attention.TERM_ENDED, Attention.REVIEW_DUE)


class ConfidenceFilter(CodesFilter):
    """Any of the latest assessments says so; `none`: there is no assessment."""

    def filter(self, qs: QuerySet[Commitment], value: list[str]) -> QuerySet[Commitment]:
        if not value:
            return qs
        latest = latest_assessments(self.parent.day, self.parent.principal.clearance).order_by()
        condition = Q(pk__in=latest.filter(confidence__in=value).values("commitment"))
        return qs.filter(condition | ~Q(pk__in=latest.values("commitment")) if NONE in value else condition)


class AttentionFilter(CodesFilter):
    """One of its reasons for attention; `none`: there is no reason."""

    def filter(self, qs: QuerySet[Commitment], value: list[str]) -> QuerySet[Commitment]:
        """One condition for all the codes: each condition would work the standing out again."""
        codes = [code for code in value if code != NONE]
        patterns = ["^ $"] * (NONE in value) + [f" ({'|'.join(codes)}) "] * bool(codes)
        return qs.filter(Q(attention__regex="|".join(patterns))) if patterns else qs


class CommitmentFilter(DeclaredFilter):
    """Filters rows annotated by `with_standing(…, on=on, seen_by=principal.clearance)`: see `commitments_list`."""

    agreement = NamesFilter(Agreement, "agreement", label=_("agreement"))
    area = NamesFilter(PriorityArea, "areas", many=True, none=_("without an area"), label=_("area"))
    body = NamesFilter(Body, "responsibilities__body", many=True, live="responsibilities__retired_on", label=_("body"))
    party = NamesFilter(Party, "obligated", many=True, label=_("obligated party"))
    strength = CodesFilter(Strength, label=_("strength"))
    scope = CodesFilter(Scope, label=_("scope"))
    recurrence = CodesFilter(Recurrence, label=_("recurrence"))
    state = CodesFilter(State, label=_("state"))
    confidence = ConfidenceFilter(Confidence, none=_("without an assessment"), label=_("confidence"))
    attention = AttentionFilter(
        Attention,
        codes=[code for code in Attention if code not in OF_AGREEMENTS],
        none=_("without a reason for attention"),
        label=_("attention"),
    )
    search = SearchFilter("title", "quote", "reference", label=_("search"))
    on = DayFilter(label=_("on the day"))

    def __init__(
        self, data: Any, queryset: QuerySet[Commitment], *, principal: Principal, on: datetime.date, **extra: Any
    ) -> None:
        super().__init__(data, queryset, principal=principal, on=on, **extra)
