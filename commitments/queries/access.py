"""Who came in, who was refused, and what was changed of people and tokens? The access record, to be read."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from commitments.models.access import AccessEvent
from commitments.queries.permissions import may
from commitments.queries.visibility import visible_to
from commitments.vocabulary import AccessKind, Marking

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal

ABOUT_ROWS = (AccessKind.EXPORT, AccessKind.DOWNLOAD, AccessKind.MARKING)
"""Kinds whose entries may name rows, and quote what people said of them."""

SEARCHED = ("who", "address", "subject", "detail", "request")
"""The columns in which a search looks."""


def noted_for(principal: Principal) -> QuerySet[AccessEvent]:
    """The entries that this principal may read, the newest first; none without the right to.

    What may name a row of any marking is for whoever may read every marking.
    """
    entries = visible_to(AccessEvent.objects.all(), principal)
    if not may(principal, "read_audit"):
        return entries.none()
    reads_all = set(principal.markings) == set(Marking.values)
    return entries if reads_all else entries.exclude(kind__in=ABOUT_ROWS)


def with_letters_of(entries: QuerySet[AccessEvent], search: str) -> QuerySet[AccessEvent]:
    """The entries that hold the letters of each word, as they are written, in any case: a search among these is quick.

    Words with other letters than ASCII's leave every entry in: the engines differ in what their capitals are.
    """
    for word in search.split():
        if word.isascii():
            held = [Q(**{f"{column}__icontains": word}) for column in SEARCHED]
            entries = entries.filter(reduce(or_, held))
    return entries
