"""Which milestones does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.provisions import Provision
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import DayFilter, NamesFilter, SearchFilter


class MilestoneFilter(DeclaredFilter):
    agreement = NamesFilter(Agreement, "agreement", label=_("agreement"))
    provision = NamesFilter(Provision, "provision", label=_("provision"))
    commitment = NamesFilter(
        Commitment, "effects__commitment", many=True, live="effects__retired_on", label=_("commitment")
    )
    on = DayFilter(label=_("on the day"))
    search = SearchFilter("key", "title", "quote", label=_("search"))
