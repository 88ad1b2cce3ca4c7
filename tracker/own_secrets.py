"""Which secrets does a machine make for itself? The key and the password of the demo, kept for its next start."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path


def own_secret(path: Path, length: int) -> str:
    """The secret kept at `path`, readable by its owner alone; where there is none yet, one of `length` random bytes.

    However many processes start at once, one makes it and the others wait for it. A file without a word in it (the
    machine stopped before it was written) counts as none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_mode & 0o077:  # copied from another machine, perhaps
            os.fchmod(file.fileno(), 0o600)
        if kept := file.read().strip():
            return kept
        file.seek(0)
        file.write(made := secrets.token_urlsafe(length))
        return made
