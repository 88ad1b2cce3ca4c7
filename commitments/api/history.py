"""How does the API tell what happened to a row? Its events, the newest first, in the words of its resource."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from commitments.api.parts import PartSerializer
from commitments.api.problems import AskedWronglyError

if TYPE_CHECKING:
    from commitments.api.asking import Paging
    from commitments.queries.history import Event, FieldChange

HISTORY_PARAMETERS = ("cursor", "page_size", "count")
SIGNER = signing.Signer(salt="commitments.api.history")  # without the time: the same page has the same cursor
OPS = ("made", "changed", "gone", "found", "redacted")


class FieldChangeSerializer(serializers.Serializer):
    """A part that came has no `before`, one that went no `after`."""

    field = serializers.CharField(help_text=_("The name it has in the resource."))
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class EventSerializer(serializers.Serializer):
    """One revision of one row."""

    revision = serializers.UUIDField(help_text=_("The id of all that was written together."))
    recorded_at = serializers.DateTimeField()
    version = serializers.IntegerField(help_text=_("The version that it made."))
    op = serializers.ChoiceField(OPS)
    actor = serializers.CharField(help_text=_("`person:` and a log-in name, `token:` and its prefix, or `command:`."))
    door = serializers.CharField(help_text=_("The way in: api, admin, pages, command."))
    reason = serializers.CharField(help_text=_("Why, where somebody said so."))
    changes = FieldChangeSerializer(many=True)


@dataclass(frozen=True)
class Events:
    """A page of events, and the cursors of the older ones after it and the newer ones before it."""

    events: list[Event]
    following: str | None
    preceding: str | None


def page_of_events(events: list[Event], name: str, asked: Paging) -> Events:
    """The page asked for of a row's events; `name` is the row's. It starts beside the last event seen.

    Raises AskedWronglyError for a cursor that is not one of this history's.
    """
    start, stop = 0, asked.size
    if asked.cursor is not None:
        back, seen = _opened(asked.cursor, name)
        place = next((place for place, event in enumerate(events) if event.revision == seen), None)
        if place is None:
            raise AskedWronglyError({"cursor": [said("This cursor is not one that the API gave.")]})
        start, stop = (max(place - asked.size, 0), place) if back else (place + 1, place + 1 + asked.size)
    page = events[start:stop]
    return Events(
        page,
        _sealed(name, page[-1], back=False) if page and stop < len(events) else None,
        _sealed(name, page[0], back=True) if page and start > 0 else None,
    )


def _sealed(name: str, event: Event, *, back: bool) -> str:
    return SIGNER.sign_object([name, back, event.revision])


def _opened(cursor: str, name: str) -> tuple[bool, str]:
    try:
        of, back, revision = SIGNER.unsign_object(cursor)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise AskedWronglyError({"cursor": [said("This cursor is not one that the API gave.")]}) from error
    if of != name:
        raise AskedWronglyError({"cursor": [said("This cursor is for another list or another order.")]})
    return back, revision


def told_event(event: Event, resource: type[serializers.ModelSerializer], address: str) -> dict[str, Any]:
    """An event as the API writes it, with the fields and parts of the resource that has this address."""
    told = {name: value for name, value in vars(event).items() if name != "marking"}
    return {**told, "changes": [_told(change, resource, address) for change in event.changes]}


def _told(change: FieldChange, resource: type[serializers.ModelSerializer], address: str) -> dict[str, Any]:
    name, part = _parts(resource).get(change.field, (change.field, None))
    before, after = (_as_part(value, part, address) if part else value for value in (change.before, change.after))
    return {"field": name, "before": before, "after": after}


def _as_part(value: Any, part: PartSerializer, address: str) -> Any:
    """A part with the fields that the resource shows; an empty text is null where the field may be null."""
    if not isinstance(value, dict):
        return value
    told = {
        name: (value.get(name) or None) if field.allow_null else value.get(name) for name, field in part.fields.items()
    }
    return part.addressed(told, address) if part.addressed else told


@cache
def _parts(resource: type[serializers.ModelSerializer]) -> dict[str, tuple[str, PartSerializer]]:
    """The parts of a resource by the name under which the row knows them: their name there, and how they read."""
    found: dict[str, tuple[str, PartSerializer]] = {}
    for name, field in resource().fields.items():
        part = getattr(field, "child", None)
        if isinstance(part, PartSerializer):
            declared: Any = part.Meta
            tie = declared.model._meta.get_field(declared.tie)
            found[tie.remote_field.related_name] = (name, part)
    return found
