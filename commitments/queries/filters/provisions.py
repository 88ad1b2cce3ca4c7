"""Which provisions does somebody want to see?"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement
from commitments.models.provisions import Provision
from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import DayFilter, NamesFilter, PartCodesFilter, SearchFilter, YesNoFilter
from commitments.queries.lacking import unread_provisions
from commitments.vocabulary import Gives


class ProvisionFilter(DeclaredFilter):
    agreement = NamesFilter(Agreement, "agreement", label=_("agreement"))
    parent = NamesFilter(Provision, "parent", label=_("part of"))
    gives = PartCodesFilter(Gives, "sentences__gives", live="sentences__retired_on", label=_("a sentence gives"))
    unread = YesNoFilter("is_unread", label=_("operative words without a commitment"))
    on = DayFilter(label=_("on the day"))
    search = SearchFilter("key", "citation", "text", label=_("search"))

    def is_unread(self, *, yes: bool) -> Q:
        """Operative words that no commitment rests on by the day, or (no) every other provision."""
        assert self.day is not None  # noqa: S101 - lists give it
        unread = unread_provisions(self.day)
        return unread if yes else ~unread
