"""How do analysts log, change and confirm activities?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.actions.activities import change_activity, confirm_activity, log_activity
from commitments.actions.evidence import change_with_evidence, log_with_evidence
from commitments.actions.refusals import NotAllowedError, StaleError, StateError
from commitments.admin.activity_form import ActivityForm
from commitments.admin.asking import asking
from commitments.admin.beside import beside_form, beside_page
from commitments.admin.drafting import DraftingAdmin
from commitments.admin.links import link_to, page_of
from commitments.admin.listing import ByName, ChangedLately, Whose
from commitments.admin.prefill import another, duplicate, prefilled
from commitments.admin.reading import Part, Step
from commitments.models.activities import Activity
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.queries.leafing import LatestPaginator
from commitments.queries.permissions import may, refusal
from commitments.vocabulary import ActivityState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.models.activities import Evidence


@admin.register(Activity)
class ActivityAdmin(DraftingAdmin):
    form_class = ActivityForm
    form_template = "admin/activity_form.html"
    to_add = "log_activity"
    to_change = "change_activity"
    add_title = gettext_lazy("Log activity")
    change_title = gettext_lazy("Change activity")
    another = gettext_lazy("Save and log another")
    exported_as = "activities"
    imported_as = "activities"

    list_display = ("title", "days", "kind", "clauses", "area_names", "stage", "state", "marking", "logged_by")
    list_select_related = ("logged_by",)
    list_filter = (
        *(
            ByName.of(Commitment, "commitments", offers_all=False),
            ByName.of(PriorityArea, "areas"),
            ByName.of(Body, "bodies", offers_all=False),
        ),
        *("kind", "stage", "state", "marking"),
        *(Whose, ChangedLately),
    )
    paginator = LatestPaginator
    search_fields = ("title", "summary", "outcome", "next_steps", "place")
    actions = ["confirm", "change_several", "withdraw_several"]
    shown = (
        *("kind", "stage", "state", "days", "place", "commitments", "areas", "summary", "outcome", "next_steps"),
        *("marking", "source", "external_id", "logged_by", "confirmed_by", "created_at", "updated_at", "version"),
    )

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("beside/", view(beside_page), name="commitments_activity_beside"),
            path("<uuid:object_id>/confirm/", view(self.confirm_view), name="commitments_activity_confirm"),
            *super().get_urls(),
        ]

    # The list

    def listed(self, request: HttpRequest) -> QuerySet[Activity]:
        return super().listed(request).prefetch_related("areas", "commitments__provision")

    @admin.display(description=gettext_lazy("days"), ordering="starts_on")
    def days(self, activity: Activity) -> str:
        return days_of(activity)

    @admin.display(description=gettext_lazy("clauses"))
    def clauses(self, activity: Activity) -> str:
        rows = sorted(activity.commitments.all(), key=lambda row: row.position)
        cells = ((page_of(row), row.title, row.provision.key) for row in rows)
        return format_html_join(", ", '<a class="nb" href="{}" title="{}">{}</a>', cells)

    @admin.display(description=gettext_lazy("areas"))
    def area_names(self, activity: Activity) -> str:
        return ", ".join(area.short_name for area in activity.areas.all())

    # Writing

    def initial(self, request: HttpRequest) -> dict[str, Any]:
        if like := request.GET.get("like"):
            return duplicate(self.get_object(request, like))
        return prefilled(request)

    def write(self, request: HttpRequest, form: ActivityForm, row: Activity | None) -> Activity:
        by, content, links = asking(request), form.content(), form.links()
        if row is None:
            return log_activity(content, by=by) if links is None else log_with_evidence(content, links, by=by)
        told: dict[str, Any] = {
            "by": by,
            "if_version": form.if_version(),
            "marking_reason": form.cleaned_data["marking_reason"],
            "reason": form.cleaned_data["why"],
        }
        if links is None:
            return change_activity(row, content, **told)
        return change_with_evidence(row, content, links, **told)

    def another_url(self, form: ActivityForm, row: Activity) -> str:
        return f"{reverse('admin:commitments_activity_add')}?{another(row)}"

    def beside(self, request: HttpRequest, form: Any, row: Activity | None) -> dict[str, Any]:
        return super().beside(request, form, row) | beside_form(request, form)

    # Confirming

    def has_confirm_permission(self, request: HttpRequest) -> bool:
        return may(asking(request), "confirm_activity")

    @admin.action(description=gettext_lazy("Confirm"), permissions=["confirm"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Activity]) -> None:
        seen = self.seen(request)
        confirmed = sum([self._confirm(request, activity, seen.get(str(activity.pk), 0)) for activity in queryset])
        if confirmed:
            said = ngettext("%(count)s activity confirmed.", "%(count)s activities confirmed.", confirmed)
            self.message_user(request, said % {"count": confirmed}, messages.SUCCESS)

    def confirm_view(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:commitments_activity_change", args=[object_id]))
        if why := refusal(asking(request), "confirm_activity"):
            return self.admin_site.refuse(request, why)
        activity = self.get_object(request, str(object_id))
        version = request.POST.get("version", "")
        if self._confirm(request, activity, int(version) if re.fullmatch("[0-9]{1,9}", version) else 0):
            self.message_user(request, _("Confirmed: %(title)s") % {"title": activity.title}, messages.SUCCESS)
        return HttpResponseRedirect(page_of(activity))

    def _confirm(self, request: HttpRequest, activity: Activity, if_version: int) -> bool:
        why = ""
        try:
            confirm_activity(activity, by=asking(request), if_version=if_version)
        except (NotAllowedError, StateError) as error:
            why = str(error)
        except StaleError:
            why = _("It was changed meanwhile. Read it again before you confirm it.")
        if why:
            text = _("Not confirmed: “%(title)s”. %(why)s") % {"title": activity.title, "why": why}
            self.message_user(request, text, messages.WARNING)
        return not why

    # One activity

    def steps(self, row: Activity, request: HttpRequest) -> list[Step]:
        steps = []
        if self.has_confirm_permission(request) and row.state == ActivityState.LOGGED:
            url = reverse("admin:commitments_activity_confirm", args=[row.pk])
            steps.append(Step(_("Confirm"), url, posts=True, fields=(("version", row.version),)))
        if self.has_add_permission(request):
            steps.append(Step(_("Duplicate"), f"{reverse('admin:commitments_activity_add')}?like={row.pk}"))
        if self.has_withdraw_permission(request):
            steps.append(Step(_("Withdraw"), reverse("admin:commitments_activity_withdraw", args=[row.pk])))
        return steps

    def parts(self, row: Activity, request: HttpRequest) -> list[Part]:
        ties = row.participations.select_related("body")
        bodies = [(link_to(tie.body, tie.body.name), tie.get_role_display()) for tie in ties]
        shows = [(_link(each), each.publisher, each.seen_on or "", _copy(each)) for each in row.evidence.all()]
        return [
            Part(_("Bodies"), (_("body"), _("role")), bodies),
            Part(_("Evidence"), (_("title"), _("publisher"), _("day seen"), _("copy")), shows),
        ]


def days_of(activity: Activity) -> str:
    """The days of an activity, in words."""
    first = date_format(activity.starts_on, "DATE_FORMAT")
    if activity.ends_on is None or activity.ends_on == activity.starts_on:
        return first
    return _("%(first)s – %(last)s") % {"first": first, "last": date_format(activity.ends_on, "DATE_FORMAT")}


def _link(evidence: Evidence) -> str:
    if not evidence.url:
        return evidence.title
    return format_html('<a href="{}" rel="noopener noreferrer external">{}</a>', evidence.url, evidence.title)


def _copy(evidence: Evidence) -> str:
    return render_to_string("includes/copy.html", {"piece": evidence})
