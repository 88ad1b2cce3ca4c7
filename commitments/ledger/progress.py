"""How far is something that takes long? Whoever carries it out says so, and whoever started it may look.

What is done passes through `along`; nothing comes of it but in `shown_on`, which commands open for whoever sits at a
terminal.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Each = TypeVar("Each")
EVERY = 0.2
"""Seconds between two lines."""

BLANK = "\r\x1b[K"
"""Back to the beginning of the line, and nothing in it."""

_shown: ContextVar[Callable[[str], Any] | None] = ContextVar("progress_shown", default=None)


def along(what: str, each: Iterable[Each], total: Callable[[], int] | int | None = None) -> Iterator[Each]:
    """The same one after another, counted for whoever looks. `total` is how many there will be, None for unknown.

    Where nobody looks nothing is counted, and `total` is not asked.
    """
    show = _shown.get()
    if show is None:
        yield from each
        return
    most = total() if callable(total) else total
    began = last = time.monotonic()
    done = 0
    try:
        for one in each:
            yield one
            done += 1
            if (now := time.monotonic()) - last >= EVERY:
                last = now
                show(_line(what, done, most, now - began))
    finally:
        show("")


@contextmanager
def shown_on(stream: Any) -> Iterator[None]:
    """Within it, one line of the stream says how far it is, if it is a terminal; in the end the line is empty."""
    if not getattr(stream, "isatty", lambda: False)():
        yield
        return

    def show(line: str) -> None:
        stream.write(BLANK + line)
        stream.flush()

    before = _shown.set(show)
    try:
        yield
    finally:
        _shown.reset(before)


def _line(what: str, done: int, most: int | None, seconds: float) -> str:
    """`Revisions: 1,200 of 5,000, 24 %, 3 s left`; without a total, how many there were."""
    if not most:
        return f"{what}: {done:,}"
    left = seconds / done * max(most - done, 0)
    return f"{what}: {done:,} of {most:,}, {min(100, 100 * done // most)} %, {left:.0f} s left"
