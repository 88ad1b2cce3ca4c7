"""Was this very request carried out before under its idempotency key?"""

from __future__ import annotations

from commitments.models.keys import IdempotencyKey


def was_carried_out(caller: str, key: str, request_digest: str) -> bool:
    """Whether the caller's key is kept for a request with this digest."""
    return IdempotencyKey.objects.filter(caller=caller, key=key, request_digest=request_digest).exists()
