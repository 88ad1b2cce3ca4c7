"""Is a POST carried out once, however often it is sent? `Idempotency-Key` says which ones are the same."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError

from commitments.actions.keys import claim_key, settle_key
from commitments.api.problems import KeyReusedError
from commitments.api.uploading import MULTIPART, digest_of_parts
from commitments.queries.keys import was_carried_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from rest_framework.request import Request

    from commitments.api.resources import ResourceViewSet

KEY = re.compile(r"[!-~]{1,255}")


class Once:
    """A POST to a view, carried out once for each key of its caller.

    The view's `told_of(ids, status)` answers with rows as they are now, and leaves the ids of the rows that an answer
    shows in `shown`.
    """

    def __init__(self, view: ResourceViewSet, request: Request) -> None:
        self.view, self.request = view, request
        self.key: str | None = request.headers.get("Idempotency-Key")
        self.caller = f"token:{request.auth.pk}" if request.auth else f"person:{request.user.pk}"

    def done_before(self) -> bool:
        """Whether the same request was carried out: its row may be gone by its own doing."""
        digest = self._digest()
        return digest is not None and self._sound() and was_carried_out(self.caller, str(self.key), digest)

    def around(self, carry_out: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """The handler, carried out once where there is a key. What is refused raises and keeps none."""
        return carry_out if self.key is None else lambda request, **named: self._once(carry_out, named)

    def _once(self, carry_out: Callable[..., HttpResponse], named: dict[str, Any]) -> HttpResponse:
        self.request.data  # noqa: B018 (what cannot be parsed is refused first)
        if not self._sound():
            raise ParseError(_("An Idempotency-Key has 1 to 255 visible ASCII characters."))
        digest = str(self._digest())
        kept, new = claim_key(self.caller, str(self.key), digest)
        if not new and kept.request_digest == digest:
            self.view.headers["Idempotency-Replayed"] = "true"
            return self.view.told_of(kept.ids, int(kept.status or 200))
        if "name" in named and self.view.row is None:
            raise Http404
        response = carry_out(self.request, **named)
        if not new:
            raise KeyReusedError  # all that is wrong besides was said first; what was written is taken back
        settle_key(kept, response.status_code, self.view.shown)
        return response

    def _sound(self) -> bool:
        return self.key is not None and KEY.fullmatch(self.key) is not None

    def _digest(self) -> str | None:
        """SHA-256 of method, path with query, and body; None for a body that is too large or cannot be read."""
        body = (
            digest_of_parts(self.request)
            if (self.request.content_type or "").lower().startswith(MULTIPART)
            else self._body()
        )
        if body is None:
            return None
        asked = f"{self.request.method} {self.request.get_full_path()}\n"
        return hashlib.sha256(asked.encode() + body).hexdigest()

    def _body(self) -> bytes | None:
        try:
            body: bytes = self.request._request.body
        except RequestDataTooBig:
            return None
        return body
