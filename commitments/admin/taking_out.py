"""At which address does the API hand out the rows of a list of the admin as a file, with the same filters?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

FORMS = ("csv", "xlsx")
NO_FILTERS = (ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR)


def export_urls(resource: str, list_filter: Iterable[object], request: HttpRequest) -> list[tuple[str, str]]:
    """Forms and addresses; empty where the list is narrowed down by something that the API does not know."""
    names = {SEARCH_VAR: "search"}
    for each in list_filter:
        if isinstance(each, str):
            names |= {each: each, f"{each}__exact": each}
        else:
            name = getattr(each, "parameter_name", "")
            names[name] = name
    given = {name: str(value) for name, value in request.GET.items()}
    asked = {name: value for name, value in given.items() if name not in NO_FILTERS and value.strip()}
    if not asked.keys() <= names.keys():
        return []
    query = {names[name]: value for name, value in asked.items()}
    return [(form, f"{reverse(f'api-{resource}-list')}?{urlencode({**query, 'format': form})}") for form in FORMS]
