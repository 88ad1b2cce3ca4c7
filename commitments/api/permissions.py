"""May whoever calls do what they ask for? Their role and, for a token, its scopes decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.permissions import BasePermission

from commitments.api.authentication import asking
from commitments.queries.permissions import refusal

if TYPE_CHECKING:
    from rest_framework.request import Request


class RoleAndScope(BasePermission):
    """A view says in `verbs` which verb of `queries/permissions.py` each of its actions needs; reading needs `read`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        verb = getattr(view, "verbs", {}).get(getattr(view, "action", None), "read")
        self.message = refusal(asking(request), verb)
        return self.message is None
