"""What is kept of a session, and when does it end?

The database holds a digest of the key that stands in the browser's cookie, so that a copy of it opens no session
(docs/decisions/0021-digests-of-session-keys.md). A session ends after a time without a request, and after a time in any
case. The times stand in the session itself: `began` from the log-in on, `seen` from whenever it was stored last;
storing it for that alone happens every few minutes at most.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as StoredSession
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone

from commitments.actions.access import note_access
from commitments.ledger.unwritable import why_unwritable
from commitments.vocabulary import AccessKind

BEGAN, SEEN = "began", "seen"
IDLE, LONG = "idle", "long"
STORED_EVERY = 300  # seconds, at most; shorter where sessions are
log = logging.getLogger("django.security.sessions")


class SessionStore(StoredSession):
    """Django's sessions in the database under digests of their keys, with the times of whoever is logged in."""

    def save(self, must_create: bool = False) -> None:
        if SESSION_KEY in self:
            now = int(time.time())
            self[BEGAN] = self.get(BEGAN, now)
            self[SEEN] = now
        try:
            super().save(must_create)
        except (DatabaseError, UpdateError) as error:
            if must_create or not why_unwritable(error):
                raise
            log.warning("A session could not be stored, and goes on as it was: %s", error)  # people go on reading

    def cycle_key(self) -> None:
        """With a new key (log-in, a new password) the longest time begins again."""
        self.pop(BEGAN, None)
        super().cycle_key()

    # Where Django reads and writes a row by its key, this does by the digest of it.

    def _get_session_from_db(self) -> Any:
        now = timezone.now()
        row = self.model.objects.filter(session_key=kept_as(self.session_key or ""), expire_date__gt=now).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = kept_as(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(kept_as(key))

    # The same for whoever asks asynchronously.

    async def _aget_session_from_db(self) -> Any:
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def asave(self, must_create: bool = False) -> None:
        await sync_to_async(self.save)(must_create)

    async def acycle_key(self) -> None:
        await sync_to_async(self.cycle_key)()

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)


def kept_as(key: str) -> str:
    """What the database holds of a session's key: the first 240 bits of its SHA-256, which fill Django's column.

    The key is random and long (165 bits): nobody finds it by trying, so the digest needs neither salt nor secret.
    """
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()[:30]).decode()


class SessionEndMiddleware:
    """Ends what has lasted long enough, says why on the log-in page, and leads back to what was asked for."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        now = int(time.time())
        why = why_ended(request.session, now) if request.user.is_authenticated else ""
        if not why:
            if request.user.is_authenticated and now - request.session.get(SEEN, 0) >= stored_every():
                request.session.modified = True  # stored on the way out, with the time
            return self.respond(request)
        _note(request, why)
        request.session.flush()
        request.user = AnonymousUser()
        return _explained(self.respond(request), why)


def why_ended(session: Any, now: int) -> str:
    """`long` or `idle` when a session has lasted long enough at a moment (seconds of the epoch); else nothing."""
    if now - session.get(BEGAN, now) >= settings.SESSION_COOKIE_AGE:
        return LONG
    return IDLE if now - session.get(SEEN, now) >= settings.SESSION_IDLE_SECONDS else ""


def stored_every() -> int:
    """After how many seconds a session in use is stored again, for the time alone."""
    return int(min(STORED_EVERY, settings.SESSION_IDLE_SECONDS // 12))


def _note(request: HttpRequest, why: str) -> None:
    """In the access record it is a log-out; a database that cannot be written ends the session all the same."""
    who = f"person:{request.user.get_username()}"
    detail = "Ended after the longest time." if why == LONG else "Ended after a time without a request."
    try:
        with transaction.atomic():
            note_access(AccessKind.LOG_OUT, who=who, detail=detail)
    except DatabaseError:
        log.exception("The end of a session could not be recorded.")


def _explained(response: HttpResponseBase, why: str) -> HttpResponseBase:
    """On the way to the log-in page, the reason goes along."""
    with suppress(KeyError):
        path, mark, query = response.headers["Location"].partition("?")
        if path == resolve_url(settings.LOGIN_URL):
            response.headers["Location"] = f"{path}?{query}{'&' if mark else ''}{urlencode({'ended': why})}"
    return response
