"""How do administrators say what the office calls each marking?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.labels import NAMES, digest_of, set_labels
from commitments.actions.refusals import StaleError
from commitments.admin.asking import asking
from commitments.admin.banner import banner
from commitments.admin.history import TracedAdmin
from commitments.admin.links import list_of
from commitments.models.markings import MarkingLabel
from commitments.models.people import LANGUAGES
from commitments.queries.labels import Labels, labels
from commitments.queries.permissions import refusal
from commitments.vocabulary import MARKING_WORDS

CHANGED = gettext_lazy("Somebody else changed the labels after you opened this page. Open it again to see theirs.")


class LabelsForm(forms.Form):
    """One line for each marking in each language."""

    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any, stand: Labels) -> None:
        super().__init__(data, label_suffix="", initial={"digest": digest_of(stand)})
        for marking, language in NAMES:
            self.fields[f"{marking}_{language}"] = forms.CharField(
                label=str(MARKING_WORDS[marking]),
                required=False,
                max_length=60,
                initial=stand.get((marking.value, language), ""),
                widget=forms.TextInput(attrs={"lang": language, "class": "vTextField", "autocomplete": "off"}),
            )

    def groups(self) -> Iterator[tuple[str, str, list[forms.BoundField]]]:
        """A language, its code and its fields."""
        for language, name in LANGUAGES:
            yield name, language, [self[f"{marking}_{of}"] for marking, of in NAMES if of == language]

    def wanted(self) -> Labels:
        return {(marking.value, of): self.cleaned_data[f"{marking}_{of}"] for marking, of in NAMES}


@admin.register(MarkingLabel)
class MarkingLabelAdmin(TracedAdmin):
    to_read = "manage_labels"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """All labels on one page."""
        if why := refusal(asking(request), "manage_labels"):
            return self.admin_site.refuse(request, why)
        form = LabelsForm(request.POST if request.method == "POST" else None, labels())
        if form.is_bound and form.is_valid():
            try:
                set_labels(form.wanted(), by=asking(request), if_digest=form.cleaned_data["digest"])
            except StaleError:
                form.add_error(None, CHANGED)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, _("The labels are saved."), messages.SUCCESS)
                return HttpResponseRedirect(list_of(MarkingLabel))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Labels of markings"),
            "banner": banner(request),
            "form": form,
            "at_list": True,
        }
        return TemplateResponse(request, "admin/labels.html", context)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        return HttpResponseRedirect(list_of(MarkingLabel))
