"""Does a restored backup hold what was there when it began, and is a damaged one refused before anything is written?"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import threading
from pathlib import Path
from typing import Any

import pytest

from commitments.actions.refusals import StateError
from commitments.actions.restoring import unpack
from tests.backups.conftest import ON_POSTGRESQL
from tests.backups.working import EVIDENCE, PASSPHRASE, copies_in, examined, manage
from tests.ledger.server import Installation, Server, empty_database
from tests.ledger.test_killed import CLIENTS, Caller, lost

pytestmark = pytest.mark.django_db(transaction=True)


def backed_up_while_writing(installation: Installation, to: Path) -> dict[str, list[object]]:
    """Back up while everybody writes; returns what was acknowledged before it began."""
    server = Server(installation)
    callers = [Caller(installation) for _ in range(CLIENTS)]
    for caller in callers:
        caller.start()
    try:
        while not all(len(caller.acknowledged) > 1 for caller in callers):
            threading.Event().wait(0.05)
        before = {key: list(told) for caller in callers for key, told in list(caller.acknowledged.items())}
        code, said = manage(installation.environment, "backup", str(to))
        assert (code, [caller.refused for caller in callers]) == (0, [[]] * CLIENTS), said
    finally:
        server.kill()
        for caller in callers:
            caller.join(15)
    return before


@pytest.mark.slow
def test_a_backup_made_while_others_write_holds_all_that_was_acknowledged_before(
    installation: Installation, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    installation.run("-c", EVIDENCE)
    before = backed_up_while_writing(installation, tmp_path / "a.backup")

    code, said = manage(elsewhere, "restore", str(tmp_path / "a.backup"))

    assert (code, "hold together" in said) == (0, True), said
    found = examined(elsewhere)
    assert (found["faults"], lost(before, found["rows"])) == ([], {})
    assert copies_in(elsewhere) == copies_in(installation.environment)
    assert len(copies_in(elsewhere)) == 3
    assert (tmp_path / "a.backup").stat().st_mode & 0o077 == 0


@pytest.mark.long
def test_twenty_backups_made_while_others_write_all_hold(installation: Installation, tmp_path: Path) -> None:
    for number in range(20):
        to, folder = tmp_path / f"{number}.backup", tmp_path / f"restored-{number}"
        folder.mkdir()
        before = backed_up_while_writing(installation, to)
        with empty_database(folder) as address:
            there = {**installation.environment, "DATABASE_URL": address, "VAR_DIR": str(folder / "var")}
            code, said = manage(there, "restore", str(to))
            assert code == 0, said
            found = examined(there)
            assert (found["faults"], lost(before, found["rows"])) == ([], {})


@pytest.mark.slow
def test_a_sealed_backup_opens_with_its_passphrase_alone(
    installation: Installation, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    right, wrong, backup = tmp_path / "right", tmp_path / "wrong", tmp_path / "s.backup"
    right.write_text(f"{PASSPHRASE}\n")
    wrong.write_text("another long passphrase\n")
    assert manage(installation.environment, "backup", str(backup), "--passphrase-file", str(right))[0] == 0
    assert b"manifest.json" not in gzip_or_plain(backup.read_bytes())

    assert "is sealed" in manage(elsewhere, "restore", str(backup))[1]
    assert (
        "not the one it was sealed with"
        in manage(elsewhere, "restore", str(backup), "--passphrase-file", str(wrong))[1]
    )
    assert manage(elsewhere, "restore", str(backup), "--passphrase-file", str(right))[0] == 0
    assert examined(elsewhere)["faults"] == []


def gzip_or_plain(content: bytes) -> bytes:
    try:
        return gzip.decompress(content)
    except gzip.BadGzipFile:
        return content


def unpacked(backup: Path) -> dict[str, bytes]:
    with tarfile.open(backup) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]


def packed(pieces: dict[str, bytes], to: Path) -> None:
    with tarfile.open(to, "w:gz") as tar:
        for name, content in pieces.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


@pytest.mark.slow
def test_a_damaged_backup_is_refused_and_nothing_is_written(
    installation: Installation, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    backup, damaged = tmp_path / "a.backup", tmp_path / "damaged.backup"
    assert manage(installation.environment, "backup", str(backup))[0] == 0
    pieces, whole = unpacked(backup), backup.read_bytes()
    manifest = json.loads(pieces["manifest.json"])
    middle = len(pieces["database"]) // 2
    changed = pieces["database"][:middle] + b"\x00\x01" + pieces["database"][middle + 2 :]
    faults: list[tuple[Any, str]] = [
        (whole[: len(whole) // 2], "damaged"),
        (b"nothing of ours", "damaged"),
        ({**pieces, "database": changed}, "database is not as it was backed up"),
        ({**pieces, "../outside": b"x"}, "which no backup of ours does"),
        ({**pieces, "files/" + "a" * 32: b"x"}, "does not say what"),
        ({name: piece for name, piece in pieces.items() if name != "manifest.json"}, "damaged"),
        ({**pieces, "manifest.json": json.dumps({**manifest, "format": 9}).encode()}, "format"),
    ]
    for number, (content, expected) in enumerate(faults):
        write(content, damaged)
        (folder := tmp_path / f"unpacked-{number}").mkdir()
        with pytest.raises(StateError, match=expected):
            unpack(damaged, folder)
    write({**pieces, "manifest.json": json.dumps({**manifest, "engine": "other"}).encode()}, damaged)
    code, said = manage(elsewhere, "restore", str(damaged))
    assert (code, "The backup is of other" in said, copies_in(elsewhere)) == (1, True, {})
    code, said = manage(elsewhere, "restore", str(backup))  # the database is still empty
    assert code == 0, said


def write(content: Any, to: Path) -> None:
    if isinstance(content, bytes):
        to.write_bytes(content)
    else:
        packed(content, to)


@pytest.mark.slow
def test_nothing_is_ever_written_over(installation: Installation, tmp_path: Path) -> None:
    backup = tmp_path / "a.backup"
    assert manage(installation.environment, "backup", str(backup))[0] == 0
    before = backup.read_bytes()

    again = manage(installation.environment, "backup", str(backup))
    over = manage(installation.environment, "restore", str(backup))

    assert (again[0], "is there already" in again[1], backup.read_bytes()) == (1, True, before)
    assert (over[0], "is not empty" in over[1]) == (1, True)


@pytest.mark.slow
def test_a_ledger_that_does_not_hold_is_not_backed_up_as_if_it_did(
    installation: Installation, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    installation.run("-c", EVIDENCE)
    installation.run("-c", TAMPERED)

    code, said = manage(installation.environment, "backup", str(tmp_path / "a.backup"))

    assert (code, "The ledger does not hold" in said) == (1, True), said
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []


TAMPERED = """
import django
django.setup()
from django.db import connection
from commitments.ledger import install
install.remove()
with connection.cursor() as cursor:
    cursor.execute("UPDATE ledger_revision SET reason = 'another'")
install.install()
"""


@pytest.mark.skipif(ON_POSTGRESQL, reason="The engine of the tests has tools of its own there; one look is enough.")
def test_a_passphrase_that_is_too_short_is_refused(installation: Installation, tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_text("short\n")

    code, said = manage(installation.environment, "backup", str(tmp_path), "--passphrase-file", str(short))

    assert (code, "too short" in said) == (1, True)
