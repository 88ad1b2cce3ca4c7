"""How does somebody save the page they look at, and find, rename or remove what they saved?"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.views import remove_view, rename_view, save_view
from commitments.admin.asking import asking
from commitments.models.views import LONGEST_ADDRESS, LONGEST_NAME, SavedView
from commitments.queries.views import views_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ViewForm(forms.Form):
    """A name for an address, or for the view that is renamed."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_NAME, help_text=gettext_lazy("As you want to find it again.")
    )
    address = forms.CharField(label=gettext_lazy("Page"), max_length=LONGEST_ADDRESS, required=False)
    view = forms.UUIDField(required=False)

    def refuse(self, error: ValidationError) -> None:
        """Put what an action refused beside the fields it names."""
        for name, sentences in error.message_dict.items():
            self.add_error(name if name in self.fields else None, sentences)


def views_page(request: HttpRequest) -> HttpResponse:
    """One's own views. POST saves one (`name`, `address`), renames one (`view`, `name`) or removes it (`remove`)."""
    form = ViewForm(request.POST if request.method == "POST" and "remove" not in request.POST else None)
    if request.method == "POST" and (left := _removed(request) or _written(request, form)):
        return left
    renamed = str(form["view"].value() or "") if form.is_bound else ""
    context = {
        **admin.site.each_context(request),
        "title": _("Saved views"),
        "form": form,
        "views": [(view, form if str(view.pk) == renamed else None) for view in views_of(asking(request))],
        "renamed": renamed,
    }
    return TemplateResponse(request, "admin/saved_views.html", context)


def _removed(request: HttpRequest) -> HttpResponse | None:
    """Where to go when a view was to be removed; None where none was."""
    if "remove" not in request.POST:
        return None
    try:
        view = remove_view(uuid.UUID(request.POST["remove"]), by=asking(request))
    except (ValueError, SavedView.DoesNotExist) as error:
        raise Http404(_("There is nothing with this name that you may see.")) from error
    messages.success(request, _("Removed: %(name)s") % {"name": view.name})
    return HttpResponseRedirect(reverse("admin:views"))


def _written(request: HttpRequest, form: ViewForm) -> HttpResponse | None:
    """Where to go when a view was saved or renamed; None where it was refused, which the form then says."""
    if not form.is_valid():
        return None
    told = form.cleaned_data
    try:
        if told["view"]:
            rename_view(told["view"], told["name"], by=asking(request))
            messages.success(request, _("Renamed: %(name)s") % {"name": told["name"]})
            return HttpResponseRedirect(reverse("admin:views"))
        view = save_view(told["name"], told["address"], by=asking(request))
    except SavedView.DoesNotExist as error:
        raise Http404(_("There is nothing with this name that you may see.")) from error
    except ValidationError as error:
        form.refuse(error)
        return None
    messages.success(request, _("Saved as a view: %(name)s") % {"name": view.name})
    return HttpResponseRedirect(view.address)
