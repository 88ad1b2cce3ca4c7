"""Who may do what? The role decides, and for a token its scopes as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commitments.vocabulary import Role, TokenScope

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal

LEAST_ROLE: dict[str, Role] = {
    "read": Role.VIEWER,
    "follow_changes": Role.VIEWER,
    "log_activity": Role.ANALYST,
    "change_activity": Role.ANALYST,
    "withdraw_activity": Role.ANALYST,
    "assess_commitment": Role.ANALYST,
    "confirm_activity": Role.MANAGER,
    "decide": Role.MANAGER,
    "set_target": Role.MANAGER,
    "hold_review": Role.MANAGER,
    "mark_agreement": Role.MANAGER,
    "issue_brief": Role.MANAGER,
    "lower_marking": Role.MANAGER,
    "manage_people": Role.ADMINISTRATOR,
    "manage_tokens": Role.ADMINISTRATOR,
    "manage_labels": Role.ADMINISTRATOR,
    "read_audit": Role.ADMINISTRATOR,
    "rebuild": Role.ADMINISTRATOR,
}
"""The least role that may do each thing; every role may do what the ones before it may."""

SCOPES: dict[str, TokenScope] = {
    "read": TokenScope.READ,
    "read_audit": TokenScope.AUDIT,
    "follow_changes": TokenScope.CHANGES,
}
"""The scope that a token needs for each thing; `write` for everything else."""


def scope_for(verb: str) -> TokenScope:
    """The scope that a token needs for it."""
    return SCOPES.get(verb, TokenScope.WRITE)


def refusal(principal: Principal, verb: str) -> str | None:
    """Why this principal may not do it, in a sentence; None when they may.

    `verb` is a key of LEAST_ROLE; an unknown one is a KeyError.
    """
    least = LEAST_ROLE[verb]
    scope = scope_for(verb)
    if not principal.has_scope(scope):
        return _("This token does not have the scope “%(scope)s”.") % {"scope": scope.value}
    if principal.role.rank < least.rank:
        return _("This needs the role “%(least)s”; yours is “%(role)s”.") % {
            "least": least.label,
            "role": principal.role.label,
        }
    return None


def may(principal: Principal, verb: str) -> bool:
    """Whether this principal may do it."""
    return refusal(principal, verb) is None
