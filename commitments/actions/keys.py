"""Is a request carried out once, however often it is sent? The key is kept in the transaction of the write itself.

Whoever sends the same key meanwhile waits at the unique constraint until that transaction ends: then it finds the
key and what came of it, or, where the first was refused, carries it out itself.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from commitments.models.keys import IdempotencyKey

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT = datetime.timedelta(hours=24)
"""How long a key is kept at the least."""

PRUNED_AT_ONCE = 100


def claim_key(caller: str, key: str, request_digest: str) -> tuple[IdempotencyKey, bool]:
    """The key as it is kept, and whether it is new: then the request is to be carried out and the key settled.

    Has to be called in the transaction of the write; where that is rolled back, no key is kept. Old keys go.
    """
    with transaction.atomic():
        while True:
            claimed = IdempotencyKey(caller=caller, key=key, request_digest=request_digest)
            IdempotencyKey.objects.bulk_create([claimed], ignore_conflicts=True)
            kept = IdempotencyKey.objects.filter(caller=caller, key=key).first()
            if kept is not None:  # else it was pruned between the two
                break
        if new := kept.pk == claimed.pk:
            _prune()
    return kept, new


def settle_key(claimed: IdempotencyKey, status: int, ids: Sequence[str]) -> None:
    """Note what the request came to: the status of its answer and the rows that the answer shows."""
    claimed.status, claimed.ids = status, list(ids)
    claimed.save(update_fields=["status", "ids"])


def _prune() -> None:
    """Some of the keys that were kept long enough. Those that another request prunes at this moment are left to it."""
    old = IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT)
    ids = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:PRUNED_AT_ONCE])
    if ids:
        IdempotencyKey.objects.filter(pk__in=ids).delete()
