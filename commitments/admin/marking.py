"""How is a marking raised or lowered, and what is shown before it is done?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.markings import VERBS, change_marking
from commitments.actions.refusals import NotAllowedError, StaleError
from commitments.admin.asking import asking
from commitments.admin.links import list_of, name_field, page_of
from commitments.admin.reading import Step
from commitments.admin.writing import ActionForm, WriteAdmin
from commitments.queries.containment import raisings
from commitments.queries.permissions import may, refusal


class MarkingForm(ActionForm):
    """The marking alone, and why it is changed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "Lowering needs one. The history keeps it, and for a lowered marking the access record."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MarkedAdmin(WriteAdmin):
    """A noun with a marking: each row's page offers to change it."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.marking_page)
        name = f"commitments_{self.opts.model_name}_marking"
        return [path("<path:object_id>/marking/", view, name=name), *super().get_urls()]

    def offered(self, row: Any, request: HttpRequest) -> list[Step]:
        return [*super().offered(row, request), *self._step(row, request)]

    def _step(self, row: Any, request: HttpRequest) -> list[Step]:
        if not may(asking(request), VERBS[self.model]):
            return []
        name = quote(getattr(row, name_field(self.model)))
        return [Step(_("Change marking"), reverse(f"admin:commitments_{self.opts.model_name}_marking", args=[name]))]

    def marking_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what would be raised with the row, then mark it otherwise."""
        row = self.get_object(request, unquote(object_id))
        if why := refusal(asking(request), VERBS[self.model]):
            return self.admin_site.refuse(request, why)
        form_class: Any = forms.modelform_factory(self.model, form=MarkingForm, fields=["marking"])
        told = {"instance": row, "principal": asking(request)}
        form = form_class(request.POST, **told) if request.method == "POST" else form_class(**told)
        if form.is_bound and form.is_valid() and (left := self._changed(request, form, row)):
            return left
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Change marking"),
            "original": row,
            "form": form,
            "list_url": list_of(self.model),
            "row_url": page_of(row),
            "raisings": raisings(form.stale or row, asking(request).clearance),
        }
        return TemplateResponse(request, "admin/marking_form.html", context)

    def _changed(self, request: HttpRequest, form: Any, row: Any) -> HttpResponse | None:
        """Where to go when it is done; None where it was refused, which the form then says."""
        marking, version = form.cleaned_data["marking"], form.cleaned_data["version"]
        reason = form.cleaned_data["reason"]
        try:
            if version is None:
                raise ValidationError({"version": [_("The form came without its version. Open the page again.")]})
            with transaction.atomic():
                change_marking(row, marking, by=asking(request), reason=reason, if_version=version)
        except ValidationError as error:
            form.refuse(error)
        except NotAllowedError as error:
            form.add_error(None, str(error))
        except StaleError as error:
            self.told_of_others(request, form, error.current)
        except ObjectDoesNotExist as error:
            raise Http404(_("There is nothing with this name that you may see.")) from error
        else:
            now = dict(form.fields["marking"].choices)[marking]
            said = _("It is marked “%(marking)s” now.") % {"marking": now}
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(page_of(row))
        return None
