"""How are many activities changed at once, with a preview and a reason, and taken back as one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.actions.refusals import NotAllowedError, StateError
from commitments.actions.together import change_together, planned, undo_together
from commitments.admin.asking import asking
from commitments.admin.banner import banner
from commitments.admin.links import list_of
from commitments.admin.several_form import ReasonForm, SeveralForm, in_words
from commitments.admin.withdrawing import WithdrawingAdmin
from commitments.models.activities import Activity
from commitments.queries.permissions import refusal
from commitments.queries.together import changed_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from commitments.actions.together import Done
    from commitments.queries.history import Event

TOLD = 10
"""How many rows that were left are named in messages; of the rest it is said how many."""


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why (kept in the history)"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("May stay empty, unless a marking goes down with it."),
    )


class SeveralAdmin(WithdrawingAdmin):
    """Activities of which several can be changed at once."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.undo_together_page)
        return [path("undo-together/", view, name="commitments_activity_undo_together"), *super().get_urls()]

    @admin.action(description=gettext_lazy("Change several"), permissions=["change"])
    def change_several(self, request: HttpRequest, queryset: QuerySet[Activity]) -> HttpResponse:
        """Choose what is to be different, see what it does to each row, say why, store.

        The versions stored upon are those that the preview showed.
        """
        rows = list(queryset.prefetch_related("areas", "commitments__agreement", "participations__body"))
        if not rows:
            return HttpResponseRedirect(list_of(Activity))
        step = request.POST.get("step", "")
        form = SeveralForm(request.POST if step else None, rows=rows, principal=asking(request))
        if not step or not form.is_valid():
            return self._several_page(request, rows, form)
        edit = form.edit()
        reason = ReasonForm(request.POST if step == "store" else None, label_suffix="")
        if step == "store" and reason.is_valid():
            seen = self.seen(request)
            told = [(row, seen.get(str(row.pk), 0)) for row in rows]
            done = change_together(told, edit, reason.cleaned_data["reason"], by=asking(request))
            return self._told(request, done)
        return self._several_page(request, rows, form, planned(rows, edit, by=asking(request)), reason)

    def _several_page(
        self, request: HttpRequest, rows: list[Activity], form: Any, plans: Any = None, reason: Any = None
    ) -> HttpResponse:
        plans = plans or []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": ngettext("Change %(count)s activity", "Change %(count)s activities", len(rows))
            % {"count": len(rows)},
            "form": reason or form,
            "rows": rows,
            "preview": [(plan, in_words(plan)) for plan in plans],
            "sent": list(form.sent()) if plans else [],
            "going": sum(plan.goes for plan in plans),
        }
        return TemplateResponse(request, "admin/change_several.html", context)

    def _told(self, request: HttpRequest, done: Done) -> HttpResponse:
        """Say what was changed, with the way back, and what was left and why."""
        if done.rows:
            said = ngettext("%(count)s activity changed.", "%(count)s activities changed.", len(done.rows))
            url = f"{reverse('admin:commitments_activity_undo_together')}?revision={done.revision}"
            link = format_html('{} <a href="{}">{}</a>', said % {"count": len(done.rows)}, url, _("Undo"))
            self.message_user(request, link, messages.SUCCESS)
        elif not done.left:
            self.message_user(request, _("Nothing was changed: all of it is so already."), messages.INFO)
        self._left(request, done)
        return HttpResponseRedirect(list_of(Activity))

    def _left(self, request: HttpRequest, done: Done) -> None:
        for row, why in done.left[:TOLD]:
            said = _("Left as it is: “%(title)s”. %(why)s") % {"title": row.title, "why": why}
            self.message_user(request, said, messages.WARNING)
        if more := len(done.left[TOLD:]):
            said = ngettext("%(count)s more was left as it is.", "%(count)s more were left as they are.", more)
            self.message_user(request, said % {"count": more}, messages.WARNING)

    # Taking back

    def undo_together_page(self, request: HttpRequest) -> HttpResponse:
        """What a change of several would go back to: shown with GET, done with POST."""
        if why := refusal(asking(request), "change_activity"):
            return self.admin_site.refuse(request, why)
        revision = request.GET.get("revision", "")
        if not revision:
            return HttpResponseRedirect(list_of(Activity))
        found = changed_together(revision, asking(request))
        if found is None or not found.rows + found.since:
            raise Http404(_("There is nothing with this name that you may see."))
        form = UndoForm(request.POST if request.method == "POST" else None, label_suffix="")
        if form.is_valid():
            try:
                done = undo_together(revision, by=asking(request), reason=form.cleaned_data["reason"].strip())
            except (NotAllowedError, StateError) as error:
                form.add_error(None, str(error))
            else:
                back = len(done.rows)
                said = ngettext("%(count)s activity is as before.", "%(count)s activities are as before.", back)
                if back:
                    self.message_user(request, said % {"count": back}, messages.SUCCESS)
                self._left(request, done)
                return HttpResponseRedirect(list_of(Activity))
        count = len(found.rows)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": ngettext("Undo the change of %(count)s activity", "Undo the change of %(count)s activities", count)
            % {"count": count},
            "form": form,
            "found": found,
            "banner": banner(request, found.rows, found.since),
        }
        return TemplateResponse(request, "admin/undo_together.html", context)

    def taking_back(self, request: HttpRequest, row: Activity, events: Sequence[Event]) -> dict[str, Any]:
        """Where the last change changed others with it, the way to undo all of it."""
        more = super().taking_back(request, row, events)
        found = changed_together(events[0].revision, asking(request), fewest=2) if more else None
        if found and len(found.rows) > 1:
            url = f"{reverse('admin:commitments_activity_undo_together')}?revision={found.revision}"
            more |= {"together": len(found.rows), "together_url": url}
        return more
