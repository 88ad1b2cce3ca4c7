"""What does a backup hold, and what has a restored database to hold to be the one that was backed up?"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from commitments.ledger.models import Revision

FORMAT = 1
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"
PIECE = 1 << 20


@dataclass(frozen=True)
class Piece:
    """One file of a backup: its name there, its length in bytes, its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: of which engine, at which state of the tables, up to which revision, how many rows."""

    engine: str
    made_at: str
    migrations: list[str]
    revisions: int
    head: str
    rows: dict[str, int]
    pieces: list[Piece] = field(default_factory=list)
    format: int = FORMAT

    def written(self) -> bytes:
        """As it stands in the backup."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        """The manifest of a backup. Raises ValueError for one of another format, or none at all."""
        told = json.loads(text)
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise ValueError("This backup is of a format that this version does not read.")
        try:
            return cls(**{**told, "pieces": [Piece(**piece) for piece in told["pieces"]]})
        except (KeyError, TypeError) as error:
            raise ValueError("The manifest of this backup is not whole.") from error


@dataclass(frozen=True)
class Stand:
    """How a database stands: its migrations, the number and digest of the last revision, the rows of each table."""

    migrations: list[str]
    revisions: int
    head: str
    rows: dict[str, int]


def stand() -> Stand:
    """How the database stands; asked within one transaction that sees one moment."""
    last = Revision.objects.exclude(number=None).order_by("-number").values_list("number", "digest").first()
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    there = set(connection.introspection.table_names())
    rows = {}
    with connection.cursor() as cursor:
        for table in there.intersection(tables):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (tables of our own)
            rows[table] = cursor.fetchone()[0]
    applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    number, head = last or (0, "")
    return Stand(applied, number or 0, head, dict(sorted(rows.items())))


def manifest_of(found: Stand, pieces: list[Piece]) -> Manifest:
    """The manifest of a backup of a database that stood so."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return Manifest(connection.vendor, now, found.migrations, found.revisions, found.head, found.rows, pieces)


def differences(found: Stand, wanted: Manifest) -> list[str]:
    """In which ways a database is not the one that was backed up, a sentence each."""
    faults = []
    if (found.revisions, found.head) != (wanted.revisions, wanted.head):
        faults.append(f"The ledger ends at revision {found.revisions} ({found.head}), not {wanted.revisions}.")
    for table in sorted(found.rows.keys() | wanted.rows.keys()):
        here, there = found.rows.get(table), wanted.rows.get(table)
        if here != there:
            faults.append(f"{table} has {here} rows; the backup says {there}.")
    return faults


def measured(path: Path, name: str) -> Piece:
    """A file on the disk as a piece of a backup."""
    with path.open("rb") as file:
        return Piece(name, path.stat().st_size, sha256_of(file))


def sha256_of(file: IO[bytes]) -> str:
    """The SHA-256 of what is left of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
