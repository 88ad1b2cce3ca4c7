"""How does somebody show or set up their second factor?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from commitments.actions.access import note_access
from commitments.actions.refusals import StateError
from commitments.actions.second_factor import Shown, new_secret, set_up_factor, show_factor
from commitments.admin.signing_in.answers import asked_for, going_on, refused
from commitments.admin.signing_in.throttle import count_try, too_many
from commitments.queries.halfway import PASSED, SINCE, Step, logged_in_lately
from commitments.queries.second_factor import factor_of, set_up_offer, unsealed
from commitments.vocabulary import AccessKind

if TYPE_CHECKING:
    from commitments.models.people import Person

OFFER = "second_factor_offer"
MOST_WRONG = 50
"""From one address within a quarter of an hour, for whomever."""


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "class": "code"}
        ),
        help_text=gettext_lazy("Six digits from your app. Instead, one of your recovery codes: eight digits."),
    )


class FirstCodeForm(CodeForm):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["code"].help_text = _("The six digits that the app shows for the new account.")


@login_not_required
@never_cache
@sensitive_post_parameters()
def code_page(request: HttpRequest) -> HttpResponse:
    """The second step of log-in."""
    if request.step_left is not Step.CODE:  # type: ignore[attr-defined]
        return HttpResponseRedirect(going_on("admin:login", request))
    if request.method == "POST" and "again" in request.POST:
        return begin_again(request)
    form = CodeForm(request.POST or None, label_suffix="")
    if form.is_bound and form.is_valid():
        person = request.halfway  # type: ignore[attr-defined]
        said = tried(request, person, form.cleaned_data["code"])
        if said is None:
            let_in(request, person)
            return HttpResponseRedirect(asked_for(request))
        if isinstance(said, HttpResponse):
            return said
        form.add_error("code", said)
    return render(request, "signing_in/code.html", {"form": form, "next": asked_for(request)})


@login_not_required
@never_cache
@sensitive_post_parameters()
def set_up_page(request: HttpRequest) -> HttpResponse:
    """Set up an app, right after the password where one is required, or later of one's own accord."""
    person, halfway = _whose(request)
    if person is None or factor_of(person) is not None:
        return HttpResponseRedirect(going_on("admin:login" if person is None else "second_factor", request))
    if request.method == "POST" and "again" in request.POST:
        return begin_again(request)
    if not halfway and not logged_in_lately(person, now=timezone.now()):
        return refused(request, _("Log out and log in again first: a second factor is set up right after log-in."))
    form = FirstCodeForm(request.POST or None, label_suffix="")
    if form.is_bound and form.is_valid() and OFFER in request.session:
        sealed = request.session[OFFER]
        try:
            _id, codes = set_up_factor(person, sealed, form.cleaned_data["code"], now=timezone.now())
        except ValidationError as error:
            form.add_error("code", error.message_dict["code"])
        except StateError:
            return HttpResponseRedirect(going_on("admin:login", request))
        else:
            let_in(request, person, note=halfway)
            return codes_page(request, codes, next=asked_for(request))
    context = {"form": form, "next": asked_for(request), "halfway": halfway, "offer": _offer(request, person)}
    return render(request, "signing_in/set_up.html", context)


def tried(request: HttpRequest, person: Person, code: str, *, app_only: bool = False) -> str | HttpResponse | None:
    """Show a code: None where it was right, a sentence where it was wrong, a page where nothing more is taken."""
    closed = _("Too many wrong codes. Wait a while, then log in again; or ask your administrator.")
    if too_many(request, "second-factor", most=MOST_WRONG):
        return refused(request, closed, status=429)
    shown = show_factor(person, code, now=timezone.now(), app_only=app_only)
    if shown in (Shown.RIGHT, Shown.RECOVERY):
        return None
    if shown is Shown.CLOSED:
        return refused(request, closed, status=429)
    if shown is Shown.UNREADABLE:
        return _("Your second factor can no longer be checked. Ask your administrator to reset it.")
    count_try(request, "second-factor")
    return _("This code is wrong, or it was used already. Wait for the next one, and check the clock of the telephone.")


def let_in(request: HttpRequest, person: Person, *, note: bool = True) -> None:
    """From here on this session is whole; it gets another key."""
    factor = factor_of(person)
    request.session[PASSED] = factor.pk if factor else None
    for key in (SINCE, OFFER):
        request.session.pop(key, None)
    request.session.cycle_key()
    if note:
        name = f"person:{person.username}"
        note_access(AccessKind.LOG_IN, who=name, subject=name, detail="second factor")


def codes_page(request: HttpRequest, codes: list[str], *, next: str) -> HttpResponse:
    """The one page that ever shows these recovery codes."""
    return render(request, "signing_in/recovery_codes.html", {"codes": codes, "next": next})


def begin_again(request: HttpRequest) -> HttpResponse:
    """Forget the half log-in."""
    logout(request)
    return HttpResponseRedirect(reverse("admin:login"))


def _whose(request: HttpRequest) -> tuple[Any, bool]:
    """Who may set up a factor, and whether they are still halfway in."""
    if request.step_left is Step.SET_UP:  # type: ignore[attr-defined]
        return request.halfway, True  # type: ignore[attr-defined]
    return (request.user, False) if request.user.is_authenticated else (None, False)


def _offer(request: HttpRequest, person: Person) -> dict[str, str]:
    """The app's key: the same for as long as this is not finished, so that what was scanned stays right."""
    if OFFER in request.session:
        return set_up_offer(person, unsealed(request.session[OFFER]))
    secret, request.session[OFFER] = new_secret()
    return set_up_offer(person, secret)
