"""What happens to every request and response?"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from commitments.ledger.conflicts import Conflicts, is_conflict
from commitments.ledger.recording import acting
from commitments.queries.labels import labels_read_once
from commitments.queries.readiness import still_awaiting
from tracker.errors import unavailable
from tracker.uploads import read_parts

Respond = Callable[[HttpRequest], HttpResponseBase]
REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}\Z")


DOORS = (("/api/", "api"), ("/admin/", "admin"))


def door_of(path: str) -> str:
    """The door through which a path leads."""
    return next((door for begins, door in DOORS if path.startswith(begins)), "pages")


class ContentSecurityPolicyMiddleware:
    """Sends SECURE_CSP with every response (Django 6 brings its own; the setting is the same)."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.policy = "; ".join(f"{name} {' '.join(values)}" for name, values in settings.SECURE_CSP.items())

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class RequestIdMiddleware:
    """Gives each request an id: the caller's own where it is a plain word, else a new one."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if REQUEST_ID.match(given) else str(uuid.uuid4())  # type: ignore[attr-defined]
        response = self.respond(request)
        response.headers["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class MigrationsMiddleware:
    """Serves nobody while the tables are those of an earlier version: 503 until `manage.py migrate` has run.

    It stands before everything that asks the database, and behind what a form needs to be sent again from its page.
    Signs of life are answered.
    """

    signs_of_life = frozenset({"/healthz", "/readyz"})

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in self.signs_of_life or not still_awaiting():
            return self.respond(request)
        said = _("The tracker is being brought to a new version. Nothing was saved; please try again in a minute.")
        return unavailable(request, said, 10)


class PersonLanguageMiddleware:
    """Speaks the language a person chose, unless this browser was told another one, with the office's labels in it."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if request.user.is_authenticated and not chosen:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with labels_read_once():
            return self.respond(request)


class LedgerMiddleware:
    """Everything that a request writes is one transaction, and one revision of whoever sent it.

    An answer of 400 or more takes it back. A transaction that another one got in the way of is tried once more, then
    answered with 503. Whoever is known only later (a token) is named by the door: `recording.name_actor`.
    """

    reads = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in self.reads:
            return self.respond(request)
        tries = 2 if self._keeps_its_body(request) else 1
        for _try in range(tries):
            response = self._in_one_transaction(request)
            if response is not None:
                return response
        said = _("Others were changing the same rows at this moment. Nothing was saved; please try again.")
        return unavailable(request, said, 1)

    def _in_one_transaction(self, request: HttpRequest) -> HttpResponseBase | None:
        """The answer, or nothing where another transaction got in the way."""
        conflicts = Conflicts()
        by = f"person:{request.user.get_username()}" if request.user.is_authenticated else ""
        door = door_of(request.path)
        try:
            with (
                connection.execute_wrapper(conflicts),
                acting(by, door, request=getattr(request, "request_id", "")),
            ):
                response = self.respond(request)
                if response.status_code >= 400 or conflicts.noticed:
                    transaction.set_rollback(True)
        except DatabaseError as error:
            if not is_conflict(error):
                raise
            return None
        return None if conflicts.noticed else response

    @staticmethod
    def _keeps_its_body(request: HttpRequest) -> bool:
        """Whether the body can be read twice: small ones are kept, and so are files; other large ones are not."""
        if read_parts(request):
            return True
        length = request.headers.get("Content-Length", "")
        small = length.isdigit() and int(length) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if small and request.content_type != "multipart/form-data":
            return request.body is not None  # reading it keeps it
        return not length
