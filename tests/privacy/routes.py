"""Which addresses are there, and which names fit into them? The resolver and the database are asked.

A route whose parameters nothing is known for is an AssertionError that names it: say in `NAMED` or by the noun's
plural what fits, so that the crawl reaches it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from commitments.admin.links import name_field
from commitments.models.tracked import TRACKED
from commitments.vocabulary import Marking
from tests.privacy.canaries import hanging

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>((?:\[[^\]]*\]|[^()\[])*)\)")
NOUNS = {model._meta.model_name: model for model in apps.get_app_config("commitments").get_models()}
NOUNS |= {each.type: apps.get_model(each.model) for each in TRACKED}
NOUNS |= {"people": NOUNS["person"], "tokens": NOUNS["token"], "area": NOUNS["priorityarea"]}
NOUNS |= {"access": NOUNS["accessevent"], "briefs": NOUNS["issuedbrief"]}
NAMES_OF: dict[str, str] = {
    "to": "agreement",
    "reference": "commitment",
    "by": "person",
    "logged_by": "person",
    "owner": "person",
}
"""Parameters that name a noun by another word."""

NAMED: dict[str, Callable[[Any], list[Any]]] = {
    "app_label": lambda pool: ["commitments"],
    "content_type_id": lambda pool: [ContentType.objects.get_for_model(NOUNS["activity"]).pk],
    "url": lambda pool: ["nowhere"],
    "noun": lambda pool: ["activities", "targets"],
    "form": lambda pool: ["csv", "xlsx"],
    "source": lambda pool: pool.values("activity", "source"),
    "external_id": lambda pool: pool.values("activity", "external_id"),
}
"""What else fits: by the name of the parameter."""


@dataclass(frozen=True)
class Route:
    """One address pattern: its text, its view, and its parameters in order."""

    text: str
    view: Any
    parameters: tuple[str, ...]

    def noun(self, parameter: str) -> type[Model] | None:
        """The noun that a parameter names: by its own word, else by the last word before it."""
        if "content_type_id" in self.parameters:
            return NOUNS["activity"]
        own = NAMES_OF.get(parameter, parameter.removesuffix("_id").removesuffix("_name"))
        if own in NOUNS:
            return NOUNS[own]
        before = PARAMETER.split(self.text.partition(f"<{parameter}>")[0].partition(f":{parameter}>")[0])[0]
        words = [word for word in re.split(r"[/^|]", before) if word in NOUNS]
        return NOUNS[words[-1]] if words else None

    def filled(self, values: dict[str, Any]) -> str:
        """The address with these values in it."""
        return "/" + PARAMETER.sub(lambda found: str(values[found.group(1) or found.group(2)]), self.text)


class Pool:
    """Names of rows that are there: for each noun the last `most` of each of these markings, hidden or not."""

    def __init__(self, most: int = 1, markings: Sequence[str] = tuple(Marking.values)) -> None:
        self.most, self.markings = most, markings
        self.kept: dict[tuple[type[Model], str], list[Any]] = {}

    def values(self, noun: str, column: str) -> list[Any]:
        """Values of a column that are not empty."""
        model = NOUNS[noun]
        if (model, column) not in self.kept:
            rows, way = model._default_manager.order_by("-pk"), hanging().get(model)
            each = [rows.filter(**{way: marking}) for marking in self.markings] if way else [rows]
            many = [part.values_list(column, flat=True) for part in each]
            most = self.most if way else self.most + 1
            found = [value for part in many for value in islice((it for it in part if it not in ("", None)), most)]
            self.kept[model, column] = list(dict.fromkeys(found))
        return self.kept[model, column]

    def names(self, model: type[Model]) -> list[Any]:
        """Public names of a noun's rows."""
        return self.values(str(model._meta.model_name), name_field(model))


def routes() -> list[Route]:
    """Every address pattern there is, in the order of the resolver."""
    found = []
    for text, pattern in _patterns(get_resolver(), ""):
        text = re.sub(r"^/?\^|(?<=/)\^|\$$|\\Z$|\$(?=/)", "", text)
        names = tuple(first or second for first, second, _rest in PARAMETER.findall(text))
        found.append(Route(text, pattern.callback, names))
    return found


def addresses(route: Route, pool: Pool) -> list[str]:
    """Addresses of a route with names of rows that are there; an AssertionError where nothing fits a parameter."""
    filled: list[dict[str, Any]] = [{}]
    for parameter in route.parameters:
        found = [{**each, parameter: value} for each in filled for value in _fitting(route, parameter, each, pool)]
        filled = found or _with_its_whole(route, parameter)  # the rows that came first may have no such part
        assert filled, f"Nothing is known that fits <{parameter}> of the route {route.text}"
    return list(dict.fromkeys(route.filled(each) for each in filled))


def _fitting(route: Route, parameter: str, before: dict[str, Any], pool: Pool) -> list[Any]:
    """What fits a parameter after those before it: of a part, the parts of the row that the address names already."""
    noun = route.noun(parameter)
    if parameter in NAMED or noun is None:
        return NAMED[parameter](pool) if parameter in NAMED else []
    keys = {field.related_model: field.name for field in noun._meta.fields if field.is_relation}
    for earlier, value in before.items():
        whole = route.noun(earlier)
        if whole in keys and whole is not noun and parameter != "object_id":
            rows = noun._default_manager.filter(**{f"{keys[whole]}__{name_field(whole)}": value})
            return list(rows.values_list(name_field(noun), flat=True)[:3])
    return pool.names(noun)


def _with_its_whole(route: Route, parameter: str) -> list[dict[str, Any]]:
    """Parts that are there, each with the name of the row it is a part of."""
    noun = route.noun(parameter)
    for field in noun._meta.fields if noun else ():
        for earlier in route.parameters[: route.parameters.index(parameter)]:
            if field.is_relation and field.related_model is route.noun(earlier):
                whole = f"{field.name}__{name_field(field.related_model)}"
                rows = noun._default_manager.order_by("-pk").values_list(whole, name_field(noun))  # type: ignore[union-attr]
                return [{earlier: name, parameter: part} for name, part in rows[:3]]
    return []


def _patterns(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        text = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _patterns(each, text)
        else:
            yield text, each
