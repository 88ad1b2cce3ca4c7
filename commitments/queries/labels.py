"""What does this office call a marking?

Labels are read once in a request, when the first is shown, and never kept longer: every process says at once what an
administrator saved in any of them. A command that writes for people opens `labels_read_once` itself; elsewhere (checks,
migrations, the shell) the tracker's own words stand, and no database is asked.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from commitments.models.markings import MarkingLabel

if TYPE_CHECKING:
    from collections.abc import Iterator

Labels = dict[tuple[str, str], str]
"""The office's words by marking and language."""

_read: ContextVar[list[Labels] | None] = ContextVar("labels_read", default=None)


@contextmanager
def labels_read_once() -> Iterator[None]:
    """Within it, the labels are read when they are needed first, and then no more."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


@contextmanager
def own_words() -> Iterator[None]:
    """Within it, the tracker's own words stand: for what everybody may read, whatever the office."""
    token = _read.set(None)
    try:
        yield
    finally:
        _read.reset(token)


def labels() -> Labels:
    """Every label of this office; empty where it uses the tracker's own words, and outside `labels_read_once`."""
    kept = _read.get()
    if kept is None:
        return {}
    if not kept:
        rows = MarkingLabel.objects.order_by().values_list("marking", "language", "label")
        kept.append({(marking, language): label for marking, language, label in rows})
    return kept[0]


def forget_labels() -> None:
    """They were changed: read them again."""
    if kept := _read.get():
        kept.clear()


def label_of(marking: str, language: str | None = None) -> str:
    """The office's word for a marking in a language (None: the one spoken now); empty where it has none.

    The vocabulary asks this whenever it writes the label of a marking (apps.py).
    """
    spoken = language or get_language()
    return labels().get((marking, spoken), "") if spoken else ""
