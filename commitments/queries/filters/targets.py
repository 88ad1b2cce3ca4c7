"""Which targets does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.models.commitments import Commitment
from commitments.models.targets import Target
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import CodesFilter, NamesFilter, SearchFilter
from commitments.queries.filters.people import PeopleFilter
from commitments.vocabulary import Marking, TargetKind


class TargetFilter(DeclaredFilter):
    commitment = NamesFilter(Commitment, "commitment", label=_("commitment"))
    replaces = NamesFilter(Target, "replaces", label=_("replaces"))
    kind = CodesFilter(TargetKind, label=_("kind"))
    marking = CodesFilter(Marking, label=_("marking"))
    by = PeopleFilter("by", wrote=Target, label=_("by"))
    search = SearchFilter("commitment__reference", "commitment__title", "reason", label=_("search"))
