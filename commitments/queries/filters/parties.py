"""Which parties does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import DayFilter, SearchFilter


class PartyFilter(DeclaredFilter):
    on = DayFilter(label=_("on the day"))
    search = SearchFilter("slug", "name", "short_name", label=_("search"))
