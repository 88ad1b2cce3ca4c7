"""What stands beside the form of an activity: the words of its commitments, their standing, what is logged already."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.template.response import TemplateResponse
from django.utils import timezone

from commitments.admin.asking import asking
from commitments.admin.fields import Picked, tie_label, tie_name
from commitments.models.activities import Activity
from commitments.models.rows import PUBLIC_NAME
from commitments.queries.following import areas_of, bodies_of
from commitments.queries.nearness import logged_near
from commitments.queries.promises import promises

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from commitments.admin.activity_form import ActivityForm

MOST = 12
"""How many commitments are written out."""


def beside(
    request: HttpRequest, names: Iterable[str], *, day: str, title: str, leaving_out: Any = None
) -> dict[str, Any]:
    """What the template `admin/beside.html` needs. A day that is none counts as today; unknown names are left out."""
    principal, today = asking(request), timezone.localdate()
    fit = [name for name in dict.fromkeys(names) if re.fullmatch(PUBLIC_NAME.regex, name)][:MOST]
    seen = promises(fit, on=today, seen_by=principal) if fit else []
    rows = [promise.commitment for promise in seen]
    near = logged_near(rows, _day(day) or today, seen_by=principal, title=title, leaving_out=leaving_out)
    return {
        "promises": seen,
        "near": near,
        "alike": any(each.alike for each in near),
        "follow_areas": areas_of(rows),
        "follow_bodies": [(tie_name(body, role), tie_label(body, role)) for body, role in bodies_of(rows)],
    }


def beside_form(request: HttpRequest, form: ActivityForm) -> dict[str, Any]:
    """The same for what a form holds."""
    value = form["commitments"].value() or []
    names = value.chosen if isinstance(value, Picked) else value
    if form.is_bound and form.draft is None and form.cleaned_data.get("commitments"):
        names = [each.reference for each in form.cleaned_data["commitments"]]
    day, title = form["starts_on"].value(), form["title"].value()
    changed = None if form.instance._state.adding else form.instance.pk
    return beside(request, names, day=str(day or ""), title=str(title or ""), leaving_out=changed)


def beside_page(request: HttpRequest) -> HttpResponse:
    """The same as a fragment, for the script: `commitment` any number of times, `day`, `title`, `leaving_out`."""
    given = request.GET
    try:
        changed = Activity._meta.pk.to_python(given.get("leaving_out") or None)
    except ValidationError:
        changed = None
    named = given.getlist("commitment")
    told = beside(request, named, day=given.get("day", ""), title=given.get("title", ""), leaving_out=changed)
    return TemplateResponse(request, "admin/beside.html", told)


def _day(written: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return None
