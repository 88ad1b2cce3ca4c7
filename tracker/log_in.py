"""How often may somebody try to log in?

django-axes counts wrong passwords in the database; this says what is counted, and how much is too much. A name is
closed to an address after LOG_IN_GUESSES, an address to every name after LOG_IN_GUESSES_PER_ADDRESS, both for
LOG_IN_PAUSE_MINUTES (docs/decisions/0011-closing-log-in.md).
"""

from __future__ import annotations

from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.db.models import Sum
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from commitments.actions.access import note_access
from commitments.models.people import Person
from commitments.queries.addresses import address_of, subscriber_of
from commitments.queries.people import person_called
from commitments.vocabulary import AccessKind


def counted_from(request: HttpRequest) -> str | None:
    """The address that wrong passwords are counted against, of IPv6 the subscriber's network; None on a socket."""
    return subscriber_of(address_of(request)).partition("/")[0] or None


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name that wrong passwords are counted against: that of an account, else a digest of what was typed.

    People type passwords where the name belongs: what is nobody's name is never stored.
    """
    typed = str((credentials or {}).get("username") or "")
    known: dict[str, str] = request.__dict__.setdefault("counted_names", {})
    if typed not in known:
        there = person_called(typed) is not None
        known[typed] = (
            typed if there else "nobody:" + salted_hmac("tracker.log_in", typed, algorithm="sha256").hexdigest()
        )
    return known[typed]


class PasswordBackend(AxesStandaloneBackend, ModelBackend):
    """Name and password, for as long as log-in is open to that name and address.

    It is asked before the password is looked at, and again after: of many guesses sent at once, those that ran
    beside each other are decided one after another, so that no more are answered than may be. Without a request it
    is a command on this machine that asks, and nothing is counted.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> Person | None:
        """The person, or None. Raises PermissionDenied where log-in is closed."""
        if request is None:
            return ModelBackend.authenticate(self, None, username, password, **more)
        if username is None or password is None:
            return None
        AxesStandaloneBackend.authenticate(self, request, username, password)
        person = ModelBackend.authenticate(self, request, username, password, **more)
        _one_at_a_time(counted_from(request))
        AxesStandaloneBackend.authenticate(self, request, username, password)
        return person


class GuessCounter(AxesDatabaseHandler):
    """Counts by name and address, and by address alone; keeps nothing of what was sent."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """How many count against LOG_IN_GUESSES: those of the name, or the address's in proportion to its own limit."""
        of_name, of_address = (
            attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        share = of_address * settings.LOG_IN_GUESSES // settings.LOG_IN_GUESSES_PER_ADDRESS
        return max(of_name, share)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Who logs in is forgiven what was guessed for their name from there, and nobody else."""
        of_name, _of_address = self.filter_user_attempts(request, credentials)
        return of_name.delete()[0]

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any
    ) -> None:
        if request is None:
            return
        closed_before = request.axes_locked_out  # type: ignore[attr-defined]
        super().user_login_failed(sender, credentials, request, **more)
        sent = AccessAttempt.objects.exclude(get_data="", post_data="", http_accept="", path_info="")
        sent.update(get_data="", post_data="", http_accept="", path_info="")
        if request.axes_locked_out and not closed_before:  # type: ignore[attr-defined]
            self._note(request, credentials)

    @staticmethod
    def _note(request: HttpRequest, credentials: dict[str, Any]) -> None:
        name = get_client_username(request, credentials)
        who = "" if name.startswith("nobody:") else f"person:{name}"
        note_access(AccessKind.LOCKED_OUT, who=who, subject=request.path, counted=True)
        request.closing_noted = True  # type: ignore[attr-defined]


def _one_at_a_time(address: str | None) -> None:
    """Whoever guesses from an address waits here for those before, until their transaction ends.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [address or ""])
