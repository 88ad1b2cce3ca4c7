"""Which decisions does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.models.commitments import Commitment
from commitments.models.decisions import Decision
from commitments.models.reviews import Review
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import NamesFilter, SearchFilter
from commitments.queries.filters.people import PeopleFilter


class DecisionFilter(DeclaredFilter):
    commitment = NamesFilter(Commitment, "commitment", label=_("commitment"))
    review = NamesFilter(Review, "review", label=_("review"))
    by = PeopleFilter("by", wrote=Decision, label=_("by"))
    search = SearchFilter("reason", label=_("search"))
