"""Who calls: a token, or a person whose browser is logged in?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated

from commitments.ledger.recording import name_actor
from commitments.queries.addresses import address_of
from commitments.queries.tokens import token_for
from commitments.queries.visibility import Principal, principal_of

if TYPE_CHECKING:
    from rest_framework.request import Request

    from commitments.models.people import Person
    from commitments.models.tokens import Token


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; any other scheme is left to whoever comes next."""

    def authenticate(self, request: Request) -> tuple[Person, Token] | None:
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        now, address = timezone.now(), address_of(request._request)
        token = token_for(key.strip(), at=now, address=address) if key.isascii() and key.isprintable() else None
        if token is None:
            raise AuthenticationFailed(_("This token is not known, has expired or was revoked."))
        use = {"token": token, "at": now, "address": address}
        request._request.token_use = use  # type: ignore[attr-defined]  # noted when it is answered
        name_actor(principal_of(token.owner, token).name)
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class PersonSessionAuthentication(SessionAuthentication):
    """The session of the pages; whatever changes something needs the CSRF token as well."""


def asking(request: Request) -> Principal:
    """The principal behind a request. Raises NotAuthenticated for nobody."""
    if not request.user.is_authenticated:
        raise NotAuthenticated(_("Log in, or send a token."))
    token: Any = request.auth  # a Token of ours, or None
    return principal_of(request.user, token)
