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
    fields, faults = _checked(serializer, sent, orjson.loads(as_json(as_it_stands)), unchecked)
    if faults:
        raise ValidationError(faults)
    return fields


def all_sound(serializer: Serializer, sent: list[Any], as_it_stands: dict[str, Any]) -> list[dict[str, Any]]:
    """The same for many bodies of one kind: one serializer reads them all. Faults stand under the body's index."""
    standing = orjson.loads(as_json(as_it_stands))
    checked = [_checked(serializer, each, standing, frozenset()) for each in sent]
    faults: dict[Any, Any] = {index: found for index, (_fields, found) in enumerate(checked) if found}
    if faults:
        raise ValidationError(faults)
    return [fields for fields, _faults in checked]


def _checked(
    serializer: Serializer, sent: Any, standing: dict[str, Any], unchecked: frozenset[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that may be written, and the faults by place."""
    if not isinstance(sent, dict):
        return {}, {"": [_("Give a JSON object.")]}
    fields: dict[str, Any] = {}
    faults: dict[str, Any] = {}
    try:
        fields = dict(serializer.run_validation(sent))
    except ValidationError as error:
        faults = dict(error.detail)  # type: ignore[arg-type]
    for name, value in sent.items():
        field = serializer.fields.get(name)
        if field is None:
            faults[name] = [_("There is no such field.")]
        elif parts := _unknown_in_parts(field, value):
            faults.setdefault(name, parts)
        elif field.read_only and name not in unchecked and not (name in standing and value == standing[name]):
            faults[name] = [_("This field cannot be written; leave it out or send it back unchanged.")]
    return fields, faults


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
