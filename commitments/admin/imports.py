"""How do analysts import a file of activities, and managers one of targets?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from commitments.actions.importing.files import opened
from commitments.actions.importing.handing_out import FORMS, faulty_rows, named, template
from commitments.actions.importing.previewing import preview
from commitments.actions.importing.seeing import seen_in
from commitments.actions.importing.storing import cancel_import, discard_import, go_on, send_file, store_import
from commitments.actions.importing.undoing import undo_import
from commitments.actions.refusals import NotAllowedError, StateError
from commitments.admin.asking import asking
from commitments.admin.import_form import ImportForm
from commitments.admin.import_page import shown, steps
from commitments.admin.links import list_of, page_of
from commitments.admin.reading import ReadAdmin
from commitments.models.imports import Import
from commitments.queries.imports import RUNNING, imports_of, rows_of
from commitments.queries.permissions import refusal
from commitments.vocabulary import Importable, ImportState, RowOutcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet


@admin.register(Import)
class ImportAdmin(ReadAdmin):
    """Everybody sees their own imports, and no others: those of others are not there."""

    to_read = "log_activity"
    to_add = "log_activity"
    add_title = gettext_lazy("Import a file")
    list_display = ("__str__", "noun", "file_name", "made_at", "state", "new", "changed", "same", "faulty")
    list_filter = ("noun", "state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return imports_of(asking(request))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        doing: dict[str, Callable[..., Any]] = {
            "store": self.store,
            "cancel": lambda sent, request: cancel_import(sent),
            "go_on": lambda sent, request: go_on(sent, by=asking(request)),
            "undo": lambda sent, request: undo_import(sent, by=asking(request)),
            "discard": lambda sent, request: discard_import(sent, by=asking(request)),
        }
        return [
            path("", view(self.changelist_view), name="commitments_import_changelist"),
            path("add/", view(self.add_view), name="commitments_import_add"),
            path(
                "template/<slug:noun>.<slug:form>",
                view(require_safe(self.template_file)),
                name="commitments_import_template",
            ),
            path("<int:object_id>/change/", view(self.change_view), name="commitments_import_change"),
            path("<int:object_id>/progress/", view(require_safe(self.progress)), name="commitments_import_progress"),
            path(
                "<int:object_id>/faulty.<slug:form>",
                view(require_safe(self.faulty_file)),
                name="commitments_import_faulty",
            ),
            *(
                path(
                    f"<int:object_id>/{verb.replace('_', '-')}/",
                    view(self._doing(do)),
                    name=f"commitments_import_{verb}",
                )
                for verb, do in doing.items()
            ),
        ]

    # Sending a file

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if why := refusal(asking(request), self.to_add or ""):
            return self.admin_site.refuse(request, why)
        sending = request.method == "POST"
        asked = {"noun": request.GET.get("noun", "")}
        form = ImportForm(*((request.POST, request.FILES) if sending else ()), initial=asked, principal=asking(request))
        if sending and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                sent = send_file(form.cleaned_data["noun"], file.name, file.read(), by=asking(request))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return HttpResponseRedirect(page_of(sent))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.add_title,
            "form": form,
            "nouns": [Importable(noun) for noun, _label in form.fields["noun"].choices],  # type: ignore[attr-defined]
            "forms": list(FORMS),
        }
        return TemplateResponse(request, "admin/import_form.html", context)

    def template_file(self, request: HttpRequest, noun: str, form: str) -> HttpResponse:
        """An empty file to fill in."""
        if why := refusal(asking(request), self.to_read):
            return self.admin_site.refuse(request, why)
        if noun not in Importable.values or form not in FORMS:
            raise Http404(_("There is no such template."))
        return _handed_out(template(noun, form), f"{noun}.{form}", form)

    # One import

    def change_view(
        self, request: HttpRequest, object_id: Any, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self.read_page(request, str(object_id))

    read_template = "admin/import.html"

    def steps(self, row: Import, request: HttpRequest) -> list[Any]:
        return steps(row)

    def more(self, row: Import, request: HttpRequest) -> dict[str, Any]:
        return {**shown(row, request), "forms": list(FORMS)}

    def progress(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """How far it is, for the script of its page."""
        if why := refusal(asking(request), self.to_read):
            return self.admin_site.refuse(request, why)
        sent = self.get_object(request, str(object_id))
        job = sent.job
        told = {"done": job.done, "total": job.total} if job else {"done": 0, "total": 0}
        return JsonResponse({**told, "ended": sent.state not in RUNNING}, headers={"Cache-Control": "no-store"})

    def faulty_file(self, request: HttpRequest, object_id: int, form: str) -> HttpResponse:
        """The rows at fault, to mend and send again."""
        if why := refusal(asking(request), self.to_read):
            return self.admin_site.refuse(request, why)
        sent = self.get_object(request, str(object_id))
        if form not in FORMS:
            raise Http404(_("There is no such file."))
        if sent.state == ImportState.PREVIEWED:
            seen = preview(sent, by=asking(request), on=timezone.localdate())
            file, faults = seen.opened, [fault for each in seen.planned for fault in each.read.faults]
        else:
            file, rows = opened(sent), rows_of(sent, RowOutcome.FAULTY.value)
            faults = [fault for row in rows for fault in named(row.faults)]
        return _handed_out(faulty_rows(file, faults, form), f"import-{sent.pk}-faulty.{form}", form)

    # Doing something with it

    def _doing(self, do: Callable[[Import, HttpRequest], Any]) -> Callable[..., HttpResponse]:
        """A view that does one thing with an import when it is posted to, and leads back to its page."""

        def view(request: HttpRequest, object_id: int) -> HttpResponse:
            if why := refusal(asking(request), self.to_read):
                return self.admin_site.refuse(request, why)
            sent = self.get_object(request, str(object_id))
            if request.method == "POST":
                try:
                    do(sent, request)
                except (NotAllowedError, StateError) as error:
                    self.message_user(request, str(error), messages.WARNING)
            there = self.get_queryset(request).filter(pk=object_id).exists()
            return HttpResponseRedirect(page_of(sent) if there else list_of(Import))

        return view

    def store(self, sent: Import, request: HttpRequest) -> None:
        """Store what the preview offered; nothing where the page that was pressed showed something else."""
        seen = seen_in(request.POST.get("preview", ""), sent)
        if seen is None:
            raise StateError(_("Look at the preview, and store from there."))
        store_import(sent, seen, by=asking(request), on=timezone.localdate())


def _handed_out(content: bytes, name: str, form: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(content, content_type=FORMS[form], headers={**headers, "Cache-Control": "private, no-store"})
