"""Which priority areas does somebody want to see?"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.provisions import Provision
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import DayFilter, NamesFilter, SearchFilter, YesNoFilter
from commitments.queries.lacking import quiet_areas


class PriorityAreaFilter(DeclaredFilter):
    agreement = NamesFilter(
        Agreement, "mentions__provision__agreement", many=True, live="mentions__retired_on", label=_("named in")
    )
    provision = NamesFilter(
        Provision, "mentions__provision", many=True, live="mentions__retired_on", label=_("named in the provision")
    )
    quiet = YesNoFilter("is_quiet", label=_("gone quiet"))
    on = DayFilter(label=_("on the day"))
    search = SearchFilter("slug", "name", "short_name", label=_("search"))

    def is_quiet(self, *, yes: bool) -> Q:
        """Areas that went quiet by the day, or (no) every other one, as far as the reader may know."""
        assert self.day is not None  # noqa: S101 - lists give it
        quiet = quiet_areas(self.day, self.principal.clearance)
        return quiet if yes else ~quiet
