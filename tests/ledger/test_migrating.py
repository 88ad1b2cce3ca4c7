"""Does everybody else know while somebody migrates, and no longer afterwards?"""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.ledger.server import Installation, empty_database

HOLD = """
import sys, django
django.setup()
from django.db import connection
from commitments.ledger.migrating import migrating
with migrating(connection):
    print("held", flush=True)
    sys.stdin.read()
"""
ASK = """
import django
django.setup()
from django.db import connection
from commitments.ledger.migrating import is_migrating
print(is_migrating(connection))
"""


@pytest.mark.slow
def test_it_is_known_for_as_long_as_the_process_lives(tmp_path: Path) -> None:
    with empty_database(tmp_path) as address:
        installed = Installation(address, tmp_path)
        assert installed.run("-c", ASK) == "False\n"
        for how in ("it ends", "it is killed"):
            holding = installed.start("-c", HOLD, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert holding.stdout
            assert holding.stdout.readline() == "held\n"
            assert installed.run("-c", ASK) == "True\n", how
            if how == "it is killed":
                os.killpg(holding.pid, signal.SIGKILL)
            holding.communicate("", timeout=20)
            assert installed.run("-c", ASK) == "False\n", how
        installed.run("manage.py", "migrate", "--verbosity", "0")
