"""Does the caller have the row as it stands? ETag, If-Match and If-None-Match (RFC 9110)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from django.db import transaction

from commitments.actions.refusals import StaleError, StateError
from commitments.api.problems import PreconditionRequiredError

if TYPE_CHECKING:
    from rest_framework.request import Request

    from commitments.models.rows import WorkRow

TAG = re.compile(r'(?:W/)?"([^"]*)"')


def tag_of(body: bytes) -> str:
    """The ETag of an answer that depends on more than its row's version, as any text row's does: a digest of it."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def names(header: str, tag: str) -> bool:
    """Whether a list of ETags names this one. Weak ones count: compressed answers carry them."""
    return header.strip() == "*" or tag.strip('"') in TAG.findall(header)


class Precondition:
    """What If-Match says of a row."""

    def __init__(self, request: Request, row: WorkRow) -> None:
        header = request.headers.get("If-Match")
        self.row = row
        self.absent = header is None
        self.holds = header is not None and names(header, f'"{row.version}"')
        self.stale = not self.absent and not self.holds

    @contextmanager
    def guarding(self) -> Iterator[int | None]:
        """Do the work inside; the version it may rest on is given.

        Where the precondition is absent or fails, the work is rehearsed and undone first: what is wrong with it
        besides is said before 428 and 412 are. That it cannot be done in the row's state is said after.
        """
        if self.holds:
            yield self.row.version
            return
        with transaction.atomic():
            with suppress(StateError):
                yield None
            raise PreconditionRequiredError if self.absent else StaleError(self.row)
