"""Would systemd start what the units name, and does each run a command that there is?"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from tests.deploy.reading import DEPLOY, INSTALL, nightly, parse_command, unit_in, units, values

UNITS = units()
SERVICES = [name for name in UNITS if name.endswith(".service") and "failed" not in name]
TIMERS = [name for name in UNITS if name.endswith(".timer")]
HARDENED = {
    *("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes"),
    *("MemoryDenyWriteExecute=yes", "RestrictSUIDSGID=yes", "RestrictNamespaces=yes", "CapabilityBoundingSet="),
    *("ProtectKernelTunables=yes", "ProtectControlGroups=yes", "LockPersonality=yes", "UMask=0077", "User=tracker"),
}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_a_command_that_there_is(name: str) -> None:
    (line,) = values(UNITS[name], "Service", "ExecStart")
    for command in nightly() if "%i" in line else [""]:
        named = line.replace("%i", command)
        if "gunicorn" in named:
            config = named.split("--config ")[1].split()[0]
            assert (DEPLOY.parent / config).is_file()
            assert importlib.util.find_spec(named.split()[-1])
        else:
            parse_command(named)


@pytest.mark.parametrize("line", ["python manage.py fly", "python manage.py backup", "python manage.py work --faster"])
def test_a_command_that_is_none_is_found(line: str) -> None:
    with pytest.raises((KeyError, SystemExit, CommandError)):
        parse_command(line)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_nothing_but_its_work(name: str) -> None:
    lines = {f"{key}={value}" for key, value in UNITS[name]["Service"]}
    assert lines >= HARDENED
    (writable,) = values(UNITS[name], "Service", "ReadWritePaths")
    assert set(writable.split()) <= {"/var/lib/tracker", "/var/backups/tracker", "/run/tracker"}


def test_what_is_counted_is_counted_in_memory() -> None:
    assert values(UNITS["tracker-web.service"], "Service", "RuntimeDirectory") == ["tracker"]


def test_only_the_backup_is_handed_the_owners_password() -> None:
    handed = [
        name
        for name in SERVICES
        if any("owner.env" in file for file in values(UNITS[name], "Service", "EnvironmentFile"))
    ]
    assert handed == ["tracker-backup.service"]


@pytest.mark.parametrize("name", TIMERS)
def test_a_timer_has_a_service_and_a_time(name: str) -> None:
    assert name.replace(".timer", ".service") in UNITS
    assert values(UNITS[name], "Timer", "OnCalendar")
    assert values(UNITS[name], "Timer", "Persistent") == ["yes"]


def test_every_command_of_the_night_that_the_docs_name_has_a_timer() -> None:
    page = (INSTALL.parent / "README.md").read_text()
    asked = set(re.findall(r"`(?:manage\.py )?(\w+)`[^|\n]*\| every night", page))
    assert asked
    assert asked <= set(nightly())
    assert {"clearsessions", "verify_ledger"} <= set(nightly())


def test_every_unit_that_is_switched_on_is_there() -> None:
    switched = re.findall(r"enable --now (.*)", INSTALL.read_text())
    named = {word for line in switched for word in line.split() if "{" not in word}
    assert named == {name for name in UNITS if "@" not in name and name != "tracker-backup.service"}


def test_the_server_is_given_longer_to_end_than_gunicorn_takes() -> None:
    (timeout,) = re.findall(r"graceful_timeout = (\d+)", (DEPLOY / "gunicorn.conf.py").read_text())
    assert int(values(UNITS["tracker-web.service"], "Service", "TimeoutStopSec")[0]) > int(timeout)


def test_a_line_that_is_none_is_refused(tmp_path: Path) -> None:
    unit = tmp_path / "x.service"
    unit.write_text("[Service]\nExecStart /bin/true\n")
    with pytest.raises(ValueError, match="no line of a unit"):
        unit_in(unit)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine.")
def test_systemd_itself_understands_every_line(tmp_path: Path) -> None:
    """Programs are looked for where the tracker is installed; here others stand in for them."""
    for name in UNITS:
        text = (DEPLOY / "systemd" / name).read_text()
        (tmp_path / name).write_text(re.sub(r"/opt/tracker/.venv/bin/python|/etc/tracker/failed", "/bin/true", text))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True
    )
    assert (checked.returncode, checked.stderr.strip()) == (0, "")
