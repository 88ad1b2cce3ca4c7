"""Which reviews does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.parties import Party
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import NamesFilter, SearchFilter


class ReviewFilter(DeclaredFilter):
    agreement = NamesFilter(Agreement, "agreement", label=_("agreement"))
    commitment = NamesFilter(Commitment, "positions__commitment", many=True, label=_("commitment"))
    party = NamesFilter(Party, "positions__party", many=True, label=_("party"))
    search = SearchFilter("minutes", label=_("search"))
