"""How does a test open the tracker in a real browser?

The tracker runs as people run it, in a process of its own on an SQLite file. Chromium is the system's (CHROMIUM).
"""

from __future__ import annotations

import itertools
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.ledger.server import fill

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PATIENCE = 60
"""Seconds until a tracker that does not answer counts as broken."""


@dataclass(frozen=True)
class Tracker:
    """A running tracker: its address, and a session for each person by log-in name."""

    address: str
    sessions: dict[str, str]


@dataclass
class Opened:
    """A page, and everything the browser said on its console."""

    page: Page
    said: list[str] = field(default_factory=list)


Open = Callable[..., Opened]

YEARS = itertools.count(1950)


def another_day() -> str:
    """A day with no other test near it: nothing like what is logged on it is logged already."""
    return f"{next(YEARS)}-09-01"


def running(directory: Path, *words: str, **settings: str) -> Iterator[Tracker]:
    """A tracker on a new database: seeded and filled, or with the word `empty` neither; with further settings."""
    place = {"VAR_DIR": str(directory), "DATABASE_URL": f"sqlite:///{directory / 'tracker.sqlite3'}"}
    environment = {**os.environ, **place, **settings}

    def python(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    fill(place["DATABASE_URL"])
    if settings:  # which may bring tables of their own
        python("manage.py", "migrate", "--verbosity", "0")
    if not words:
        python("manage.py", "seed")
    sessions = json.loads(python("-m", "tests.browser.world", *words).splitlines()[-1])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (directory / "server.log").open("w") as log:
        server = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", server, directory / "server.log")
        yield Tracker(f"http://127.0.0.1:{port}", sessions)
    finally:
        server.terminate()
        server.wait()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The tracker does not answer.\n{log.read_text()}")


@pytest.fixture(scope="session")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    """A tracker with both texts and a life of its own."""
    yield from running(tmp_path_factory.mktemp("tracker"))


@pytest.fixture(scope="session")
def empty_tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    """A tracker that holds people and nothing else."""
    yield from running(tmp_path_factory.mktemp("empty"), "empty")


@pytest.fixture(scope="session")
def guarded_tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    """A tracker that offers a second factor and log-in through a provider, where the extra is installed."""
    pytest.importorskip("allauth")
    provider = {
        "OIDC_ISSUER": "https://id.ministry.example/staff",
        "OIDC_CLIENT_ID": "tracker",
        "OIDC_CLIENT_SECRET": "a secret for tests",
        "OIDC_ROLES": "analysts=analyst",
        "OIDC_NAME": "your ministry account",
    }
    yield from running(tmp_path_factory.mktemp("guarded"), "empty", SSO="1", SECOND_FACTOR="offered", **provider)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=list(ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Opens a page: `open_page(tracker, "/", reader="manager", width=390, theme="dark", scripts=True)`.

    A form begins without what other tests typed into it, unless `drafts` says otherwise.
    """
    contexts: list[BrowserContext] = []

    def opening(
        where: Tracker,
        path: str,
        *,
        reader: str | None = "manager",
        width: int = 1440,
        theme: str = "light",
        scripts: bool = True,
        drafts: bool = False,
    ) -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        if reader:
            context.add_cookies([{"name": "sessionid", "value": where.sessions[reader], "url": where.address}])
        opened = Opened(context.new_page())

        def heard(message: ConsoleMessage) -> None:
            opened.said.append(message.text)

        opened.page.on("console", heard)
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        opened.page.goto(where.address + path)
        if not drafts and (left := opened.page.locator(".restored button")).count():  # by another test
            with opened.page.expect_navigation():
                left.click()
        return opened

    yield opening
    for context in contexts:
        context.close()
