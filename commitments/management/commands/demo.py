"""Start the tracker with everything in it, on this machine alone."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils.timezone import localdate
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from commitments.actions.demo_people import welcome_demo_people
from commitments.actions.sampling import make_samples
from commitments.actions.seeding import seed
from commitments.ledger.recording import acting

HOST = "127.0.0.1"
PORTS_TRIED = 100


class Command(BaseCommand):
    help = "Migrate, seed, make people and samples, and serve on this machine; PORT and DEMO_PASSWORD are honoured."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo makes people with a known password: not in production.")
        if strangers := sorted(set(settings.ALLOWED_HOSTS) - {"localhost", HOST, "[::1]"}):
            told = f"The demo makes people with a known password: for this machine alone, not for “{strangers[0]}”."
            raise CommandError(f"{told} Leave ALLOWED_HOSTS out.")
        listener = free_port(os.environ.get("PORT", "8000"))
        password = str(settings.DEMO_PASSWORD)
        call_command("migrate", verbosity=0, skip_checks=True)
        with acting("command:seed", "command"):
            seed(settings.FIXTURES, on=localdate())
        with acting("command:sample", "command"):
            make_samples(settings.FIXTURES / "sample", on=localdate())
        people = welcome_demo_people(password)
        connections.close_all()  # the server forks, and no two processes may share a connection
        rows = [(person.username, person.get_role_display(), person.get_clearance_display()) for person in people]
        address = f"http://{HOST}:{listener.getsockname()[1]}/"
        worker = worker_beside(listener)
        Server(listener, lambda: self.stdout.write(welcome(address, rows, password)), lambda: stop(worker)).run()


def worker_beside(listener: socket.socket) -> int:
    """Fork the process that carries out jobs (`manage.py work`); return its number. It ends with this one."""
    number = os.fork()
    if number == 0:
        try:
            listener.close()
            call_command("work", quiet=True, with_parent=True, skip_checks=True)
        finally:
            os._exit(0)
    return number


def stop(worker: int) -> None:
    """End the worker, and wait until it has."""
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGTERM)
    with suppress(ChildProcessError):
        os.waitpid(worker, 0)


class Server(BaseApplication):
    """gunicorn with one process of eight threads, on a socket that is bound already."""

    def __init__(self, listener: socket.socket, ready: Callable[[], Any], ended: Callable[[], Any]) -> None:
        self.listener, self.ready, self.ended = listener, ready, ended
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": f"fd://{self.listener.fileno()}",
            "worker_class": "gthread",
            "threads": 8,
            "preload_app": True,
            "loglevel": "warning",
            "graceful_timeout": 3,
            "when_ready": lambda server: self.ready(),
            "on_exit": lambda server: self.ended(),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()


def free_port(first: str) -> socket.socket:
    """A socket bound to the first free port from the one wanted on."""
    if not first.isdecimal() or not 1 <= int(first) <= 65535:
        raise CommandError(f"PORT is “{first}”; give a number from 1 to 65535.")
    for port in range(int(first), min(int(first) + PORTS_TRIED, 65536)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            listener.close()
        else:
            return listener
    raise CommandError(f"No port is free from {first} on.")


def welcome(address: str, people: list[tuple[str, str, str]], password: str) -> str:
    """Where it runs and who may log in, as a small table."""
    rows = [("log-in name", "role", "reads up to"), *people]
    lines = ["  {:<13}{:<16}{}".format(*row).rstrip() for row in rows]
    return "\n".join(
        [
            f"\nThe tracker runs at {address}\n",
            *lines,
            f"\n  Password of all of them: {password}",
            "\nWhat is labelled “(sample)” is invented; `manage.py sample --remove` takes it away. Ctrl-C stops it.\n",
        ]
    )
