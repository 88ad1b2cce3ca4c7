"""How does an administrator help somebody whose telephone is lost? Importing this adds a step to each person's page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from commitments.actions.refusals import StateError
from commitments.actions.second_factor import reset_factor
from commitments.admin.asking import asking
from commitments.admin.links import name_field, page_of
from commitments.admin.people import PersonAdmin
from commitments.admin.reading import Step
from commitments.models.people import Person
from commitments.queries.permissions import refusal
from commitments.queries.second_factor import factor_of


class PersonWithFactorAdmin(PersonAdmin):
    def steps(self, row: Person, request: HttpRequest) -> list[Step]:
        steps = super().steps(row, request)
        if factor_of(row) is None:
            return steps
        name = getattr(row, name_field(Person))
        warning = _("Their second factor and recovery codes are taken away. First make sure that it is they who ask.")
        reset = reverse("admin:reset_second_factor", args=[name])
        return [*steps, Step(_("Reset second factor"), reset, posts=True, warning=warning)]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.reset_view)
        return [path("<str:object_id>/second-factor/", view, name="reset_second_factor"), *super().get_urls()]

    def reset_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take off somebody's second factor; asked with GET it only leads back."""
        if why := refusal(asking(request), "manage_people"):
            return self.admin_site.refuse(request, why)
        person = self.get_object(request, object_id)
        if request.method == "POST":
            try:
                reset_factor(person, by=asking(request))
            except StateError as error:
                self.message_user(request, str(error), messages.WARNING)
            else:
                said = _("The second factor of %(name)s is reset; they can set up another one.") % {"name": person}
                self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(page_of(person))


admin.site.unregister(Person)
admin.site.register(Person, PersonWithFactorAdmin)
