"""Which marking stands on a page of the admin?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.messages import get_messages

from commitments.admin.asking import asking
from commitments.queries.banner import everything_seen_by, highest_marking_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commitments.queries.banner import Shown
    from commitments.vocabulary import Marking


def banner(request: HttpRequest, *shown: Shown) -> Marking | None:
    """The highest marking of what the page shows; with a message on it, which may name anything, of all one may see."""
    if len(get_messages(request)):
        return everything_seen_by(asking(request))
    return highest_marking_of(*shown)
