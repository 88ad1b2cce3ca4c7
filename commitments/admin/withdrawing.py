"""How are activities withdrawn, one or several, and brought back; how is the last change undone?"""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.actions.activities import withdraw_activities
from commitments.actions.refusals import NotAllowedError, StaleError, StateError
from commitments.actions.undo import undo_last_change, undo_withdrawals
from commitments.admin.asking import asking
from commitments.admin.banner import banner
from commitments.admin.links import list_of
from commitments.admin.marking import MarkedAdmin
from commitments.admin.telling import moment
from commitments.models.activities import Activity
from commitments.queries.people import actors_named
from commitments.queries.permissions import may, refusal
from commitments.queries.withdrawn import withdrawn_activities, withdrawn_activity, withdrawn_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

    from commitments.queries.history import Event

AT_ONCE = 50
MOST_AT_ONCE = 500
"""How many activities one press brings back."""

CHANGED = gettext_lazy("“%(title)s” was changed meanwhile. Read it again before you withdraw it.")


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=4_000,
        help_text=gettext_lazy("Why it is withdrawn. The history keeps it."),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "autofocus": True}),
    )


class WithdrawingAdmin(MarkedAdmin):
    """Activities can be withdrawn, and everything about it can be taken back."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("withdrawn/", view(self.withdrawn_page), name="commitments_activity_withdrawn"),
            path("bring-back/", view(self.bring_back), name="commitments_activity_bring_back"),
            path("<uuid:object_id>/withdraw/", view(self.withdraw_page), name="commitments_activity_withdraw"),
            path("<uuid:object_id>/undo/", view(self.undo_view), name="commitments_activity_undo"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        url = reverse("admin:commitments_activity_withdrawn") if self.has_withdraw_permission(request) else ""
        return super().changelist_view(request, {**(extra_context or {}), "withdrawn_url": url})

    # What a list saw

    def action_checkbox(self, obj: Activity) -> SafeString:
        """The box of a row; with it goes the version that was read."""
        read = format_html('<input type="hidden" name="seen" value="{}:{}">', obj.pk, obj.version)
        return format_html("{}{}", super().action_checkbox(obj), read)

    def seen(self, request: HttpRequest) -> dict[str, int]:
        """Which version of each row the list or page showed that this request was sent from."""
        pairs = [each.partition(":")[::2] for each in request.POST.getlist("seen")]
        return {name: int(version) for name, version in pairs if re.fullmatch("[0-9]{1,9}", version)}

    # Withdrawing

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return may(asking(request), "withdraw_activity")

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["withdraw"])
    def withdraw_several(self, request: HttpRequest, queryset: QuerySet[Activity]) -> HttpResponse:
        """Show what would go, ask why, then withdraw all of it as one revision."""
        rows = list(queryset)
        if missing := len(set(request.POST.getlist("_selected_action"))) - len(rows):
            said = ngettext("%(count)s row is not there any more.", "%(count)s rows are not there any more.", missing)
            self.message_user(request, said % {"count": missing}, messages.WARNING)
        if not rows:
            return HttpResponseRedirect(list_of(Activity))
        return self._withdraw(request, rows, sure="sure" in request.POST and not missing, several=True)

    def withdraw_page(self, request: HttpRequest, object_id: uuid.UUID) -> HttpResponse:
        if why := refusal(asking(request), "withdraw_activity"):
            return self.admin_site.refuse(request, why)
        row = self.get_object(request, str(object_id))
        return self._withdraw(request, [row], sure=request.method == "POST")

    def _withdraw(
        self, request: HttpRequest, rows: list[Activity], *, sure: bool, several: bool = False
    ) -> HttpResponse:
        seen = self.seen(request)
        form = WithdrawalForm(request.POST if sure else None, label_suffix="")
        if sure and form.is_valid():
            try:
                told = [(row, seen.get(str(row.pk), 0)) for row in rows]
                withdraw_activities(told, form.cleaned_data["reason"], by=asking(request))
            except StaleError as error:
                seen = {}
                form.add_error(None, CHANGED % {"title": error.current})
            except NotAllowedError as error:
                form.add_error(None, str(error))
            except Activity.DoesNotExist:
                form.add_error(None, _("One of them was withdrawn meanwhile. Open the list again."))
            else:
                said = ngettext("%(count)s activity withdrawn.", "%(count)s activities withdrawn.", len(rows))
                gone = " ".join(str(row.pk) for row in rows)
                self.message_user(request, said % {"count": len(rows)}, messages.SUCCESS, extra_tags=gone)
                return HttpResponseRedirect(list_of(Activity))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": ngettext("Withdraw %(count)s activity", "Withdraw %(count)s activities", len(rows))
            % {"count": len(rows)},
            "form": form,
            "rows": [(row, seen.get(str(row.pk), row.version) if sure else row.version) for row in rows],
            "banner": banner(request, rows),
            "several": several,
        }
        return TemplateResponse(request, "admin/withdraw_activities.html", context)

    # Taking back

    def withdrawn_page(self, request: HttpRequest) -> HttpResponse:
        """Every withdrawn activity that this reader could read, with the way back."""
        if why := refusal(asking(request), "withdraw_activity"):
            return self.admin_site.refuse(request, why)
        gone = withdrawn_activities(asking(request))
        shown = Paginator(gone, AT_ONCE).get_page(request.GET.get("page"))
        who = actors_named(row.actor for row in shown)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Withdrawn activities"),
            "banner": banner(request, [row.marking for row in gone]),
            "list_url": list_of(Activity),
            "page": shown,
            "rows": [(row, who[row.actor], moment(row.recorded_at)) for row in shown],
        }
        return TemplateResponse(request, "admin/withdrawn.html", context)

    def bring_back(self, request: HttpRequest) -> HttpResponse:
        """Undo withdrawals: `activity`, one in the address or any number in the form, with spaces between them.

        Asked with GET it only leads to the list.
        """
        if why := refusal(asking(request), "withdraw_activity"):
            return self.admin_site.refuse(request, why)
        sent = [*request.GET.getlist("activity"), *request.POST.getlist("activity")]
        names = list(dict.fromkeys(" ".join(sent).split()))
        if request.method != "POST" or not names:
            return HttpResponseRedirect(reverse("admin:commitments_activity_withdrawn"))
        try:
            rows = undo_withdrawals([uuid.UUID(name) for name in names], by=asking(request))
        except (ValueError, Activity.DoesNotExist) as error:
            raise Http404(_("There is nothing with this name that you may see.")) from error
        except (NotAllowedError, StateError) as error:
            self.message_user(request, _("Not brought back. %(why)s") % {"why": error}, messages.WARNING)
        else:
            said = ngettext("%(count)s activity brought back.", "%(count)s activities brought back.", len(rows))
            self.message_user(request, said % {"count": len(rows)}, messages.SUCCESS)
        return HttpResponseRedirect(list_of(Activity))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Where it is withdrawn: its history; and whoever was changing it keeps what they typed."""
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except Http404:
            gone = self.withdrawn(request, object_id)
            if gone is None:
                raise
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:commitments_activity_history", args=[gone.id]))
        form = self.form_for(None)(request.POST, principal=asking(request))
        who = actors_named([gone.actor])[gone.actor]
        said = _("%(who)s withdrew this after you opened it. Bring it back from its history, then save again.")
        form.add_error(None, said % {"who": who})
        return self.show(request, form, None)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """That of a withdrawn activity as well, for whoever may bring it back."""
        try:
            return super().history_view(request, object_id, extra_context)
        except Http404:
            gone = self.withdrawn(request, object_id)
            if gone is None:
                raise
        back = f"{reverse('admin:commitments_activity_bring_back')}?activity={gone.id}"
        together = [str(each.id) for each in withdrawn_together(gone, asking(request))]
        several = together if 1 < len(together) <= MOST_AT_ONCE else []
        return self.gone_page(request, str(gone.id), gone.title, {"bring_back_url": back, "gone_together": several})

    def withdrawn(self, request: HttpRequest, object_id: str) -> Any:
        """The withdrawn activity of this id; None when there is none for this reader."""
        try:
            return withdrawn_activity(uuid.UUID(object_id), asking(request))
        except ValueError:
            return None

    def taking_back(self, request: HttpRequest, row: Activity, events: Sequence[Event]) -> dict[str, Any]:
        if not events or events[0].op != "changed" or not self.has_change_permission(request, row):
            return {}
        return {"undo_url": reverse("admin:commitments_activity_undo", args=[row.pk])}

    def undo_view(self, request: HttpRequest, object_id: uuid.UUID) -> HttpResponse:
        """Undo the last change; asked with GET it only leads to the history."""
        row = self.get_object(request, str(object_id))
        if request.method == "POST":
            if why := refusal(asking(request), "change_activity"):
                return self.admin_site.refuse(request, why)
            version = request.POST.get("version", "")
            seen = int(version) if re.fullmatch("[0-9]{1,9}", version) else 0
            reason = request.POST.get("reason", "").replace("\0", "")[:1000]
            try:
                undo_last_change(row, by=asking(request), if_version=seen, marking_reason=reason)
            except (NotAllowedError, StateError) as error:
                self._not_undone(request, str(error))
            except ValidationError as error:
                self._not_undone(request, " ".join(error.messages))
            except StaleError:
                self._not_undone(request, _("It was changed meanwhile. Read what changed before you undo it."))
            else:
                self.message_user(request, _("The last change is undone."), messages.SUCCESS)
        return HttpResponseRedirect(self.history_url(row))

    def _not_undone(self, request: HttpRequest, why: str) -> None:
        self.message_user(request, _("Not undone. %(why)s") % {"why": why}, messages.WARNING)
