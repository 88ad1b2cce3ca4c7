"""How does a backup become an installation again? Into an empty database, everything checked before and after."""

from __future__ import annotations

import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

from commitments.actions.backing_up import run_tool
from commitments.actions.refusals import StateError
from commitments.copies.sealed import UnsealedError, Unsealing, is_sealed
from commitments.ledger.progress import along
from commitments.queries.backups import DATABASE, FILES, MANIFEST, Manifest, differences, measured, stand
from commitments.queries.copies import DIRECTORY, path_of

PIECE_NAME = re.compile(rf"{FILES}[0-9a-f]{{32}}|{DATABASE}|{re.escape(MANIFEST)}")
Told = Callable[[str], Any]


def restore(backup: Path, *, passphrase: bytes = b"", told: Told = print) -> Manifest:
    """Restore a backup into this installation's database, which has to be empty, and its directory of copies.

    Everything is read and checked before anything is written. Raises StateError, and nothing was restored, where the
    backup is damaged, of another engine, sealed with another passphrase, or the database is not empty.
    """
    _refuse_unless_empty()
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="restore-") as scratch:
        told("Reading the backup")
        manifest = unpack(backup, Path(scratch), passphrase=passphrase)
        if manifest.engine != connection.vendor:
            said = f"The backup is of {manifest.engine}, the database here is {connection.vendor}."
            raise StateError(f"{said} Restore it on its own engine; `manage.py move` goes from SQLite to PostgreSQL.")
        _refuse_strangers(Path(scratch), manifest)
        told("Restoring the database")
        (_load_postgresql if manifest.engine == "postgresql" else _load_sqlite)(Path(scratch) / DATABASE)
        told(f"Restoring {len(manifest.pieces) - 1} copies of evidence")
        _put_files(Path(scratch))
    if faults := differences(stand(), manifest):
        raise StateError("What was restored is not what was backed up. " + " ".join(faults))
    return manifest


def unpack(backup: Path, to: Path, *, passphrase: bytes = b"") -> Manifest:
    """Unpack a backup and check that every piece is the one that was backed up. Raises StateError."""
    (to / FILES).mkdir()
    try:
        with _opened(backup, passphrase) as stream, tarfile.open(fileobj=stream, mode="r|gz") as tar:
            for entry in along("Pieces", tar):
                if not entry.isreg() or not PIECE_NAME.fullmatch(entry.name):
                    raise StateError(f"The backup holds “{entry.name}”, which no backup of ours does.")
                content = tar.extractfile(entry)
                with open(os.open(to / entry.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    shutil.copyfileobj(content or _nothing(), file)
        manifest = Manifest.read((to / MANIFEST).read_bytes())
    except UnsealedError as error:
        raise StateError(str(error)) from error
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise StateError(f"The backup is damaged: {error}") from error
    there = {path.name: path for path in (to / FILES).iterdir()}
    for piece in manifest.pieces:
        path = to / DATABASE if piece.name == DATABASE else there.pop(piece.name.removeprefix(FILES), None)
        if path is None or not path.exists() or measured(path, piece.name) != piece:
            raise StateError(f"The backup is damaged: {piece.name} is not as it was backed up.")
    if there:
        raise StateError(f"The backup is damaged: it does not say what {sorted(there)[0]} is.")
    return manifest


def _nothing() -> IO[bytes]:
    raise StateError("The backup is damaged: a piece of it is empty.")


@contextmanager
def _opened(backup: Path, passphrase: bytes) -> Iterator[Any]:
    with backup.open("rb") as file:
        sealed = is_sealed(file.read(64))
        file.seek(0)
        if sealed and not passphrase:
            raise StateError("The backup is sealed. Give --passphrase-file.")
        yield Unsealing(file, passphrase) if sealed else file


def _refuse_unless_empty() -> None:
    if connection.introspection.table_names():
        raise StateError(
            "The database is not empty, and a restore never writes over anything. Name an empty one in DATABASE_URL."
        )
    connection.close()


def _refuse_strangers(scratch: Path, manifest: Manifest) -> None:
    """A copy that lies here already under the same name has to be the same."""
    for piece in manifest.pieces:
        here = path_of(DIRECTORY + piece.name.removeprefix(FILES))
        if piece.name != DATABASE and here.exists() and measured(here, piece.name) != piece:
            raise StateError(f"{here} is another file than the backup's. Take it away first.")


def _load_sqlite(dump: Path) -> None:
    """The file becomes the database, in one step."""
    target = Path(str(connection.settings_dict["NAME"]))
    target.parent.mkdir(parents=True, exist_ok=True)
    connection.close()
    for end in ("-wal", "-shm"):
        Path(f"{target}{end}").unlink(missing_ok=True)
    beside = target.with_name(f"{target.name}.restoring")
    shutil.copyfile(dump, beside)
    beside.chmod(0o600)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(target)


def _load_postgresql(dump: Path) -> None:
    """All of it or nothing. Rights go with it where the roles are there (deploy/postgresql-roles.sql)."""
    connection.close()
    run_tool("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", str(dump))


def _put_files(scratch: Path) -> None:
    directory = path_of(DIRECTORY)
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)
    unpacked = sorted((scratch / FILES).iterdir())
    for path in along("Copies", unpacked, len(unpacked)):
        target = directory / path.name
        if not target.exists():
            shutil.copyfile(path, beside := target.with_suffix(".part"))
            beside.chmod(0o600)
            beside.replace(target)
