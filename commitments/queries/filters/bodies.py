"""Which bodies does somebody want to see?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.bodies import Body
from commitments.models.parties import Party
from commitments.models.provisions import Provision
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import CodesFilter, DayFilter, NamesFilter, SearchFilter, YesNoFilter
from commitments.queries.postings import filled_posts, posts_ever_filled, promised_posts
from commitments.vocabulary import BodyKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal


class BodyFilter(DeclaredFilter):
    kind = CodesFilter(BodyKind, label=_("kind"))
    filled = YesNoFilter("is_filled", label=_("post filled"))
    ever_filled = YesNoFilter("was_filled", label=_("post ever filled"))
    on = DayFilter(label=_("on the day"))
    party = NamesFilter(Party, "party", label=_("party"))
    parent = NamesFilter(Body, "parent", label=_("part of"))
    agreement = NamesFilter(
        Agreement, "mentions__provision__agreement", many=True, live="mentions__retired_on", label=_("named in")
    )
    provision = NamesFilter(
        Provision, "mentions__provision", many=True, live="mentions__retired_on", label=_("named in the provision")
    )
    search = SearchFilter("slug", "name", "abbreviation", label=_("search"))

    def __init__(
        self, data: Any, queryset: QuerySet[Body], *, principal: Principal, on: datetime.date, **extra: Any
    ) -> None:
        super().__init__(data, queryset, principal=principal, on=on, **extra)

    def is_filled(self, *, yes: bool) -> Q:
        """Posts that somebody fills on the day, or posts that nobody does, as far as the reader may know."""
        assert self.day is not None  # noqa: S101 - the constructor asks for it
        return self._posts(Q(pk__in=filled_posts(self.day, self.principal.clearance)), yes=yes)

    def was_filled(self, *, yes: bool) -> Q:
        """Posts that somebody has filled by the day, or posts that nobody ever has, as far as the reader may know."""
        assert self.day is not None  # noqa: S101 - the constructor asks for it
        return self._posts(Q(pk__in=posts_ever_filled(self.day, self.principal.clearance)), yes=yes)

    def _posts(self, filled: Q, *, yes: bool) -> Q:
        """Posts that were filled, or those that were not though a text promised them by the day."""
        assert self.day is not None  # noqa: S101 - the constructor asks for it
        promised = promised_posts(self.day, self.principal.clearance)
        return Q(kind=BodyKind.POST) & (filled if yes else promised & ~filled)
