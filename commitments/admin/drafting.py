"""How does a half-filled form survive a closed tab or a lost session?

The script sends what was typed every few seconds, the button “Keep as draft” sends it without one; opened again, the
form holds it. A cookie tells the log-in page no more than when a draft was kept.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.drafts import discard_draft, keep_draft
from commitments.admin.activity_form import ActivityForm
from commitments.admin.asking import asking
from commitments.admin.links import page_of
from commitments.admin.several import SeveralAdmin
from commitments.models.drafts import CHANGE_ACTIVITY, LOG_ACTIVITY
from commitments.queries.drafts import draft_of
from commitments.queries.nearness import logged_near
from commitments.queries.permissions import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

OPENED_WITH = ("area", "body", "commitment", "kind", "like")
"""The parameters that say what a new form begins with: what else stands in its address is no part of a draft's name."""

LONGEST_SUBJECT = 1000
TYPED = re.compile(r"evidence-[0-9A-Za-z_-]{1,40}\Z")
BESIDE = {"commitments_add", "bodies_add", "bodies_role", "version"}
SAVING = ("_addanother", "_continue")
KEPT_COOKIE = "draft_kept"


class DraftingAdmin(SeveralAdmin):
    """Activities whose forms are kept while they are filled in, and that ask before the same is logged twice."""

    form_class: type[ActivityForm]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("draft/", view(self.draft_view), name="commitments_activity_draft"),
            path("draft/discard/", view(self.discard_view), name="commitments_activity_discard_draft"),
            *super().get_urls(),
        ]

    def opened(self, request: HttpRequest, row: Any) -> Any:
        form = super().opened(request, row)
        draft = draft_of(asking(request), *place_of(request, row), now=timezone.now())
        if draft is None:
            return form
        return self.form_class.restored(draft, instance=row, principal=asking(request))

    def beside(self, request: HttpRequest, form: Any, row: Any) -> dict[str, Any]:
        query = f"change={row.pk}" if row else subject_of(request.GET)
        return {
            "draft_url": f"{reverse('admin:commitments_activity_draft')}?{query}",
            "discard_url": f"{reverse('admin:commitments_activity_discard_draft')}?{query}",
        }

    def asks_back(self, request: HttpRequest, form: Any, row: Any) -> bool:
        """Whether something much like it is logged already that whoever saves has not been shown yet."""
        if row is not None:
            return False
        told = form.cleaned_data
        near = logged_near(told["commitments"], told["starts_on"], seen_by=asking(request), title=told["title"])
        alike = [each.activity for each in near if each.alike]
        seen = set(request.POST.getlist("seen_alike"))
        if {str(each.pk) for each in alike} <= seen:
            return False
        form.alike, form.pressed = alike, next((name for name in SAVING if name in request.POST), "_save")
        return True

    def leave(self, request: HttpRequest, form: Any, row: Any, *, added: bool) -> HttpResponse:
        """What is saved is no draft any more."""
        discard_draft(*place_of(request, None if added else row), by=asking(request))
        response = super().leave(request, form, row, added=added)
        response.delete_cookie(KEPT_COOKIE, path="/admin/")
        return response

    def draft_view(self, request: HttpRequest) -> HttpResponse:
        """Keep what was typed: as the script sends it (`script=1`, answered with the moment), or by the button."""
        row, why = self._meant(request)
        if why:
            return self.admin_site.refuse(request, why)
        back = _form_at(request, row)
        if request.method != "POST":
            return HttpResponseRedirect(back)
        by_script = "script" in request.GET
        try:
            draft = keep_draft(*place_of(request, row), typed(request.POST), by=asking(request), now=timezone.now())
        except ValidationError as error:
            if by_script:
                return JsonResponse({"why": " ".join(error.messages)}, status=400)
            self.message_user(request, _("Not kept. %(why)s") % {"why": " ".join(error.messages)}, messages.WARNING)
            return HttpResponseRedirect(back)
        response: HttpResponse
        if by_script:
            response = JsonResponse({"saved_at": draft.saved_at.isoformat()})
        else:
            self.message_user(request, _("Kept as a draft. You find it under “My work”."), messages.SUCCESS)
            response = HttpResponseRedirect(back)
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(
            KEPT_COOKIE, draft.saved_at.isoformat(), path="/admin/", secure=secure, httponly=True, samesite="Lax"
        )
        return response

    def discard_view(self, request: HttpRequest) -> HttpResponse:
        """Throw the draft away and open the form as it would have been without one."""
        row, why = self._meant(request)
        if why:
            return self.admin_site.refuse(request, why)
        if request.method == "POST" and discard_draft(*place_of(request, row), by=asking(request)):
            self.message_user(request, _("The draft is discarded."), messages.SUCCESS)
        response = HttpResponseRedirect(_form_at(request, row))
        response.delete_cookie(KEPT_COOKIE, path="/admin/")
        return response

    def _meant(self, request: HttpRequest) -> tuple[Any, str | None]:
        """The activity that the address names as the one being changed, and why this reader may not keep a draft."""
        changed = request.GET.get("change")
        why = refusal(asking(request), CHANGE_ACTIVITY if changed else LOG_ACTIVITY)
        return (self.get_object(request, changed) if changed and not why else None), why


def place_of(request: HttpRequest, row: Any) -> tuple[str, str]:
    """Which form it is and what it is about: what a draft is found by."""
    return (CHANGE_ACTIVITY, str(row.pk)) if row else (LOG_ACTIVITY, subject_of(request.GET))


def subject_of(given: QueryDict) -> str:
    """What the form of a new activity was opened with, always written the same way; empty for a plain one."""
    query = QueryDict(mutable=True)
    for name in OPENED_WITH:
        if values := sorted({value for value in given.getlist(name) if value}):
            query.setlist(name, values)
    written = query.urlencode()
    return written if len(written) <= LONGEST_SUBJECT else ""


def typed(sent: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a draft keeps of a form: its fields, without tokens, buttons and files."""
    fields = {*ActivityForm.base_fields, *BESIDE}
    known = [name for name in sent if name in fields or TYPED.match(name)]
    return {name: sent.getlist(name) for name in known}  # type: ignore[attr-defined]


def kept_at(request: HttpRequest) -> datetime.datetime | None:
    """When this browser last kept a draft, as its cookie says; None when it says nothing that can be read."""
    try:
        moment = datetime.datetime.fromisoformat(request.COOKIES.get(KEPT_COOKIE, ""))
    except ValueError:
        return None
    return moment if moment.tzinfo and abs(timezone.now() - moment) < datetime.timedelta(days=1) else None


def subject_address(subject: str) -> str:
    """Where the form of a new activity is opened with this."""
    return f"{reverse('admin:commitments_activity_add')}?{subject}".removesuffix("?")


def _form_at(request: HttpRequest, row: Any) -> str:
    return page_of(row) if row else subject_address(subject_of(request.GET))
