"""Where does the ledger end?"""

from __future__ import annotations

from commitments.ledger.models import Revision


def last_revision() -> Revision | None:
    """The last numbered revision, with the head of the chain as its `digest`; None while nothing is recorded."""
    return Revision.objects.exclude(number=None).order_by("-number").first()
