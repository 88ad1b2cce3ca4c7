"""Does `make run` start a tracker with everything in it, and start it again?"""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth import authenticate

from commitments.actions.demo_people import welcome_demo_people
from commitments.management.commands.demo import free_port
from commitments.models.people import Person
from tests.factories import PersonFactory

ROOT = Path(__file__).parents[2]


@contextmanager
def running(var: Path, **environment: str) -> Iterator[str]:
    """The demo in a process of its own, from the moment it says where it runs; ended with Ctrl-C."""
    own = {"PATH": os.environ["PATH"], "VAR_DIR": str(var), "PYTHONUNBUFFERED": "1", **environment}
    demo = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT,
        env=own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert demo.stdout is not None
    said = ""
    try:
        while "Ctrl-C" not in said and (line := demo.stdout.readline()):
            said += line
        yield said
    finally:
        demo.send_signal(signal.SIGINT)
        rest, _ = demo.communicate(timeout=10)
    assert (demo.returncode, rest.strip()) == (0, "")


def a_port() -> int:
    """A port nobody listens on just now, with free ones after it."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def address_in(said: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+/", said)
    assert found, said
    return found[0]


def status_after_log_in(address: str, username: str, password: str) -> tuple[int, str]:
    """Log in as a person would; the status and the path of the page that follows."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    log_in = f"{address}admin/login/?next=/admin/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.open(log_in).read().decode())
    assert token
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token[1], "next": "/admin/"}
    page = browser.open(log_in, urllib.parse.urlencode(form).encode())
    return page.status, urllib.parse.urlsplit(page.url).path


@pytest.mark.long
def test_everybody_it_names_can_log_in_and_the_second_start_is_quick(tmp_path: Path) -> None:
    port = str(a_port())
    with running(tmp_path, PORT=port) as first:
        password = re.search(r"Password of all of them: (\S+)", first)
        assert password
        people = ["viewer", "analyst", "manager", "admin"]
        entered = [status_after_log_in(address_in(first), name, password[1]) for name in people]
        assert entered == [(200, "/admin/")] * 4
    assert stat.S_IMODE((tmp_path / "demo_password").stat().st_mode) == 0o600
    began = time.monotonic()
    with running(tmp_path, PORT=port) as second:
        took = time.monotonic() - began
        assert second == first
    assert took < 6  # three seconds on a quiet machine


@pytest.mark.long
def test_a_port_in_use_gives_way_to_the_next(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(tmp_path, PORT=str(port), DEMO_PASSWORD="open sesame please") as said:
            assert port < int(address_in(said).split(":")[2].rstrip("/")) < port + 100
            assert status_after_log_in(address_in(said), "manager", "open sesame please") == (200, "/admin/")


def test_it_refuses_to_run_in_production(tmp_path: Path) -> None:
    own = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "PRODUCTION": "1",
        "SECRET_KEY": "0123456789abcdef" * 4,
        "ALLOWED_HOSTS": "tracker.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/t.sqlite3",
    }
    demo = subprocess.run([sys.executable, "manage.py", "demo"], cwd=ROOT, env=own, capture_output=True, text=True)
    assert (demo.returncode, "not in production" in demo.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_it_answers_this_machine_alone(tmp_path: Path) -> None:
    own = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "ALLOWED_HOSTS": "localhost,tracker.example"}
    demo = subprocess.run([sys.executable, "manage.py", "demo"], cwd=ROOT, env=own, capture_output=True, text=True)
    assert (demo.returncode, "not for “tracker.example”" in demo.stderr) == (1, True)
    with free_port(str(a_port())) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


@pytest.mark.slow
@pytest.mark.parametrize("port", ["none", "0", "65536", "-1", "0.0.0.0:8000"])
def test_a_port_that_is_none_is_refused_in_a_sentence(port: str, tmp_path: Path) -> None:
    own = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "PORT": port}
    demo = subprocess.run([sys.executable, "manage.py", "demo"], cwd=ROOT, env=own, capture_output=True, text=True)
    assert (demo.returncode, demo.stderr) == (1, f"CommandError: PORT is “{port}”; give a number from 1 to 65535.\n")


def test_the_demo_people_have_their_roles_and_clearances(db: None) -> None:
    welcome_demo_people("open sesame please")
    assert sorted(Person.objects.values_list("username", "role", "clearance", "party")) == [
        ("admin", "administrator", "restricted", None),
        ("analyst", "analyst", "internal", None),
        ("manager", "manager", "restricted", None),
        ("viewer", "viewer", "public", None),
    ]


def test_another_password_replaces_the_one_before(db: None) -> None:
    welcome_demo_people("open sesame please")
    people = welcome_demo_people("another one please")
    found = [authenticate(username=person.username, password="another one please") for person in people]
    assert (found, Person.objects.count()) == (people, 4)


def test_somebody_who_is_there_keeps_role_and_clearance(db: None) -> None:
    PersonFactory(username="viewer", role="manager", clearance="internal")
    welcome_demo_people("open sesame please")
    viewer = Person.objects.get(username="viewer")
    assert (viewer.role, viewer.clearance, viewer.check_password("open sesame please")) == ("manager", "internal", True)
