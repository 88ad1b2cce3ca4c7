"""Is what a caller sent sound? Unknown fields are refused, and read-only ones that were changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import ListSerializer

from commitments.api.rendering import as_json

if TYPE_CHECKING:
    from rest_framework.serializers import Serializer

    from commitments.queries.visibility import Principal


def sound(
    serializer: Serializer, sent: Any, as_it_stands: dict[str, Any], unchecked: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The fields that may be written, validated. Raises ValidationError with every fault by place.

    `as_it_stands` holds the values that read-only fields may come back with; `unchecked` those that may have moved on.
    """
    if not isinstance(sent, dict):
        raise ValidationError({"": [_("Give a JSON object.")]})
    faults: dict[str, Any] = {} if serializer.is_valid() else dict(serializer.errors)
    standing = orjson.loads(as_json(as_it_stands))
    for name, value in sent.items():
        field = serializer.fields.get(name)
        if field is None:
            faults[name] = [_("There is no such field.")]
        elif parts := _unknown_in_parts(field, value):
            faults.setdefault(name, parts)
        elif field.read_only and name not in unchecked and not (name in standing and value == standing[name]):
            faults[name] = [_("This field cannot be written; leave it out or send it back unchanged.")]
    if faults:
        raise ValidationError(faults)
    return dict(serializer.validated_data)


def _unknown_in_parts(field: Any, value: Any) -> dict[int, dict[str, list[str]]]:
    """Unknown fields in a list of objects, by index."""
    if field.read_only or not isinstance(field, ListSerializer) or not isinstance(value, list):
        return {}
    known = getattr(field.child, "fields", {})
    unknown = {
        index: {name: [_("There is no such field.")] for name in part if name not in known}
        for index, part in enumerate(value)
        if isinstance(part, dict)
    }
    return {index: names for index, names in unknown.items() if names}


def as_new(principal: Principal) -> dict[str, Any]:
    """What read-only fields of a new activity are going to hold."""
    return {
        "state": "logged",
        "logged_by": principal.person.username,
        "confirmed_by": None,
        "evidence": [],
        "version": 1,
    }
