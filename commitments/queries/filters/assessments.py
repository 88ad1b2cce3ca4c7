"""Which assessments does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.models.assessments import Assessment
from commitments.models.commitments import Commitment
from commitments.models.parties import Party
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import NamesFilter, SearchFilter
from commitments.queries.filters.people import PeopleFilter


class AssessmentFilter(DeclaredFilter):
    commitment = NamesFilter(Commitment, "commitment", label=_("commitment"))
    party = NamesFilter(Party, "party", label=_("party"))
    by = PeopleFilter("by", wrote=Assessment, label=_("by"))
    search = SearchFilter("narrative", "next_step", label=_("search"))
