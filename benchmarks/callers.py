"""Who asks, in a benchmark? Somebody who may read everything: by token, or logged in on the pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from commitments.actions.tokens import issue_token
from commitments.ledger.recording import acting
from commitments.models.people import Person
from tracker.sessions import SessionStore


def person() -> Person:
    """Whom the data belongs to."""
    return Person.objects.get(username="benchmark")


def new_key() -> str:
    """A key of the API with every scope that the figures need."""
    with acting("command:benchmark", "command"):
        _token, key = issue_token(
            person(), name="benchmark", scopes=["read", "write", "changes"], now=timezone.now(), days=1
        )
    return key


def new_session() -> str:
    """The Cookie header of somebody who is logged in."""
    session, somebody = SessionStore(), person()
    session[SESSION_KEY] = str(somebody.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = somebody.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
