"""How is everything put into one file, as of one moment, while others go on writing?

First the database, in a snapshot that holds every write acknowledged before it began; then the copies of evidence,
which never change; then what all of it has to be. Nothing is given the file's name before it is whole.
"""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from commitments.actions.refusals import StateError
from commitments.copies.sealed import Sealing
from commitments.ledger.progress import along
from commitments.ledger.verify import verify
from commitments.queries.backups import DATABASE, FILES, MANIFEST, Manifest, Piece, manifest_of, measured, stand
from commitments.queries.copies import path_of, stored_copies

Told = Callable[[str], Any]


def back_up(to: Path, *, passphrase: bytes = b"", told: Told = print) -> Manifest:
    """Write a backup to a file that is not there yet, sealed where a passphrase is given; return its manifest.

    The ledger is checked in the same snapshot. `told` is handed a line for each step. Raises StateError with what was
    wrong: then there is no file.
    """
    if to.exists():
        raise StateError(f"{to} is there already. Give a name that is new.")
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".backup-") as scratch:
        dump, unfinished = Path(scratch) / DATABASE, Path(scratch) / to.name
        with _one_moment() as snapshot:
            found = stand()
            told(f"Checking the ledger: {found.revisions} revisions")
            if faults := verify(head=found.head).faults:
                raise StateError(
                    "The ledger does not hold, and was not backed up as if it did: " + " ".join(faults[:5])
                )
            told("Copying the database")
            (_dump_postgresql if snapshot else _dump_sqlite)(dump, snapshot)
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with _sealed(file, passphrase) as out, _packed(out) as tar:
                pieces = [_put(tar, dump, DATABASE)]
                pieces += _files(tar, told)
                manifest = manifest_of(found, pieces)
                _put_bytes(tar, manifest.written(), MANIFEST)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, to)  # never over a file that somebody else made meanwhile
    _settle(to.parent)
    return manifest


@contextmanager
def _one_moment() -> Iterator[str]:
    """Within it the database is read as it was when it began; the name of the snapshot on PostgreSQL."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield str(cursor.fetchone()[0])
        return
    connection.ensure_connection()
    connection.connection.execute("BEGIN DEFERRED")  # readers keep no writer waiting
    try:
        yield ""
    finally:
        connection.connection.execute("ROLLBACK")


def _dump_sqlite(to: Path, _snapshot: str) -> None:
    """The file as this connection sees it; checked page by page."""
    with sqlite3.connect(to) as copy:
        connection.connection.backup(copy)
        (said,) = copy.execute("PRAGMA integrity_check").fetchone()
        if said != "ok" or copy.execute("PRAGMA foreign_key_check").fetchone():
            raise StateError(f"The database is damaged: {said}.")
    copy.close()
    to.chmod(0o600)


def _dump_postgresql(to: Path, snapshot: str) -> None:
    run_tool("pg_dump", "--format=custom", "--compress=0", f"--snapshot={snapshot}", f"--file={to}")
    to.chmod(0o600)


def run_tool(name: str, *more: str) -> None:
    """Run a tool of PostgreSQL against our database, found in POSTGRESQL_BIN or on the PATH. Raises StateError."""
    args, env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    tool = str(Path(settings.POSTGRESQL_BIN) / name) if settings.POSTGRESQL_BIN else name
    try:
        subprocess.run(  # noqa: S603 (a tool of PostgreSQL, with arguments of our own)
            [tool, *more, *_named(args[1:])],
            env={**os.environ, **(env or {})},
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        said = f"{name} was not found. Install PostgreSQL's client programs, or name their folder in POSTGRESQL_BIN."
        raise StateError(said) from error
    except subprocess.CalledProcessError as error:
        raise StateError(f"{name} failed: {error.stderr.strip()[-1_000:]}") from error


def _named(args: list[str]) -> list[str]:
    """psql takes the database's name alone; so does pg_dump, and pg_restore wants it named."""
    return [*args[:-1], f"--dbname={args[-1]}"]


@contextmanager
def _sealed(file: IO[bytes], passphrase: bytes) -> Iterator[Any]:
    if not passphrase:
        yield file
        return
    with Sealing(file, passphrase) as out:
        yield out


@contextmanager
def _packed(out: Any) -> Iterator[tarfile.TarFile]:
    with (
        gzip.GzipFile("", "wb", compresslevel=1, fileobj=out) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        yield tar


def _files(tar: tarfile.TarFile, told: Told) -> Iterator[Piece]:
    names = [name for name in stored_copies() if not name.endswith(".part")]
    told(f"Copying {len(names)} copies of evidence")
    for name in along("Copies", names, len(names)):
        try:
            yield _put(tar, path_of(name), FILES + Path(name).name)
        except FileNotFoundError:
            told(f"{name} went meanwhile: it was redacted, or nothing named it.")


def _put(tar: tarfile.TarFile, path: Path, name: str) -> Piece:
    piece = measured(path, name)
    tar.add(path, arcname=name, recursive=False)
    return piece


def _put_bytes(tar: tarfile.TarFile, content: bytes, name: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


def _settle(directory: Path) -> None:
    """The name is on the disk as well."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
