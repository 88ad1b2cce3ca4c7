"""Which part of a long list does a page show?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Page, Paginator
from django.utils.translation import gettext as _

from commitments.queries.leafing import LatestPaginator

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

ROWS = 50


def page_of(rows: QuerySet[Any], request: HttpRequest, *, endless: bool = False) -> Page[Any]:
    """The fifty rows that `?page=` asks for, the first fifty when it does not; BadRequest for a page there is not.

    Of an `endless` list no more rows are counted than anybody leafs through.
    """
    asked = request.GET.get("page", "1")
    paginator = (LatestPaginator if endless else Paginator)(rows, ROWS)
    try:
        if not asked.isascii() or not asked.isdecimal() or len(asked) > 9:
            raise InvalidPage
        return paginator.page(int(asked))
    except InvalidPage as error:
        raise BadRequest(_("There is no page “%(page)s” of this list.") % {"page": asked}) from error
