"""Which issued briefs does somebody want to see?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import NamesFilter


class IssuedBriefFilter(DeclaredFilter):
    agreement = NamesFilter(Agreement, "agreement", label=_("agreement"))
    area = NamesFilter(PriorityArea, "area", label=_("area"))
    body = NamesFilter(Body, "body", label=_("body"))
