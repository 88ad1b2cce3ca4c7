"""How do two transactions on two connections run in an order that a test decides?"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from django.db import connection

PATIENCE = 20.0
"""Seconds after which a step that should have ended is a failure."""


class OtherConnection:
    """A thread with a connection of its own that does one step after another, when it is told to.

    `do` hands it a step and gives a future: `.result(PATIENCE)` waits; a step that waits for a lock stays undone
    while the test goes on. Leaving the context ends it.
    """

    def __init__(self) -> None:
        self._steps: queue.Queue[tuple[Callable[[], Any], Future[Any]] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> OtherConnection:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._steps.put(None)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def do(self, step: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        self._steps.put((step, future))
        return future

    def done(self, step: Callable[[], Any]) -> Any:
        """Do a step and wait for it."""
        return self.do(step).result(PATIENCE)

    def _run(self) -> None:
        try:
            while (told := self._steps.get()) is not None:
                step, future = told
                try:
                    future.set_result(step())
                except BaseException as error:
                    future.set_exception(error)
        finally:
            connection.close()
