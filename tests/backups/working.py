"""How does a test back up, restore and look at what is there?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.ledger.server import EXAMINER, ROOT

PASSPHRASE = "a long passphrase of these tests"
PATIENCE = 600
"""Seconds for one command: a backup checks every revision, and in twenty rounds there come to be many."""

EVIDENCE = """
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from commitments.actions.evidence import add_evidence
from commitments.ledger.recording import acting
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests.factories import ActivityFactory

with acting("command:test", "test"):
    by = principal_of(Person.objects.get(username="ann"))
    for number in range(3):
        link = {"title": f"Minutes {number}", "publisher": "", "seen_on": None}
        file = SimpleUploadedFile("a.txt", b"Minutes %d" % number)
        add_evidence(ActivityFactory(logged_by=by.person), link, file, by=by)
"""


def manage(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """What a command of ours ended with, and everything that it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout + done.stderr


def examined(environment: dict[str, str]) -> dict[str, Any]:
    """The faults that verifying an installation finds, its revisions, and every activity."""
    done = subprocess.run(
        [sys.executable, "-c", EXAMINER],
        cwd=ROOT,
        env=environment,
        input="\n",
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return dict(json.loads(done.stdout))


def copies_in(environment: dict[str, str]) -> dict[str, bytes]:
    """The copies of evidence that lie there, by name."""
    folder = Path(environment["VAR_DIR"]) / "files" / "evidence"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}
