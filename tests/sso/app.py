"""What does an app for one-time codes show? Written from RFC 4226 and RFC 6238, and from nothing that is tested."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time


def code_of(key: str, *, later: int = 0) -> str:
    """The six digits for this key at this moment; `later` counts periods of 30 seconds."""
    counter = int(time.time()) // 30 + later
    digest = hmac.new(base64.b32decode(key), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def wrong_code(key: str) -> str:
    """Six digits that the app shows at none of the moments that count."""
    near = {code_of(key, later=later) for later in range(-3, 4)}
    return next(code for code in (f"{number:06d}" for number in range(10)) if code not in near)
