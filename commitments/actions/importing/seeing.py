"""What had somebody seen when they had an import stored? The page of the preview keeps it, and hands it back.

Up to which revision they had seen is nobody's to read: the number tells how much happens that they may not see. It is
covered by a word that only this installation can make again, and all of it is signed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from commitments.models.imports import Import

SALT = "import-seen"


@dataclass(frozen=True)
class Seen:
    """How many rows there were, how many of them were to change something, and up to which revision."""

    rows: int
    changed: int
    since: int


def token_of(sent: Import, seen: Seen) -> str:
    """What a page keeps."""
    word = secrets.token_hex(16)
    return signing.dumps([sent.pk, seen.rows, seen.changed, word, seen.since ^ _cover(word)], salt=SALT)


def seen_in(token: str, sent: Import) -> Seen | None:
    """What was seen; None for what no preview of this import gave."""
    try:
        number, rows, changed, word, covered = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Seen(rows, changed, covered ^ _cover(word)) if number == sent.pk else None


def _cover(word: str) -> int:
    return int.from_bytes(salted_hmac(SALT, word, algorithm="sha256").digest()[:8])
