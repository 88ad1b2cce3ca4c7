"""Which provisions does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.provisions import Provision
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import NamesFilter, PartCodesFilter, SearchFilter
from commitments.vocabulary import Gives


class ProvisionFilter(DeclaredFilter):
    agreement = NamesFilter(Agreement, "agreement", label=_("agreement"))
    parent = NamesFilter(Provision, "parent", label=_("part of"))
    gives = PartCodesFilter(Gives, "sentences__gives", live="sentences__retired_on", label=_("a sentence gives"))
    search = SearchFilter("key", "citation", "text", label=_("search"))
