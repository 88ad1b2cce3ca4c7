"""How do administrators have something made anew from the rows, and see how far it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commitments.actions.rebuilding import cancel_rebuild, queue_rebuild
from commitments.actions.refusals import NotAllowedError, StateError
from commitments.admin.asking import asking
from commitments.admin.banner import banner
from commitments.admin.links import page_of
from commitments.admin.reading import ReadAdmin, Step
from commitments.models.jobs import Job
from commitments.queries.jobs import OPEN, per_cent, rebuilds_for
from commitments.queries.permissions import refusal
from commitments.vocabulary import REBUILDS, JobKind, JobState

if TYPE_CHECKING:
    from django.db.models import QuerySet

WHAT_CAME = {
    JobKind.REBUILD_COUNTS: (
        gettext_lazy("Every count is as the rows say, and was so before."),
        gettext_lazy("Some counts were not as the rows say. They are right now; the log of the worker names them."),
    ),
    JobKind.REBUILD_WORDS: (
        gettext_lazy("Every row is found by its words, and was so before."),
        gettext_lazy("Some rows could not be found by all of their words. They can now."),
    ),
}
"""What is said of a job that came to its end: where it put nothing right, and where it did."""


class RebuildForm(forms.Form):
    """What is to be made anew."""

    kind = forms.ChoiceField(label=gettext_lazy("What is to be made anew"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["kind"].choices = [(kind.value, kind.sentence) for kind in REBUILDS]  # type: ignore[attr-defined]


@admin.register(Job)
class JobAdmin(ReadAdmin):
    """Rebuilds; imports have pages of their own."""

    to_read = "rebuild"
    to_add = "rebuild"
    add_title = gettext_lazy("Make something anew from the rows")
    list_display = ("__str__", "asked_by", "made_at", "state", "how_far", "ended_at")
    list_filter = ("state",)
    sortable_by = ()
    shown = ("asked_by", "made_at", "state", "ended_at")
    read_template = "admin/job.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return rebuilds_for(asking(request))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="commitments_job_changelist"),
            path("add/", view(self.add_view), name="commitments_job_add"),
            path("<int:object_id>/change/", view(self.change_view), name="commitments_job_change"),
            path("<int:object_id>/progress/", view(require_safe(self.progress)), name="commitments_job_progress"),
            path("<int:object_id>/cancel/", view(self.cancel), name="commitments_job_cancel"),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if why := refusal(asking(request), "rebuild"):
            return self.admin_site.refuse(request, why)
        form = RebuildForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                job = queue_rebuild(JobKind(form.cleaned_data["kind"]), by=asking(request))
            except StateError as error:
                form.add_error(None, str(error))
            else:
                return HttpResponseRedirect(page_of(job))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.add_title,
            "banner": banner(request),
            "form": form,
        }
        return TemplateResponse(request, "admin/rebuild_form.html", context)

    def change_view(
        self, request: HttpRequest, object_id: Any, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self.read_page(request, str(object_id))

    def steps(self, row: Job, request: HttpRequest) -> list[Step]:
        url = reverse("admin:commitments_job_cancel", args=[row.pk])
        return [Step(_("Cancel"), url, posts=True)] if row.state in OPEN else []

    def more(self, row: Job, request: HttpRequest) -> dict[str, Any]:
        came = WHAT_CAME[JobKind(row.kind)][bool(row.mended)] if row.state == JobState.DONE else ""
        return {"running": row.state in OPEN, "done": per_cent(row), "came": came}

    def progress(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """How far it is, for the script of its page."""
        if why := refusal(asking(request), self.to_read):
            return self.admin_site.refuse(request, why)
        job = self.get_object(request, str(object_id))
        told = {"done": per_cent(job), "total": 100, "ended": job.state not in OPEN}
        return JsonResponse(told, headers={"Cache-Control": "no-store"})

    def cancel(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Stop it when this is posted to, and lead back to its page."""
        if why := refusal(asking(request), self.to_read):
            return self.admin_site.refuse(request, why)
        job = self.get_object(request, str(object_id))
        if request.method == "POST":
            try:
                cancel_rebuild(job, by=asking(request))
            except (NotAllowedError, StateError) as error:
                self.message_user(request, str(error), messages.WARNING)
        return HttpResponseRedirect(page_of(job))

    @admin.display(description=gettext_lazy("how far"))
    def how_far(self, row: Job) -> str:
        return _("%(number)s %%") % {"number": per_cent(row)}
