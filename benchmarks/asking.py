"""What does a request cost? Each server is asked inside this process, through all its middleware, in turns.

No client and no socket: what is measured is the server alone. A cost is processor time, of this process and of the
server process of its database connection together: how many requests a second two cores can answer follows from it,
and a machine that others use as well tells the same. Where there is no /proc it is the time on the clock.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.test.utils import override_settings

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_middleware(middleware: list[str]) -> WSGIHandler:
    """Django with this middleware in place of ours."""
    with override_settings(MIDDLEWARE=middleware):
        return WSGIHandler()


class Server:
    """One of those in the race, and the headers it is asked with."""

    def __init__(self, application: Application, **headers: str) -> None:
        self.application = application
        self.headers = {f"HTTP_{name.upper()}": value for name, value in headers.items()}

    def ask(self, address: str, body: bytes | None = None, **headers: str) -> bytes:
        """The body of the answer to a GET, or to a POST of JSON. Raises RuntimeError for any answer of 300 or more."""
        pieces = list(self.pieces(address, body, **headers))
        return b"".join(pieces)

    def pieces(self, address: str, body: bytes | None = None, **headers: str) -> Iterable[bytes]:
        """The same, as it comes."""
        path, _mark, query = address.partition("?")
        said: list[str] = []
        environment: dict[str, Any] = {
            "REQUEST_METHOD": "GET" if body is None else "POST",
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body or b""),
            **self.headers,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        if body is not None:
            environment |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body))}
        answer = self.application(environment, lambda status, _headers, *_other: said.append(status))
        try:
            yield from answer
        finally:
            if hasattr(answer, "close"):
                answer.close()
        if said[0] >= "3":
            raise RuntimeError(f"{address} was answered with {said[0]}.")


class Clock:
    """Adds up what this process and the server processes of some database connections spend, in seconds."""

    def __init__(self, *backends: int) -> None:
        self.files = [Path(f"/proc/{backend}/schedstat") for backend in backends]
        self.on_the_clock = not all(file.is_file() for file in self.files)

    def now(self) -> float:
        if self.on_the_clock:
            return time.perf_counter()
        spent = sum(int(file.read_text().split()[0]) for file in self.files)
        return time.process_time() + spent / 1e9


def medians(
    asked: dict[str, Callable[[], object]], clock: Clock, *, rounds: int, times: int, warm: int = 3
) -> dict[str, float]:
    """What one call of each costs, in seconds: the median of all rounds, each of so many calls, in turns."""
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for call in asked.values():
        for _ in range(warm):
            call()
    for _ in range(rounds):
        for name, call in asked.items():
            began = clock.now()
            for _ in range(times):
                call()
            taken[name].append((clock.now() - began) / times)
    return {name: statistics.median(each) for name, each in taken.items()}
