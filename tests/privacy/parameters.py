"""Which query strings does each address take? The API's own description, the admin's filters and forms are asked.

A parameter that nothing is known for is an AssertionError that names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.contrib import admin
from drf_spectacular.generators import SchemaGenerator

from tests.privacy.canaries import WORD
from tests.privacy.links import asked
from tests.privacy.routes import NAMES_OF, NOUNS, Pool

DAYS = ("2026-11-21", "2026-01-01")
PLAIN: dict[str, tuple[Any, ...]] = {
    "search": (WORD, "kxi"),
    "q": (WORD, "kxi"),
    "term": ("", WORD, "kxi"),
    "title": (WORD,),
    "page": (1, 2),
    "page_size": (1,),
    "limit": (1,),
    "cursor": (),
    "after": ("now",),
    "recorded_by": ("2099-12-31", "2026-01-01"),
    "filled": ("true",),
    "format": ("json",),
}
"""Values for parameters that name no row. Cursors come from the answers themselves."""


def values(name: str, told: dict[str, Any], pool: Pool, path: str) -> list[Any]:
    """Values for one parameter of a path: those it lists, days, names of rows, what a column holds."""
    told = told.get("items", told)
    if name in PLAIN or "enum" in told:
        return list(PLAIN.get(name) or told.get("enum", ()))
    kinds = {"boolean": ["true", "false"], "date": DAYS, "date-time": ["2026-11-21T12:00:00Z"]}
    if kind := {told.get("type"), told.get("format")} & set(kinds):
        return list(kinds[kind.pop()])
    if noun := NOUNS.get(NAMES_OF.get(name, name)):
        return pool.names(noun)
    listed = [NOUNS[word] for word in path.split("/") if word in NOUNS]
    columns = {field.name: field for field in listed[-1]._meta.fields} if listed else {}
    if name in columns:
        other = columns[name].related_model
        return pool.names(other) if other else pool.values(str(listed[-1]._meta.model_name), name)
    raise AssertionError(f"Nothing is known that fits the parameter {name} of {path}: {told}")


@cache
def described() -> tuple[tuple[str, str, tuple[Any, ...]], ...]:
    """What the API says of its GET addresses: path, name of a parameter, its schema. Resolved once."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return tuple(
        (path, each["name"], ({"": ""} | each["schema"],))
        for path, verbs in paths.items()
        for each in verbs.get("get", {}).get("parameters", [])
        if each["in"] == "query"
    )


def of_api(addresses: dict[str, list[str]], pool: Pool, most: int) -> Iterator[str]:
    """Every declared query parameter of every address, each by itself, with a count where there is one.

    `addresses` are those found for each path as the description writes it. `most` as in `crawl.starts`.
    """
    counted = {path for path, name, _schema in described() if name == "count"}
    for path, name, (schema,) in described():
        found = values(name, schema, pool, path)
        listed = "enum" in schema or "enum" in schema.get("items", {})
        if not most:
            found = found[:1] if listed or name in PLAIN else found[-1:]
        for value in found if name == "ordering" or not listed else found[:3]:
            for address in addresses.get(path, [])[:1]:
                count = {"count": "true"} if path in counted and name not in ("count", "ordering") else {}
                yield asked(address, **{name: value}, **count)


def of_palette() -> Iterator[str]:
    """What is typed into the palette, which no form of a page sends: every word, and logging for it."""
    for typed in ("", *PLAIN["q"], f"log {WORD}"):
        yield asked("/search/palette/", q=typed)


def of_admin(pool: Pool, most: int) -> Iterator[str]:
    """Every filter, search and order of every list, with names of rows; what each relation suggests; what forms ask.

    `most` as in `crawl.starts`.
    """
    for model, page in admin.site._registry.items():
        where = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for each in page.list_filter:
            for value in pool.names(each.noun)[-1 - most :] if hasattr(each, "noun") else ():
                yield asked(where, **{each.parameter_name: value})
        if page.search_fields:
            yield asked(where, q=WORD)
        for column in range(1, len(page.list_display) + 1) if most else ():
            yield asked(where, o=column)
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                told = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
                for term in PLAIN["term"][: 1 + 2 * most]:
                    yield asked("/admin/autocomplete/", **told, field_name=field.name, term=term)
    for reference in pool.names(NOUNS["commitment"]):
        named = {"commitment": reference, "day": "2026-09-01", "title": f"{WORD} meeting"}
        yield asked("/admin/commitments/activity/beside/", **named)
        for noun in ("activity", "assessment", "decision", "target")[: 1 + 3 * most]:
            yield asked(f"/admin/commitments/{noun}/add/", commitment=reference)
    for agreement in pool.names(NOUNS["agreement"])[-1:]:
        yield asked("/admin/commitments/review/add/", agreement=agreement)
    for activity in pool.names(NOUNS["activity"]):
        yield asked("/admin/commitments/activity/add/", like=activity)
    for whose in ({"whose": "me"}, {"whose": "others"}, {"changed": "others"}):
        yield asked("/admin/commitments/activity/", **whose)
    for revision in pool.values("revision", "public_id"):
        yield asked("/admin/commitments/activity/undo-together/", revision=revision)
