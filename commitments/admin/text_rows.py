"""How does the admin show what an agreement says? For reading only, in text order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from commitments.admin.asking import asking
from commitments.admin.history import TracedAdmin
from commitments.admin.links import link_to
from commitments.admin.reading import Part
from commitments.models.provisions import AreaMention
from commitments.queries.listing import text_rows_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from commitments.models.provisions import BodyMention


class TextRowAdmin(TracedAdmin):
    """Text rows come from a fixture or an import: nobody changes them here. Retired ones are in no list."""

    ordering = None

    def listed(self, request: HttpRequest) -> QuerySet[Any]:
        rows = text_rows_list(self.model, asking(request), timezone.localdate())
        return rows.order_by(*self.model._meta.ordering)


def words(quote: str) -> SafeString | str:
    """The text's own words, in quotation marks."""
    return format_html('<q class="words">{}</q>', quote) if quote else ""


def mentions(heading: str, rows: QuerySet[AreaMention] | QuerySet[BodyMention], *, named: bool = True) -> Part:
    """Where a text names an area or a body. `named`: what is named, else where."""
    cells: list[tuple[Any, ...]] = []
    each: Iterable[AreaMention | BodyMention] = list(rows)
    for row in each:
        what = getattr(row, "area", None) or getattr(row, "body", None)
        about = link_to(what) if named else link_to(row.provision)
        kind = row.get_named_as_display() if isinstance(row, AreaMention) else ""
        cells.append((about, words(row.quote), kind))
    return Part(heading, (_("what") if named else _("where"), _("words"), _("named as")), cells, rows)
