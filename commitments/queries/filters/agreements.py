"""Which agreements does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.parties import Party
from commitments.models.provisions import Provision
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import DayFilter, NamesFilter, SearchFilter


class AgreementFilter(DeclaredFilter):
    party = NamesFilter(Party, "signatories__party", many=True, live="signatories__retired_on", label=_("party"))
    to = NamesFilter(
        Agreement, "links__to", many=True, live="links__retired_on", label=_("agreement that it is linked to")
    )
    provision = NamesFilter(Provision, "links__provision", many=True, live="links__retired_on", label=_("provision"))
    on = DayFilter(label=_("on the day"))
    search = SearchFilter("code", "slug", "title", "short_name", label=_("search"))
