"""At which address does the admin show a row, and how does it write a value on a page?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import display_for_field, display_for_value, quote
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString


def name_field(noun: type[Model]) -> str:
    """The column by which pages address rows of a noun."""
    named = {"person": "username", "token": "prefix"}
    return getattr(noun, "public_name", None) or named.get(str(noun._meta.model_name), "id")


def page_of(row: Model) -> str:
    """The admin page of a row."""
    name = getattr(row, name_field(type(row)))
    return reverse(f"admin:commitments_{row._meta.model_name}_change", args=[quote(name)])


def list_of(noun: type[Model]) -> str:
    """The admin list of a noun."""
    return reverse(f"admin:commitments_{noun._meta.model_name}_changelist")


def link_to(row: Model | None, label: Any = None) -> SafeString | str:
    """A link to a row's page; nothing for no row."""
    return format_html('<a href="{}">{}</a>', page_of(row), label or row) if row else ""


def links_to(rows: Iterable[Model]) -> SafeString:
    """Links to the pages of rows, with commas between."""
    return format_html_join(", ", "{}", ((link_to(row),) for row in rows))


def shown_as(field: Any, value: Any) -> Any:
    """A value as a reader expects it: choices by label, days written out, rows as links."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Model):
        return link_to(value)
    if hasattr(value, "all"):
        return links_to(value.all())
    return display_for_field(value, field, "") if field is not None else display_for_value(value, "")
