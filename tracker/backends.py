"""Whose word is taken for who somebody is, where single sign-on is switched on?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from commitments.models.people import Person
from commitments.queries.break_glass import open_for
from tracker.log_in import PasswordBackend

if TYPE_CHECKING:
    from django.http import HttpRequest


class ProviderBackend(ModelBackend):
    """Keeps the sessions of those who came through the provider; it lets nobody in by itself."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> Person | None:
        return None


class BreakGlassBackend(PasswordBackend):
    """Passwords of those for whom `manage.py break_glass` opened, for that time; of everybody else none is right.

    What was begun with a password ends with that time. Guesses are counted as ever.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> Person | None:
        person = super().authenticate(request, username, password, **more)
        return person if person is not None and open_for(person, now=timezone.now()) else None

    def get_user(self, user_id: Any) -> Any:
        person = super().get_user(user_id)
        return person if person is not None and open_for(person, now=timezone.now()) else None
