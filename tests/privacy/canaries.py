"""How does a test know a hidden word when it meets one? Every text field of a marked row gets a word of its own.

The models are asked for their fields, so that a new field, and a new noun, is covered by itself. A word tells its
marking: `kxp000001` public, `kxi000002` internal, `kxr000003` restricted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from commitments.vocabulary import Marking

WORD = "Quillwork"
"""Begins every text, whoever may read it: what is searched for is found everywhere."""

CANARY = re.compile(r"kx([pir])([0-9]{6})", re.IGNORECASE)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")
"""An id, or the name under which a copy is stored."""
LETTERS = {marking.value: marking.value[0] for marking in Marking}

OPEN = {
    *("party", "priorityarea", "body", "person", "token", "tokenuse", "markinglabel", "accessevent"),
    *("idempotencykey", "revision", "change", "job", "import", "importrow", "draft", "savedview"),
}
"""Nouns that hang on no marking: everybody with an account reads them, or a role, or nobody but their owner."""

DERIVED = {"text_sha256", "sha256", "media_type", "every", "duration", "activity_kinds"}
"""Fields that cannot hold a word: digests, types of files, intervals, codes."""


class Canaries:
    """Words that were given out, and where each was put."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def word(self, marking: str, place: str) -> str:
        """A new word of this marking, noted as put in this place."""
        word = f"kx{LETTERS[marking]}{len(self.places):06}"
        self.places[word] = place
        return word

    def text(self, marking: str, place: str) -> str:
        """A sentence with a new word in it."""
        return f"{WORD} {self.word(marking, place)}."

    def fill(self, row: models.Model, marking: str) -> None:
        """Give every text field of the row that holds no word yet one of its own."""
        told = {}
        for field in fillable(type(row)):
            if CANARY.search(str(getattr(row, field.attname))):
                continue
            word = self.word(marking, f"{row._meta.object_name}.{field.name}")
            told[field.name] = _fitting(field, word)
        type(row)._base_manager.filter(pk=row.pk).update(**told)
        row.refresh_from_db()


def fillable(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields that hold words of people or texts."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    fields = [field for field in model._meta.concrete_fields if isinstance(field, kinds)]
    return [field for field in fields if not field.choices and not field.primary_key and field.name not in DERIVED]


def _fitting(field: models.Field[Any, Any], word: str) -> Any:
    """The word, in a form that the field takes; an AssertionError that names a field which takes none."""
    forms: Iterable[Any] = (f"{WORD} {word}.", word, word.upper(), f"https://example.org/{word}")
    if isinstance(field, models.JSONField):
        forms = [[f"{WORD} {word}."]]
    for form in forms:
        try:
            if not field.max_length or len(form) <= field.max_length:
                field.run_validators(form)
                return form
        except ValidationError:
            continue
    raise AssertionError(f"{field} takes no canary: say how it can hold one, or why it cannot (DERIVED).")


def hanging() -> dict[type[models.Model], str]:
    """Every noun that hangs on a marking, and the way to it: `marking`, `activity__marking` …"""
    nouns = [model for model in apps.get_app_config("commitments").get_models() if model._meta.model_name not in OPEN]
    found = {model: "marking" for model in nouns if "marking" in {field.name for field in model._meta.fields}}
    for _step in nouns:
        for model in nouns:
            ways = [field for field in model._meta.fields if field.is_relation and field.related_model in found]
            if ways and model not in found:
                first = min(ways, key=lambda field: field.null)
                found[model] = f"{first.name}__{found[first.related_model]}"
    assert set(nouns) == set(found), (
        f"Say where these hang on a marking, or that they are open: {set(nouns) - set(found)}"
    )
    return found


def words_above(text: str, clearance: str) -> set[str]:
    """The words in a text that this clearance does not cover."""
    hidden = {LETTERS[marking] for marking in Marking.values if marking not in Marking.up_to(clearance)}
    return {found.group(0).lower() for found in CANARY.finditer(text) if found.group(1).lower() in hidden}
