"""What does the OpenID Connect provider say, and is it true?

The authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 9700). Each
id token is verified in full, signature included, though it came straight from the provider.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
import requests
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from django.conf import settings
from django.core.cache import cache

KEPT = 60 * 60
"""Seconds for which what the provider publishes is kept; an unknown key is asked for at once."""

PATIENCE = (4, 6)
"""Seconds to wait for a connection, and for each piece of an answer."""

LEEWAY = 60
"""Seconds that the two clocks may differ."""

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a public key only: neither `none` nor a shared secret."""

CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LONGEST_SUB = 191  # the column that keeps it
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderError(Exception):
    """The provider cannot be reached or says what may not be believed; the message is for the log, not for readers."""


def published() -> dict[str, Any]:
    """What the provider publishes about itself. Raises ProviderError."""
    issuer = settings.OIDC["issuer"]
    key = f"oidc:{issuer}"
    if (kept := cache.get(key)) is not None:
        return dict(kept)
    told = _json(_ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration"))
    if told.get("issuer") != issuer:
        raise ProviderError(f"The provider calls itself {told.get('issuer')!r}, not {issuer!r}.")
    for name in ENDPOINTS:
        if not _may_be_asked(told.get(name)):
            raise ProviderError(f"The provider's {name} is {told.get(name)!r}.")
    cache.set(key, told, KEPT)
    return told


def new_question() -> dict[str, str]:
    """What belongs to one log-in of one browser: state, nonce, and PKCE's verifier and challenge."""
    proof = generate_code_challenge()
    return {
        "state": secrets.token_urlsafe(32),
        "nonce": secrets.token_urlsafe(32),
        "verifier": proof["code_verifier"],
        "challenge": proof["code_challenge"].decode(),
    }


def address_to_ask(question: dict[str, str], *, back_to: str) -> str:
    """Where the browser goes to log in. Raises ProviderError."""
    endpoint = published()["authorization_endpoint"]
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC["client_id"],
        "redirect_uri": back_to,
        "scope": " ".join(dict.fromkeys(["openid", *settings.OIDC["scopes"]])),
        "state": question["state"],
        "nonce": question["nonce"],
        "code_challenge": question["challenge"],
        "code_challenge_method": "S256",
    }
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def claims_for(code: str, question: dict[str, str], *, back_to: str) -> dict[str, Any]:
    """What the provider says of whoever came back with this code. Raises ProviderError where it may not be believed."""
    answer = _json(_ask("POST", published()["token_endpoint"], **_as_client(code, question, back_to)))
    claims = _verified(answer.get("id_token"), nonce=question["nonce"])
    if settings.OIDC["groups_claim"] not in claims and (endpoint := published().get("userinfo_endpoint")):
        claims = _more(str(endpoint), str(answer.get("access_token", "")), claims)
    return claims


def address_to_leave(*, back_to: str) -> str | None:
    """Where the browser goes to log out there as well; None where the provider offers nothing."""
    try:
        endpoint = published().get("end_session_endpoint")
    except ProviderError:
        return None
    if not _may_be_asked(endpoint):
        return None
    told = {"client_id": settings.OIDC["client_id"], "post_logout_redirect_uri": back_to}
    return f"{endpoint}{'&' if urlsplit(str(endpoint)).query else '?'}{urlencode(told)}"


def vouched_twice(claims: dict[str, Any]) -> bool:
    """Whether the provider says that it asked for more than a password (RFC 8176), or in a way named in OIDC_ACR."""
    methods = claims.get("amr")
    return (isinstance(methods, list) and "mfa" in methods) or claims.get("acr") in settings.OIDC["acr"]


def _as_client(code: str, question: dict[str, str], back_to: str) -> dict[str, Any]:
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_to,
        "code_verifier": question["verifier"],
    }
    identity, secret = settings.OIDC["client_id"], settings.OIDC["client_secret"]
    methods = published().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" in methods:
        return {"data": sent, "auth": (quote(identity, safe=""), quote(secret, safe=""))}  # RFC 6749, 2.3.1
    return {"data": {**sent, "client_id": identity, "client_secret": secret}}


def _verified(token: Any, *, nonce: str) -> dict[str, Any]:
    if not isinstance(token, str):
        raise ProviderError("The provider sent no id token.")
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise ProviderError(f"The id token is signed with {header.get('alg')!r}.")
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(header),
            algorithms=[header["alg"]],
            audience=settings.OIDC["client_id"],
            issuer=settings.OIDC["issuer"],
            leeway=LEEWAY,
            options={"require": CLAIMS},
        )
    except jwt.PyJWTError as error:
        raise ProviderError(f"The id token does not hold: {error}") from error
    if not isinstance(claims["nonce"], str) or not hmac.compare_digest(claims["nonce"].encode(), nonce.encode()):
        raise ProviderError("The id token answers another question: its nonce is not ours.")
    if claims.get("azp", settings.OIDC["client_id"]) != settings.OIDC["client_id"]:
        raise ProviderError("The id token was made for another client.")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUB or "\0" in claims["sub"]:
        raise ProviderError("The id token names nobody.")
    return claims


def _key(header: dict[str, Any]) -> Any:
    """The provider's public key that the token names, or its only one where none is named."""
    for again in (False, True):
        fitting = [key for key in _keys(again=again) if "kid" not in header or key.get("kid") == header["kid"]]
        if len(fitting) == 1:
            return jwt.PyJWK.from_dict(fitting[0], algorithm=header["alg"])
    raise ProviderError(f"The provider publishes no key {header.get('kid')!r}.")


def _keys(*, again: bool) -> list[dict[str, Any]]:
    address = published()["jwks_uri"]
    kept = None if again else cache.get(f"oidc-keys:{address}")
    if kept is None:
        told = _json(_ask("GET", address)).get("keys")
        kept = [key for key in told if isinstance(key, dict)] if isinstance(told, list) else []
        cache.set(f"oidc-keys:{address}", kept, KEPT)
    return [key for key in kept if key.get("use", "sig") == "sig" and key.get("kty") != "oct"]


def _more(endpoint: str, access_token: str, claims: dict[str, Any]) -> dict[str, Any]:
    """The claims with what the userinfo endpoint adds; what was signed stands."""
    if not _may_be_asked(endpoint):
        raise ProviderError(f"The provider's userinfo_endpoint is {endpoint!r}.")
    told = _json(_ask("GET", endpoint, headers={"Authorization": f"Bearer {access_token}"}))
    if told.get("sub") != claims["sub"]:
        raise ProviderError("The userinfo is about somebody else.")
    return {**told, **claims}


def _may_be_asked(address: Any) -> bool:
    """Whether an address that the provider names is as safe as the one we were given: https wherever that is."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return bool(parts.hostname) and parts.scheme in {"https", urlsplit(settings.OIDC["issuer"]).scheme}


def _ask(method: str, address: str, **sent: Any) -> requests.Response:
    try:
        sent.setdefault("auth", _as_it_is)
        answer = requests.request(method, address, timeout=PATIENCE, allow_redirects=False, **sent)
    except requests.RequestException as error:
        raise ProviderError(f"{address} cannot be reached: {type(error).__name__}.") from error
    if answer.status_code != 200:
        raise ProviderError(f"{address} answered {answer.status_code}.")
    return answer


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """In place of what a .netrc of this machine might add."""
    return request


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError as error:
        raise ProviderError(f"{answer.url} did not answer in JSON.") from error
    if not isinstance(told, dict):
        raise ProviderError(f"{answer.url} did not answer with an object.")
    return told
