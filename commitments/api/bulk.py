"""How are many activities logged with one request? All of them, in one revision, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from commitments.actions.activities import log_activities
from commitments.api import asking
from commitments.api.activity_fields import EMPTY, ActivitySerializer, NewActivitySerializer
from commitments.api.answers import answer, marking_header
from commitments.api.fields import MOST_NAMES, named_in
from commitments.api.sending import all_sound, as_new
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from commitments.api.parts import Reader
    from commitments.api.plan import Plan
    from commitments.models.rows import TextRow
    from commitments.queries.visibility import Principal

MOST_ROWS = 1_000
LARGEST_BULK = 10_000_000
"""Bytes of one request."""


class BulkRoutes:
    """What an activity's viewset offers for many at once."""

    principal: Principal
    reader: Reader
    plan: Plan
    shown: Sequence[str]

    @extend_schema(
        operation_id="activities_bulk_create",
        request=NewActivitySerializer(many=True),
        responses={201: ActivitySerializer(many=True)},
        filters=False,
    )
    @action(detail=False, methods=["post"], url_name="bulk", pagination_class=None, largest_body=LARGEST_BULK)
    def bulk(self, request: Request) -> HttpResponse:
        """Log up to 1,000 activities, all of them or none: an array of what POST takes, at most 10 MB.

        The answer is the array of what was made, in the same order. A pointer of a fault begins with the index of its
        row (`/3/title`). All of it is one revision.
        """
        sent = request.data
        asking.refuse_undeclared(request.query_params, ())
        if not isinstance(sent, list) or not 0 < len(sent) <= MOST_ROWS:
            raise ValidationError({"": [_("Give an array of 1 to %(most)s activities.") % {"most": MOST_ROWS}]})
        context = {"principal": self.principal, "known": names_in(sent, self.principal)}
        contents = all_sound(NewActivitySerializer(context=context), sent, as_new(self.principal))
        made = log_activities([{**EMPTY, **content} for content in contents], by=self.principal)
        return self.told_many([str(activity.pk) for activity in made], 201)

    def told_many(self, ids: Sequence[str], status: int) -> HttpResponse:
        """The activities of these ids, in this order, as they stand; those that are gone, or hidden, are left out."""
        self.shown = list(ids)
        found = {resource["id"]: resource for resource in self.plan.of_keys(ids, self.reader)}
        resources = [found[name] for name in ids if name in found]
        if not resources:
            raise Http404
        return answer(resources, status, **marking_header(resources))

    def told_of(self, ids: Sequence[str], status: int) -> HttpResponse:
        """The answer to a request that was carried out before."""
        if getattr(self, "action", None) == "bulk":
            return self.told_many(ids, status)
        told: HttpResponse = super().told_of(ids, status)  # type: ignore[misc]
        return told


def names_in(sent: list[Any], principal: Principal) -> dict[type[TextRow], dict[str, Any]]:
    """Every row that bodies name and the principal may see, by noun and name."""
    nouns: tuple[tuple[type[TextRow], str], ...] = (
        (Commitment, "commitments"),
        (PriorityArea, "areas"),
        (Body, "bodies"),
    )
    return named_in({noun: _names(sent, field) for noun, field in nouns}, principal)


def _names(sent: list[Any], field: str) -> Iterator[Any]:
    for body in sent:
        names = body.get(field) if isinstance(body, dict) else None
        for name in names[: MOST_NAMES + 1] if isinstance(names, list) else ():  # longer lists are refused as they are
            yield name.get("body") if isinstance(name, dict) else name
