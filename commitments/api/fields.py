"""What can stand in a resource, beside plain columns?

Rows are referred to by their public names. A field that can be written looks names up among the rows its writer may
see; what they may not see is as unknown as what is not there.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, DateField, TextField, URLField
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commitments.models.rows import TextRow
from commitments.queries.attention import standing_of
from commitments.queries.naming import rows_named
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.db.models import Model

    from commitments.queries.visibility import Principal

UNKNOWN = _("There is no “%(name)s”.")
A_LIST = _("Give a list.")
TOO_MANY = _("Give at most %(most)s.")
MOST_NAMES = 1_000
"""How many names, or parts, a list that is sent holds at most."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
AT_ONCE = 500
"""How many names one question holds at most."""


@extend_schema_field(OpenApiTypes.URI)
class UrlField(serializers.Field):
    """The resource's own address, made from its public name."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(read_only=True, source="*", help_text=_("Its own address."), **extra)


def public_name_of(noun: type[Model]) -> str:
    """The column of a noun's public name: its slug, key or reference, else its UUID."""
    return getattr(noun, "public_name", "id")


def named(noun: type[Model], names: Iterable[Any], principal: Principal) -> dict[str, Any]:
    """The rows of these public names that the principal may see, by name; unknown ones are left out."""
    known = _possible(noun, names)
    if issubclass(noun, TextRow):
        return rows_named({noun: known}, principal.clearance)[noun]
    column = public_name_of(noun)
    parts = (known[first : first + AT_ONCE] for first in range(0, len(known), AT_ONCE))
    asked = (visible_to(noun._default_manager.filter(**{f"{column}__in": part}), principal) for part in parts)
    return {str(getattr(row, column)): row for rows in asked for row in rows}


def named_in(sent: Mapping[type[TextRow], Iterable[Any]], principal: Principal) -> dict[type[TextRow], dict[str, Any]]:
    """The same for the rows of several nouns at once."""
    return rows_named({noun: _possible(noun, names) for noun, names in sent.items()}, principal.clearance)


def _possible(noun: type[Model], names: Iterable[Any]) -> list[str]:
    """Each of what can be a public name, once."""
    return list({name for name in names if isinstance(name, str) and is_a_name(noun, name)})


def _looked_up(noun: type[Model], names: list[Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of these names for whoever writes; `known` holds those that were looked up for many bodies at once."""
    known = context.get("known")
    if known is None:
        return named(noun, names, context["principal"])
    return {name: known[noun][name] for name in names if isinstance(name, str) and name in known[noun]}


def is_a_name(noun: type[Model], name: str) -> bool:
    """Whether it can be a public name at all, written as we write it: no database is asked for what is no UUID."""
    try:
        return str(noun._meta.get_field(public_name_of(noun)).to_python(name)) == name  # type: ignore[union-attr]
    except ValidationError:
        return False


def _unknown(name: Any) -> str:
    return UNKNOWN % {"name": str(name)[:100]}


@extend_schema_field(OpenApiTypes.STR)
class NameField(serializers.Field):
    """One row of another noun, by its public name; null for none, where that may be."""

    def __init__(self, noun: type[Model], **extra: Any) -> None:
        self.noun = noun
        super().__init__(**extra)

    def to_internal_value(self, data: Any) -> Model:
        row = _looked_up(self.noun, [data], self.context).get(data if isinstance(data, str) else "")
        if row is None:
            raise serializers.ValidationError(_unknown(data))
        return row


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class NamesField(serializers.Field):
    """Rows of another noun, by their public names.

    They are read from `through`, the rows that tie them (`noun` names the tie's key to the other noun), in `order`.
    """

    def __init__(self, noun: type[Model], *, through: type[Model], tie: str, to: str, order: str, **extra: Any) -> None:
        self.noun, self.through, self.tie, self.to, self.order = noun, through, tie, to, order
        super().__init__(**extra)

    def to_internal_value(self, data: Any) -> list[Model]:
        if not isinstance(data, list):
            raise serializers.ValidationError(A_LIST)
        if len(data) > MOST_NAMES:
            raise serializers.ValidationError(TOO_MANY % {"most": MOST_NAMES})
        rows = _looked_up(self.noun, data, self.context)
        faults: Any = {
            index: [_unknown(name)] for index, name in enumerate(data) if not isinstance(name, str) or name not in rows
        }
        if faults:
            raise serializers.ValidationError(faults)
        return [rows[name] for name in dict.fromkeys(data)]


class DayField(serializers.DateField):
    """A day, written YYYY-MM-DD and in no other way that ISO 8601 knows."""

    def to_internal_value(self, value: Any) -> datetime.date:
        if isinstance(value, str) and not DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        day: datetime.date = super().to_internal_value(value)
        return day


class WordsField(serializers.CharField):
    """A text: what is sent as a number was meant as one, and is refused."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        words: str = super().to_internal_value(data)
        return words


class AddressField(WordsField, serializers.URLField):
    """The address of a page."""


COLUMN_FIELDS = {
    **serializers.ModelSerializer.serializer_field_mapping,
    CharField: WordsField,
    TextField: WordsField,
    DateField: DayField,
    URLField: AddressField,
}
"""The field of each kind of column in a serializer that is written through."""


class PersonField(serializers.CharField):
    """A person, by log-in name."""

    def __init__(self, source: str, **extra: Any) -> None:
        super().__init__(read_only=True, source=f"{source}.username", **extra)


class ReasonSerializer(serializers.Serializer):
    code = serializers.CharField()
    sentence = serializers.CharField()
    since = serializers.DateField()


class StandingSerializer(serializers.Serializer):
    """How a commitment stands on a day, as the reader may know it; null before its agreement begins."""

    on = serializers.DateField()
    state = serializers.CharField()
    confidence = serializers.DictField(
        child=serializers.CharField(), help_text=_("The latest assessment of each party, by slug, and the agreed one.")
    )
    evidence_age_days = serializers.IntegerField(allow_null=True)
    attention = ReasonSerializer(many=True)


@extend_schema_field(StandingSerializer(allow_null=True))
class StandingField(serializers.Field):
    """Read from the annotation of `with_standing`."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(read_only=True, help_text=_("How it stands on the day asked about."), **extra)

    def from_column(self, facts: dict[str, Any]) -> dict[str, Any] | None:
        standing = standing_of(SimpleNamespace(standing=facts))  # type: ignore[arg-type]
        if standing is None:
            return None
        return {
            "on": standing.on,
            "state": standing.state.value,
            "confidence": standing.confidence,
            "evidence_age_days": standing.evidence_age_days,
            "attention": [
                {"code": reason.code.value, "sentence": reason.sentence, "since": reason.since}
                for reason in standing.attention
            ],
        }
