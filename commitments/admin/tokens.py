"""How do administrators issue and revoke the keys of the API?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.tokens import LONGEST, issue_token, revoke_token
from commitments.admin.asking import asking
from commitments.admin.fields import named_field
from commitments.admin.links import list_of, page_of
from commitments.admin.reading import Step
from commitments.admin.writing import ActionForm, WriteAdmin
from commitments.models.tokens import Token
from commitments.queries.permissions import refusal
from commitments.vocabulary import TokenScope


class TokenForm(ActionForm):
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Scopes"),
        choices=[(scope.value, f"{scope.value}: {scope.sentence}") for scope in TokenScope],
        widget=forms.CheckboxSelectMultiple,
        help_text=Token._meta.get_field("scopes").help_text,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=1,
        max_value=LONGEST.days,
        help_text=gettext_lazy("How long it lives: at most 366 days."),
    )

    class Meta:
        model = Token
        formfield_callback = named_field
        fields = ["name", "owner", "scopes", "clearance", "source", "days"]


@admin.register(Token)
class TokenAdmin(WriteAdmin):
    to_read = to_add = "manage_tokens"
    form_class = TokenForm
    add_title = gettext_lazy("Issue a token")
    list_display = ("name", "prefix", "owner", "scope_names", "source", "expires_at", "revoked_at")
    list_select_related = ("owner",)
    search_fields = ("name", "prefix", "owner__username", "source")
    shown = (
        *("name", "prefix", "owner", "scope_names", "clearance", "source", "created_at", "expires_at", "revoked_at"),
    )

    @admin.display(description=gettext_lazy("scopes"))
    def scope_names(self, token: Token) -> str:
        return ", ".join(token.scopes)

    def write(self, request: HttpRequest, form: TokenForm, row: None) -> Token:
        token, key = issue_token(**form.cleaned_data, now=timezone.now())
        form.key = key  # type: ignore[attr-defined]
        return token

    def leave(self, request: HttpRequest, form: Any, row: Token, *, added: bool) -> HttpResponse:
        """The one page that ever shows the key."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Token issued"),
            "original": row,
            "key": form.key,
            "list_url": list_of(Token),
        }
        return TemplateResponse(request, "admin/token_issued.html", context, headers={"Cache-Control": "no-store"})

    def steps(self, row: Token, request: HttpRequest) -> list[Step]:
        if row.revoked_at:
            return []
        return [Step(_("Revoke"), reverse("admin:commitments_token_revoke", args=[row.prefix]), posts=True)]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.revoke_view)
        return [path("<slug:object_id>/revoke/", view, name="commitments_token_revoke"), *super().get_urls()]

    def revoke_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Revoke a token; asked with GET it only leads back."""
        if why := refusal(asking(request), "manage_tokens"):
            return self.admin_site.refuse(request, why)
        token = self.get_object(request, object_id)
        if request.method == "POST":
            revoke_token(token, by=asking(request), now=timezone.now())
            self.message_user(request, _("Revoked: %(name)s") % {"name": token}, messages.SUCCESS)
        return HttpResponseRedirect(page_of(token))
