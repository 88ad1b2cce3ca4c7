"""Where are the rows of a list of the admin handed out as a file with the same filters, and files of them taken in?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from commitments.admin.reading import ReadAdmin

FORMS = ("csv", "xlsx")
NO_FILTERS = (ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR)


def beside_list(page: ReadAdmin, request: HttpRequest) -> dict[str, Any]:
    """What stands above a list: links to its rows as files, and to the import of files with such rows."""
    told: dict[str, Any] = {}
    if page.exported_as:
        told["exports"] = export_urls(page.exported_as, page.get_list_filter(request), request)
    if page.imported_as and page.has_add_permission(request):
        told["import_url"] = f"{reverse('admin:commitments_import_add')}?noun={page.imported_as}"
    return told


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
