"""How does a test have an OpenID Connect provider? A small one of its own, with a key made at the start.

It holds to the code flow with PKCE as RFC 7636 says. `person` is who logs in there; `lies` changes what it signs.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tracker", "a secret: with/signs"


class Provider:
    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._door())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.begin()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def begin(self) -> None:
        """As at the start: nobody has logged in, and it tells the truth."""
        self.person: dict[str, Any] = {"sub": "248289761001", "preferred_username": "mori", "name": "Mori Jun"}
        self.lies: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.userinfo: dict[str, Any] | None = None
        self.published: dict[str, Any] = {}
        self.signed_with: Any = self.key
        self.algorithm = "RS256"
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/leave",
            **self.published,
        }

    def keys(self) -> dict[str, Any]:
        told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**told, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes once the person has logged in here."""
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(sent.get("code", ""), None)
        name, _sign, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).decode()
        fits = asked is not None and (
            (unquote(name), unquote(secret)) == (CLIENT, SECRET)
            and sent["grant_type"] == "authorization_code"
            and sent["redirect_uri"] == asked["redirect_uri"]
            and challenge.rstrip("=") == asked["code_challenge"]
        )
        if not fits or asked is None:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "for-userinfo", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.person}
        claims = {name: value for name, value in {**told, **self.lies}.items() if value is not None}
        return jwt.encode(claims, self.signed_with, algorithm=self.algorithm, headers={"kid": "one", **self.header})

    def _door(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                provider.asked.append(parts.path)
                if parts.path == "/authorize":
                    self.send_response(302)
                    self.send_header(
                        "Location", provider.authorize({k: v[0] for k, v in parse_qs(parts.query).items()})
                    )
                    self.end_headers()
                elif parts.path == "/.well-known/openid-configuration":
                    self._tell(200, provider.document())
                elif parts.path == "/keys":
                    self._tell(200, provider.keys())
                elif parts.path == "/userinfo" and self.headers["Authorization"] == "Bearer for-userinfo":
                    self._tell(200, provider.userinfo or provider.person)
                else:
                    self._tell(404, {})

            def do_POST(self) -> None:
                provider.asked.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                sent = {name: values[0] for name, values in parse_qs(body).items()}
                self._tell(*provider.token(sent, self.headers.get("Authorization", "")))

            def _tell(self, status: int, told: dict[str, Any]) -> None:
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *told: Any) -> None:
                return

        return Door
