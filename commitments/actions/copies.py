"""Keep the bytes of a copy, so that a row never names a file that is not there.

The file is written first and named by a row afterwards; what no row names in the end is swept up later. A file is
never written twice, and is taken away only when it was redacted or when nothing ever came to name it.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ValidationError

from commitments.copies.examining import examine
from commitments.copies.refusing import RefusedCopyError
from commitments.queries.copies import DIRECTORY, copies_named, path_of, stored_copies

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

PIECE = 262_144
UNFINISHED = ".part"
LONG_ENOUGH = datetime.timedelta(hours=24)
"""How old a file has to be before it counts as left over: longer than any request takes."""


@dataclass(frozen=True)
class Copy:
    """A stored file: the name under which it lies, SHA-256 of its bytes, how many there are, and their media type."""

    name: str
    sha256: str
    size: int
    media_type: str


def keep_copy(file: UploadedFile[bytes]) -> Copy:
    """Examine an uploaded file and store it under a name of our own, whole or not at all; say where and what it is.

    Only its owner may read it (0600), and it is on the disk when this returns. Raises ValidationError({"file": …}).
    """
    content: IO[bytes] = file.open()
    try:
        kind = examine(content, file.name or "", file.size or 0)
    except RefusedCopyError as error:
        raise ValidationError({"file": [str(error)]}) from error
    name = f"{DIRECTORY}{uuid.uuid4().hex}"
    path = path_of(name)
    _make_private(path.parent)
    unfinished = path.with_suffix(UNFINISHED)
    digest, size = hashlib.sha256(), 0
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stored:
            while piece := content.read(PIECE):
                digest.update(piece)
                size += len(piece)
                stored.write(piece)
            stored.flush()
            os.fsync(stored.fileno())
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
        content.seek(0)
    _sync(path.parent)
    return Copy(name, digest.hexdigest(), size, kind.media_type)


def discard_copy(name: str) -> None:
    """Take a stored file away; nothing happens where there is none."""
    path_of(name).unlink(missing_ok=True)


def sweep_copies(*, now: datetime.datetime) -> list[str]:
    """Take away the files that no row and no change of the ledger names and that are a day old; return their names.

    They are left over from writes that were taken back or cut off. `now` is a moment.
    """
    oldest = (now - LONG_ENOUGH).timestamp()
    old = [name for name in stored_copies() if path_of(name).stat().st_mtime < oldest]
    named = copies_named() if old else set()  # asked after the files were listed: what is named since is in it
    swept = [name for name in old if name not in named]
    for name in swept:
        discard_copy(name)
    return swept


def _make_private(directory: Path) -> None:
    """The directory and the one above it, open to nobody else."""
    for each in (directory.parent, directory):
        if not each.is_dir():
            each.mkdir(mode=0o700, parents=True, exist_ok=True)


def _sync(directory: Path) -> None:
    """The name is on the disk as well as the bytes."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
