"""How do administrators add people and say what they may do and see?"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.people import add_person, change_person, digest_of, let_in_again, set_password
from commitments.admin.asking import asking
from commitments.admin.fields import named_field
from commitments.admin.links import name_field, page_of
from commitments.admin.listing import ByName
from commitments.admin.passwords import password_rules
from commitments.admin.reading import Step
from commitments.admin.writing import ActionForm, WriteAdmin
from commitments.models.parties import Party
from commitments.models.people import Person
from commitments.queries.people import wrong_passwords_of
from commitments.queries.permissions import refusal


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_rules(),
    )
    again = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "password" in told and "again" in told and told["password"] != told["again"]:
            self.add_error("again", _("The two passwords differ."))
        return told


class PersonForm(ActionForm):
    version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = Person
        formfield_callback = named_field
        fields = ["username", "display_name", "role", "clearance", "party", "bodies", "language", "is_active"]
        widgets = {
            "username": forms.TextInput(attrs={"autocomplete": "off"}),  # somebody else's: no browser fills it in
            "display_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "bodies": forms.CheckboxSelectMultiple,
        }

    @property
    def version_now(self) -> str:
        """People have no version; a digest of what the form may change stands for it."""
        if self.stale is None and self.is_bound:
            return str(self.data.get("version", ""))
        return digest_of(cast("Person", self.stale or self.instance))


class NewPersonForm(PasswordForm, PersonForm):
    version = None  # type: ignore[assignment]

    field_order = [*PersonForm.Meta.fields, "password", "again"]

    class Meta(PersonForm.Meta):
        fields = [name for name in PersonForm.Meta.fields if name != "is_active"]


@admin.register(Person)
class PersonAdmin(WriteAdmin):
    to_read = to_add = to_change = "manage_people"
    add_title = gettext_lazy("Add a person")
    change_title = gettext_lazy("Change a person")
    list_display = ("username", "display_name", "role", "clearance", "party", "is_active", "last_login")
    list_select_related = ("party",)
    list_filter = ("role", "clearance", "is_active", ByName.of(Party, "party", many=False))
    search_fields = ("username", "display_name")

    def form_for(self, row: Person | None) -> type[ActionForm]:
        return PersonForm if row else NewPersonForm

    def write(self, request: HttpRequest, form: Any, row: Person | None) -> Person:
        told = dict(form.cleaned_data)
        if row is not None:
            if not (digest := told.pop("version")):
                raise ValidationError({"version": [_("The form came without its version. Open the page again.")]})
            return change_person(row, told, by=asking(request), if_digest=digest)
        return add_person(told, password=told.pop("password"), by=asking(request))

    def steps(self, row: Person, request: HttpRequest) -> list[Step]:
        name = getattr(row, name_field(Person))
        steps = [Step(_("Set a new password"), reverse("admin:commitments_person_password", args=[name]))]
        if wrong_passwords_of(row):
            again = reverse("admin:commitments_person_let_in", args=[name])
            steps.append(Step(_("Let in again"), again, posts=True))
        return steps

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.password_page)
        let_in = self.admin_site.admin_view(self.let_in_view)
        return [
            path("<str:object_id>/password/", view, name="commitments_person_password"),
            path("<str:object_id>/let-in-again/", let_in, name="commitments_person_let_in"),
            *super().get_urls(),
        ]

    def let_in_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Forget the wrong passwords counted for somebody; asked with GET it only leads back."""
        if why := refusal(asking(request), "manage_people"):
            return self.admin_site.refuse(request, why)
        person = self.get_object(request, object_id)
        if request.method == "POST":
            let_in_again(person, by=asking(request))
            self.message_user(request, _("%(name)s may log in again.") % {"name": person}, messages.SUCCESS)
        return HttpResponseRedirect(page_of(person))

    def password_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give somebody a new password."""
        if why := refusal(asking(request), "manage_people"):
            return self.admin_site.refuse(request, why)
        person = self.get_object(request, object_id)
        form = PasswordForm(request.POST if request.method == "POST" else None, label_suffix="")
        if form.is_bound and form.is_valid():
            try:
                changed = set_password(person, form.cleaned_data["password"], by=asking(request))
            except ValidationError as error:
                form.add_error("password", error.messages)
            else:
                if changed.pk == request.user.pk:
                    update_session_auth_hash(request, changed)
                self.message_user(request, _("%(name)s has a new password.") % {"name": person}, messages.SUCCESS)
                return HttpResponseRedirect(page_of(person))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Set a new password for %(name)s") % {"name": person},
            "original": person,
            "form": form,
        }
        return TemplateResponse(request, "admin/plain_form.html", context)
