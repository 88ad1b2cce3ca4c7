"""Which targets does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.models.commitments import Commitment
from commitments.models.targets import Target
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import NamesFilter, SearchFilter
from commitments.queries.filters.people import PeopleFilter


class TargetFilter(DeclaredFilter):
    commitment = NamesFilter(Commitment, "commitment", label=_("commitment"))
    replaces = NamesFilter(Target, "replaces", label=_("replaces"))
    by = PeopleFilter("by", wrote=Target, label=_("by"))
    search = SearchFilter("reason", label=_("search"))
