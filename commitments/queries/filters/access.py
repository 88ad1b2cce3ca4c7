"""Which entries of the access record does somebody want to see?"""

from django.utils.translation import gettext_lazy as _

from commitments.queries.filters.declared import DeclaredFilter
from commitments.queries.filters.kinds import CodesFilter, SinceMomentFilter, TextsFilter, UntilMomentFilter
from commitments.vocabulary import AccessKind


class AccessFilter(DeclaredFilter):
    kind = CodesFilter(AccessKind, label=_("kind"))
    who = TextsFilter(label=_("who"))
    address = TextsFilter(label=_("address"))
    after = SinceMomentFilter("at", label=_("on or after"))
    before = UntilMomentFilter("at", label=_("on or before"))
