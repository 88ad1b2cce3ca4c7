"""Which admin do analysts work in?"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from commitments.actions.access import note_access, note_failed_log_in
from commitments.admin.asking import asking
from commitments.admin.drafting import KEPT_COOKIE, kept_at
from commitments.admin.my_work import my_work_page, numbers_of
from commitments.admin.passwords import OwnPasswordView
from commitments.admin.saved_views import views_page
from commitments.queries.banner import everything_seen_by
from commitments.queries.permissions import may
from commitments.queries.samples import samples_present
from commitments.vocabulary import AccessKind

if TYPE_CHECKING:
    from django.db.models import Model

GROUPS = (
    (_("Work"), "work", ("Activity", "Assessment", "Decision", "Target", "Review", "Import")),
    (
        _("Texts"),
        "texts",
        ("Agreement", "Provision", "Commitment", "Milestone", "PriorityArea", "Body", "Party"),
    ),
    (_("Office"), "office", ("Person", "Token", "MarkingLabel", "AccessEvent", "Job")),
)


SESSION_ENDED = {
    "idle": _("You were logged out after a time without a request. Log in to go on where you were."),
    "long": _("You were logged out: a session lasts no longer than this one did. Log in to go on where you were."),
}


class LogInForm(AuthenticationForm):
    """Everybody with an active account; the same words whether the name is known or not."""

    error_messages = {
        "invalid_login": _("The name and password do not match. Both are case-sensitive."),
        "inactive": _("The name and password do not match. Both are case-sensitive."),
    }


class NamesForAutocomplete(AutocompleteJsonView):
    """Suggestions by public name: database ids never leave the house."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, getattr(obj, "public_name", to_field_name))), "text": str(obj)}


class TrackerAdminSite(admin.AdminSite):
    """Django's admin under our skin: everybody may log in, the role decides what it offers."""

    site_title = _("Commitment tracker")
    site_header = _("Commitment tracker")
    index_title = _("Workspace")
    empty_value_display = "–"
    enable_nav_sidebar = False
    login_form = LogInForm
    logout_template = "admin/logged_out.html"
    password_change_template = "admin/own_password.html"  # noqa: S105
    password_change_done_template = "admin/own_password_done.html"  # noqa: S105

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's, but an address with a NUL in it is refused before any database sees it."""
        seen = super().admin_view(view, cacheable)

        @wraps(seen)
        def read(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            given = [request.path, *request.GET, *(each for values in request.GET.lists() for each in values[1])]
            if any("\0" in each for each in given):
                raise BadRequest("NUL in the address.")
            return seen(request, *args, **named)

        return read

    def get_urls(self) -> list[Any]:
        mine = [
            path("my-work/", self.admin_view(my_work_page), name="my_work"),
            path("views/", self.admin_view(views_page), name="views"),
        ]
        return [*mine, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if context["has_permission"]:
            principal = asking(request)
            context |= {"principal": principal, "may_log": may(principal, "log_activity")}
            context |= {"samples": samples_present(), "section": "admin"}
            context["banner"] = SimpleLazyObject(lambda: everything_seen_by(principal))  # unless a page knows better
        return context

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Where nothing else was asked for, log-in leads to the overview."""
        if request.method == "HEAD" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))  # as GET, which Django minds by itself
        asked = request.POST.get("next") or request.GET.get("next") or resolve_url(settings.LOGIN_REDIRECT_URL)
        why = SESSION_ENDED.get(request.GET.get("ended", ""), "")
        kept = kept_at(request) if asked.startswith(reverse("admin:commitments_activity_changelist")) else None
        answer = super().login(request, {**(extra_context or {}), "next": asked, "ended": why, "draft_kept": kept})
        if request.method == "POST":
            if answer.status_code == 302 and request.user.is_authenticated:
                request.session.cycle_key()  # Django keeps the key of somebody who was logged in already
                note_access(AccessKind.LOG_IN, who=asking(request).name)
            elif answer.status_code == 200 and not getattr(request, "axes_locked_out", False):
                note_failed_log_in(request.POST.get("username", ""))
        return answer

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        who = asking(request).name if request.user.is_authenticated else ""
        answer = super().logout(request, extra_context)
        if who and not request.user.is_authenticated:
            note_access(AccessKind.LOG_OUT, who=who)
            answer.delete_cookie(KEPT_COOKIE, path="/admin/")
        return answer

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        change = OwnPasswordView.as_view(
            template_name=self.password_change_template,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        answer = change(request)
        if request.method == "POST" and answer.status_code == 302:
            note_access(AccessKind.PERSON, subject=asking(request).name, detail="own password changed")
        return answer

    def get_log_entries(self, request: HttpRequest) -> Any:
        return None

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The nouns this reader may see, in the groups that people think in."""
        if not self.has_permission(request):
            return []
        nouns = {noun["object_name"]: noun for noun in self._build_app_dict(request)["commitments"]["models"]}
        for noun in nouns.values():
            noun["add_title"] = getattr(self._registry[noun["model"]], "add_title", "")
        groups = []
        for name, label, members in GROUPS:
            offered = [nouns[member] for member in members if member in nouns]
            if offered:
                groups.append({"name": name, "app_label": label, "app_url": "", "models": offered})
        return groups

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().index(request, {**(extra_context or {}), **numbers_of(request)})

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        return HttpResponseRedirect(reverse("admin:index"))

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return NamesForAutocomplete.as_view(admin_site=self)(request)

    def refuse(self, request: HttpRequest, why: str) -> HttpResponse:
        """A page that says why something is not offered."""
        context = {**self.each_context(request), "title": _("This is not for you to do"), "why": why}
        return TemplateResponse(request, "admin/refused.html", context, status=403)
