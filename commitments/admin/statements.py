"""How are dated statements added and withdrawn? They are never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

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
from commitments.admin.asking import asking
from commitments.admin.banner import banner
from commitments.admin.beside import beside
from commitments.admin.fields import CommitmentField
from commitments.admin.links import page_of
from commitments.admin.listing import ByName
from commitments.admin.marking import MarkedAdmin
from commitments.admin.reading import Step
from commitments.admin.writing import ActionForm
from commitments.models.commitments import Commitment
from commitments.queries.permissions import may, refusal

if TYPE_CHECKING:
    from commitments.models.rows import WithdrawableRow

WITHDRAWN = ("by", "created_at", "withdrawn_at", "withdrawn_by", "withdrawn_because", "version")
BY_COMMITMENT = ByName.of(Commitment, "commitment", offers_all=False, many=False)


class StatementForm(ActionForm):
    """What is said of one commitment, typed by reference, clause or words."""

    commitment = CommitmentField(
        label=gettext_lazy("Commitment"), help_text=gettext_lazy("Its reference, its clause or words of its title.")
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=4_000,
        help_text=gettext_lazy("What was wrong with it. The statement stays readable with this reason beside it."),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "autofocus": True}),
    )


class StatementAdmin(MarkedAdmin):
    """A statement about a commitment."""

    form_template = "admin/statement_form.html"
    another = gettext_lazy("Save and add another")
    list_select_related: ClassVar[tuple[str, ...]] = ("commitment", "by")

    def withdraw(self, row: Any, reason: str, request: HttpRequest) -> Any:
        """Withdraw through this noun's action."""
        raise NotImplementedError

    def initial(self, request: HttpRequest) -> dict[str, Any]:
        """`?commitment=` by reference; the party of whoever has one."""
        return {"commitment": request.GET.get("commitment", "")[:60]}

    def beside(self, request: HttpRequest, form: Any, row: Any) -> dict[str, Any]:
        named = form.cleaned_data.get("commitment") if form.is_bound else None
        name = named.reference if named else form["commitment"].value() or ""
        return beside(request, [str(name)], day="", title="") | {"near": []}

    def another_url(self, form: Any, row: Any) -> str:
        return reverse(f"admin:commitments_{self.opts.model_name}_add")

    @admin.display(description=gettext_lazy("withdrawn"), boolean=False)
    def withdrawn(self, row: WithdrawableRow) -> str:
        return _("withdrawn") if row.withdrawn_at else ""

    # Withdrawing

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.withdraw_page)
        name = f"commitments_{self.opts.model_name}_withdraw"
        return [path("<uuid:object_id>/withdraw/", view, name=name), *super().get_urls()]

    def steps(self, row: WithdrawableRow, request: HttpRequest) -> list[Step]:
        if row.withdrawn_at or not may(asking(request), self.to_add or ""):
            return []
        return [Step(_("Withdraw"), reverse(f"admin:commitments_{self.opts.model_name}_withdraw", args=[row.pk]))]

    def withdraw_page(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        """Ask for the reason, then withdraw."""
        row = self.get_object(request, str(object_id))
        if why := refusal(asking(request), self.to_add or ""):
            return self.admin_site.refuse(request, why)
        form = WithdrawForm(request.POST if request.method == "POST" else None, label_suffix="")
        if form.is_bound and form.is_valid():
            try:
                self.withdraw(row, form.cleaned_data["reason"], request)
            except ValidationError as error:
                form.add_error("reason", error.messages)
            except (NotAllowedError, StateError) as error:
                form.add_error(None, str(error))
            else:
                self.message_user(request, _("Withdrawn: %(row)s") % {"row": row}, messages.SUCCESS)
                return HttpResponseRedirect(page_of(row))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Withdraw"),
            "banner": banner(request, [row]),
            "original": row,
            "form": form,
            "facts": self.facts(row),
        }
        return TemplateResponse(request, "admin/withdraw.html", context)


def today() -> Any:
    """The office's day, for a field that begins with it."""
    return timezone.localdate()
