"""Which views did somebody save?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.models.views import SavedView

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal


def views_of(principal: Principal) -> list[SavedView]:
    """Their own views by name; nobody else's."""
    return list(SavedView.objects.filter(owner=principal.person))
