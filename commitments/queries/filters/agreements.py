"""Which agreements does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.models.parties import Party
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import DayFilter, NamesFilter, SearchFilter


class AgreementFilter(DeclaredFilter):
    party = NamesFilter(Party, "signatories__party", many=True, live="signatories__retired_on", label=_("party"))
    on = DayFilter(label=_("on the day"))
    search = SearchFilter("code", "slug", "title", "short_name", label=_("search"))
