"""What does a new activity begin with, as the address asks?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.admin.asking import asking
from commitments.admin.beside import MOST
from commitments.admin.fields import tie_name
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.models.rows import PUBLIC_NAME
from commitments.queries.following import areas_of, bodies_of
from commitments.queries.visibility import visible_to
from commitments.vocabulary import ActivityKind, ParticipationRole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.models.activities import Activity

COPIED = ("title", "kind", "place", "summary", "marking")


def prefilled(request: HttpRequest) -> dict[str, Any]:
    """From `commitment`, `area`, `body` (slug:role) by name, any number of times, and `kind`.

    Without `area` or `body`, those of the commitments. Names that the reader may not see are left out, with a word.
    """
    given = request.GET
    initial: dict[str, Any] = {}
    if given.get("kind") in ActivityKind.values:
        initial["kind"] = given["kind"]
    if commitments := _named(request, Commitment, given.getlist("commitment")):
        areas, bodies = areas_of(commitments), bodies_of(commitments)
        initial |= {"commitments": commitments, "areas": areas, "bodies": bodies}
    if areas := _named(request, PriorityArea, given.getlist("area")):
        initial["areas"] = areas
    if ties := [each.partition(":")[::2] for each in given.getlist("body")]:
        rows = {row.slug: row for row in _named(request, Body, [slug for slug, _role in ties])}
        known = [(slug, role) for slug, role in ties if slug in rows and role in ParticipationRole.values]
        initial["bodies"] = [(rows[slug], role) for slug, role in known]
    return initial


def duplicate(activity: Activity) -> dict[str, Any]:
    """What repeats when an activity happens again today."""
    return {
        **{name: getattr(activity, name) for name in COPIED},
        "starts_on": timezone.localdate(),
        "commitments": list(activity.commitments.all()),
        "areas": list(activity.areas.all()),
        "bodies": [(tie.body, tie.role) for tie in activity.participations.select_related("body")],
    }


def another(activity: Activity) -> str:
    """The query string of a new activity that keeps what repeats: commitments, areas, bodies and kind."""
    query = QueryDict(mutable=True)
    query.setlist("commitment", [each.reference for each in activity.commitments.all()])
    query.setlist("area", [each.slug for each in activity.areas.all()])
    ties = activity.participations.select_related("body")
    query.setlist("body", [tie_name(tie.body, tie.role) for tie in ties])
    query["kind"] = activity.kind
    return query.urlencode()


def _named(request: HttpRequest, noun: Any, names: Iterable[str]) -> list[Any]:
    """The rows of these names that the reader may see, in the order given; says which are not there."""
    names = list(dict.fromkeys(names))[:MOST]
    fit = [name for name in names if re.fullmatch(PUBLIC_NAME.regex, name)]
    rows = visible_to(noun.objects.filter(**{f"{noun.public_name}__in": fit}), asking(request))
    found = {getattr(row, noun.public_name): row for row in rows}
    for name in names:
        if name not in found:
            nothing = _("There is no “%(name)s” that you may see; the form begins without it.")
            messages.warning(request, nothing % {"name": name[:80]})
    return [found[name] for name in names if name in found]
