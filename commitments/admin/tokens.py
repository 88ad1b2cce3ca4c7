"""How do administrators issue, rotate and revoke the keys of the API?"""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.refusals import NotAllowedError, StateError
from commitments.actions.tokens import (
    LONGEST,
    LONGEST_OVERLAP,
    USUAL_OVERLAP,
    issue_token,
    revoke_token,
    rotate_token,
)
from commitments.admin.asking import asking
from commitments.admin.fields import named_field
from commitments.admin.links import list_of, page_of
from commitments.admin.reading import Step
from commitments.admin.writing import ActionForm, WriteAdmin
from commitments.models.tokens import Token
from commitments.queries.citing import under
from commitments.queries.permissions import refusal
from commitments.queries.tokens import is_in_force
from commitments.vocabulary import TokenScope


def days_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=1,
        max_value=LONGEST.days,
        help_text=gettext_lazy("How long it lives: at most 366 days."),
    )


def _scopes() -> list[tuple[str, str]]:
    """Each scope and what it allows, in the language of whoever asks."""
    return [(scope.value, under(scope.value, str(scope.sentence))) for scope in TokenScope]


class TokenForm(ActionForm):
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Scopes"),
        choices=_scopes,
        widget=forms.CheckboxSelectMultiple,
        help_text=Token._meta.get_field("scopes").help_text,
    )
    networks = forms.CharField(
        label=gettext_lazy("Networks"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=Token._meta.get_field("networks").help_text,
    )
    days = days_field()

    class Meta:
        model = Token
        formfield_callback = named_field
        fields = ["name", "owner", "scopes", "clearance", "source", "networks", "days"]

    def clean_networks(self) -> list[str]:
        return str(self.cleaned_data["networks"]).replace(",", " ").split()


class RotationForm(forms.Form):
    """How long the new key lives, and how long the old one stays good beside it."""

    days = days_field()
    overlap = forms.IntegerField(
        label=gettext_lazy("Days of overlap"),
        min_value=0,
        max_value=LONGEST_OVERLAP.days,
        help_text=gettext_lazy("How long the old key stays good, so that nobody has to change over in one moment."),
    )


@admin.register(Token)
class TokenAdmin(WriteAdmin):
    to_read = to_add = "manage_tokens"
    form_class = TokenForm
    add_title = gettext_lazy("Issue a token")
    list_display = ("name", "prefix", "owner", "scope_names", "source", "last_used", "expires_at", "revoked_at")
    list_select_related = ("owner", "use")
    search_fields = ("name", "prefix", "owner__username", "source")
    shown = (
        *("name", "prefix", "owner", "scope_names", "clearance", "source", "network_list", "replaces", "created_at"),
        *("last_used", "last_address", "expires_at", "revoked_at"),
    )

    @admin.display(description=gettext_lazy("scopes"))
    def scope_names(self, token: Token) -> str:
        return ", ".join(token.scopes)

    @admin.display(description=gettext_lazy("networks"))
    def network_list(self, token: Token) -> str:
        return ", ".join(token.networks)

    @admin.display(description=gettext_lazy("last used"), ordering="use__last_used_at")
    def last_used(self, token: Token) -> datetime.datetime | None:
        """To the hour: it is noted no oftener."""
        return token.use.last_used_at if hasattr(token, "use") else None

    @admin.display(description=gettext_lazy("last used from"))
    def last_address(self, token: Token) -> str:
        return token.use.address if hasattr(token, "use") else ""

    def write(self, request: HttpRequest, form: TokenForm, row: None) -> Token:
        token, key = issue_token(**form.cleaned_data, now=timezone.now(), by=asking(request))
        form.key = key  # type: ignore[attr-defined]
        return token

    def leave(self, request: HttpRequest, form: Any, row: Token, *, added: bool) -> HttpResponse:
        return self.key_page(request, row, form.key)

    def key_page(self, request: HttpRequest, token: Token, key: str) -> HttpResponse:
        """The one page that ever shows the key."""
        context = {
            **self.admin_site.each_context(request),
            **self.banner_of_form(request),
            "opts": self.opts,
            "title": _("Token issued"),
            "original": token,
            "key": key,
            "list_url": list_of(Token),
        }
        return TemplateResponse(request, "admin/token_issued.html", context, headers={"Cache-Control": "no-store"})

    def steps(self, row: Token, request: HttpRequest) -> list[Step]:
        if not is_in_force(row, at=timezone.now()):
            return []
        return [
            Step(_("Rotate"), reverse("admin:commitments_token_rotate", args=[row.prefix])),
            Step(
                _("Revoke"),
                reverse("admin:commitments_token_revoke", args=[row.prefix]),
                posts=True,
                warning=_("Whoever uses the key is refused from that moment on. A revoked token never works again."),
            ),
        ]

    def get_urls(self) -> list[Any]:
        views = {"revoke": self.revoke_view, "rotate": self.rotate_page}
        own = [
            path(f"<slug:object_id>/{verb}/", self.admin_site.admin_view(view), name=f"commitments_token_{verb}")
            for verb, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def rotate_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make the successor of a token and show its key, once."""
        if why := refusal(asking(request), "manage_tokens"):
            return self.admin_site.refuse(request, why)
        token, now = self.get_object(request, object_id), timezone.now()
        form = RotationForm(
            request.POST if request.method == "POST" else None,
            initial={"overlap": USUAL_OVERLAP.days},
            label_suffix="",
        )
        if form.is_bound and form.is_valid():
            days, overlap = form.cleaned_data["days"], datetime.timedelta(days=form.cleaned_data["overlap"])
            try:
                return self.key_page(
                    request, *rotate_token(token, by=asking(request), now=now, days=days, overlap=overlap)
                )
            except ValidationError as error:
                form.add_error(None, error)
            except StateError as error:
                form.add_error(None, str(error))
            except NotAllowedError as error:
                return self.admin_site.refuse(request, str(error))
        context = {
            **self.admin_site.each_context(request),
            **self.banner_of_form(request),
            "opts": self.opts,
            "title": _("Rotate %(name)s") % {"name": token},
            "original": token,
            "form": form,
        }
        return TemplateResponse(request, "admin/rotate_token.html", context)

    def revoke_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Revoke a token; asked with GET it only leads back."""
        if why := refusal(asking(request), "manage_tokens"):
            return self.admin_site.refuse(request, why)
        token = self.get_object(request, object_id)
        if request.method == "POST":
            revoke_token(token, by=asking(request), now=timezone.now())
            self.message_user(request, _("Revoked: %(name)s") % {"name": token}, messages.SUCCESS)
        return HttpResponseRedirect(page_of(token))
