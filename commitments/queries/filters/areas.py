"""Which priority areas does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.provisions import Provision
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import NamesFilter, SearchFilter


class PriorityAreaFilter(DeclaredFilter):
    agreement = NamesFilter(
        Agreement, "mentions__provision__agreement", many=True, live="mentions__retired_on", label=_("named in")
    )
    provision = NamesFilter(
        Provision, "mentions__provision", many=True, live="mentions__retired_on", label=_("named in the provision")
    )
    search = SearchFilter("slug", "name", "short_name", label=_("search"))
