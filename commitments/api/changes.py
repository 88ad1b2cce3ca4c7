"""What changed since a caller last asked: the change feed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.http import HttpResponse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from commitments.api import asking
from commitments.api.answers import PrivateAnswers, answer, marking_header
from commitments.api.authentication import asking as principal_asking
from commitments.api.fields import public_name_of
from commitments.api.nouns import VIEWSETS
from commitments.api.parts import Reader
from commitments.api.plan import plan_for, resources_of
from commitments.api.problems import AskedWronglyError, GoneError
from commitments.models.rows import WorkRow
from commitments.queries.changes import BEGINNING, Event, events_after, last_event, place_behind, rows_now

if TYPE_CHECKING:
    from collections.abc import Collection

    from rest_framework.request import Request

    from commitments.ledger.touched import Place
    from commitments.queries.visibility import Principal

SIGNER = signing.Signer(salt="commitments.api.changes")  # without the time: the same place has the same cursor
TYPES = {viewset.resource: viewset for viewset in VIEWSETS}
USUAL, MOST = 200, 1_000
LIMIT = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
NOW = "now"


class RevisionOfEventSerializer(serializers.Serializer):
    """The write that an event belongs to: all that was stored together."""

    id = serializers.UUIDField()
    recorded_at = serializers.DateTimeField()
    last = serializers.BooleanField(help_text=_("No further event of this write follows."))


class ChangeSerializer(serializers.Serializer):
    """One object that a write changed."""

    type = serializers.ChoiceField(list(TYPES))
    id = serializers.CharField(help_text=_("Its public name."))
    op = serializers.ChoiceField(["upsert", "delete"])
    version = serializers.IntegerField(help_text=_("The object's version after this write; `data` may be newer."))
    revision = RevisionOfEventSerializer()
    data = serializers.DictField(  # type: ignore[assignment]
        allow_null=True, help_text=_("As in its resource, less what is computed; null where it is gone.")
    )


class ChangesSerializer(serializers.Serializer):
    """Events in the order in which they were stored."""

    results = ChangeSerializer(many=True)
    next = serializers.CharField(help_text=_("The cursor to ask with next time; always there."))
    has_more = serializers.BooleanField()


@dataclass(frozen=True)
class Cursors:
    """Cursors of one caller, for some types: nobody else's are understood."""

    principal: Principal
    types: Collection[str]

    @property
    def fingerprint(self) -> str:
        """Of whose they are and what that caller may read: what was left out for one is not left out for another."""
        scopes = "session" if self.principal.scopes is None else ",".join(sorted(self.principal.scopes))
        words = [self.principal.person.username, self.principal.clearance.value, scopes, ",".join(sorted(self.types))]
        return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]

    def sealed(self, event: Event | None) -> str:
        """The cursor behind an event, or at the beginning; behind the last event of a revision, behind it all."""
        place = [""] if event is None else [event.revision] if event.last else [event.revision, event.type, event.id]
        return SIGNER.sign_object([self.fingerprint, *place], compress=False)

    def opened(self, cursor: str) -> Place:
        """Where the cursor points. Raises AskedWronglyError, or GoneError for one that leads nowhere (any more)."""
        try:
            whose, *words = SIGNER.unsign_object(cursor)
            revision, kind, name = (*map(str, words), "", "")[:3]
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise AskedWronglyError({"after": [said("This cursor is not one that the API gave.")]}) from error
        place = BEGINNING if not revision else place_behind(revision, kind, name)
        if whose != self.fingerprint:
            raise GoneError(
                said("This cursor was given to another caller, for other types or for another clearance; start again."),
                start=START,
            )
        if place is None:
            raise GoneError(said("What this cursor points to is not kept any more; start again."), start=START)
        return place


START = f"/api/v1/changes/?after={NOW}"


class ChangesView(PrivateAnswers):
    http_method_names = ["get", "head"]
    verbs = {None: "follow_changes"}

    @extend_schema(
        summary=_("The change feed"),
        responses=ChangesSerializer,
        parameters=[
            OpenApiParameter("after", OpenApiTypes.STR, description=_("A cursor, or `now`; the beginning without.")),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
            OpenApiParameter(
                "types", {"type": "array", "items": {"type": "string", "enum": list(TYPES)}}, explode=False
            ),
        ],
    )
    def get(self, request: Request) -> HttpResponse:
        """What was stored behind a cursor, in the order of commits, for whoever may follow changes.

        Complete once `has_more` is false; the same cursor gives the same events, with data that may be newer. Start
        with `after=now`, list every resource, then ask from that cursor. 410: start again.
        """
        asked = request.query_params
        asking.refuse_undeclared(asked, ("after", "limit", "types"))
        principal = principal_asking(request)
        types = asking.chosen(asked, "types", TYPES) or list(TYPES)
        limit, after = _limit(asked), asking.one(asked, "after")
        cursors = Cursors(principal, types)
        if after == NOW:
            head = last_event(clearance=principal.clearance, types=types)
            return answer({"results": [], "next": cursors.sealed(head), "has_more": False})
        place = BEGINNING if after is None else cursors.opened(after)
        events, more = events_after(place, clearance=principal.clearance, types=types, limit=limit)
        following = cursors.sealed(events[-1]) if events else after or cursors.sealed(None)
        reader = Reader(principal, request.build_absolute_uri("/api/v1/"))
        results = _results(events, reader)
        marking = marking_header([told["data"] for told in results if told["data"]])
        return answer({"results": results, "next": following, "has_more": more}, 200, **marking)


def _limit(asked: Any) -> int:
    limit = asking.one(asked, "limit")
    if limit is not None and (not LIMIT.fullmatch(limit) or int(limit) > MOST):
        raise AskedWronglyError({"limit": [said("Give a number from 1 to %(most)s.") % {"most": MOST}]})
    return int(limit) if limit else USUAL


def _results(events: list[Event], reader: Reader) -> list[dict[str, Any]]:
    data = {
        kind: _current(kind, {each.id for each in events if each.type == kind and each.there}, reader)
        for kind in {each.type for each in events}
    }
    return [_told(event, data[event.type].get(event.id) if event.there else None) for event in events]


def _current(kind: str, names: Collection[str], reader: Reader) -> dict[str, dict[str, Any]]:
    """The rows of these names as they are now and as this reader sees them; what is gone since is left out."""
    if not names:
        return {}
    viewset = TYPES[kind]
    plan, column = plan_for(viewset.reading(), kind, plain=True), public_name_of(viewset.noun)
    if issubclass(viewset.noun, WorkRow):
        return {resource["id"]: resource for resource in plan.of_keys(list(names), reader)}
    found = plan.read(rows_now(viewset.noun, names, reader.principal), reader)
    return {resource[column]: resource for resource in resources_of(found)}


def _told(event: Event, data: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "type": event.type,
        "id": event.id,
        "op": "delete" if data is None else "upsert",
        "version": event.version,
        "revision": {"id": event.revision, "recorded_at": event.recorded_at, "last": event.last},
        "data": data,
    }
