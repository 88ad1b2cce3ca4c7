"""How does somebody look after their own second factor?"""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from commitments.actions.second_factor import renew_recovery_codes, take_off_factor
from commitments.admin.asking import asking
from commitments.admin.signing_in.second_step import CodeForm, codes_page, tried
from commitments.queries.halfway import PASSED
from commitments.queries.second_factor import factor_of, recovery_codes_left


class AppCodeForm(CodeForm):
    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.fields["code"].help_text = _("Six digits from your app.")


@never_cache
@sensitive_post_parameters()
def own_factor_page(request: HttpRequest) -> HttpResponse:
    """Whether one is set up, new recovery codes, and taking it off; both ask for a code of the app."""
    person = asking(request).person
    factor = factor_of(person)
    form = AppCodeForm(request.POST or None, label_suffix="")
    if factor is not None and form.is_bound and form.is_valid():
        said = tried(request, person, form.cleaned_data["code"], app_only=True)
        if isinstance(said, HttpResponse):
            return said
        if said is None:
            return _done(request)
        form.add_error("code", said)
    context = {
        **admin.site.each_context(request),
        "title": _("Second factor"),
        "factor": factor,
        "codes_left": recovery_codes_left(person) if factor else 0,
        "form": form,
    }
    return TemplateResponse(request, "signing_in/own_factor.html", context)


def _done(request: HttpRequest) -> HttpResponse:
    person = asking(request).person
    if "take_off" not in request.POST:
        return codes_page(request, renew_recovery_codes(person), next=reverse("second_factor"))
    take_off_factor(person)
    request.session.pop(PASSED, None)
    messages.success(request, _("Your second factor is taken off."))
    return HttpResponseRedirect(reverse("second_factor"))
