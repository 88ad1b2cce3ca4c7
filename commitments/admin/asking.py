"""Who asks?"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from commitments.queries.visibility import Principal, principal_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commitments.models.people import Person


def asking(request: HttpRequest) -> Principal:
    """The principal behind a request that the admin let in."""
    return principal_of(cast("Person", request.user))
