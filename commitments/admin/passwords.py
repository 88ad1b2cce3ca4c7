"""How do people change their own password, and what must a password be?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import ngettext


def _rules() -> str:
    least = settings.PASSWORD_MIN_LENGTH
    return ngettext(
        "At least %(least)d character, not all digits, not like the name, and none that everybody uses.",
        "At least %(least)d characters, not all digits, not like the name, and none that everybody uses.",
        least,
    ) % {"least": least}


password_rules = lazy(_rules, str)
"""What AUTH_PASSWORD_VALIDATORS ask for, in a sentence of the reader's language."""


class OwnPasswordForm(PasswordChangeForm):
    """The old password is asked for as at log-in: wrong ones count, and too many close it."""

    def __init__(self, *args: Any, request: HttpRequest, **named: Any) -> None:
        super().__init__(*args, **named)
        self.request = request
        self.fields["new_password1"].help_text = password_rules()

    def clean_old_password(self) -> str:
        given = str(self.cleaned_data["old_password"])
        if authenticate(self.request, username=self.user.get_username(), password=given) != self.user:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return given


class OwnPasswordView(PasswordChangeView):
    form_class = OwnPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}
