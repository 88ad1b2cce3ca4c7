"""Does whoever waits at a terminal see how far it is, and nobody else anything?"""

from __future__ import annotations

import io
from typing import Any

import pytest

from commitments.ledger import progress
from commitments.ledger.progress import along, shown_on


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _every_step(monkeypatch: Any) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)


def lines(terminal: Terminal) -> list[str]:
    return terminal.getvalue().split(progress.BLANK)[1:]


def test_a_person_sees_how_far_it_is_and_an_empty_line_in_the_end() -> None:
    terminal = Terminal()
    with shown_on(terminal):
        assert list(along("Revisions", "abcd", 4)) == list("abcd")
    assert [line.rpartition(",")[0] for line in lines(terminal)[:-1]] == [
        f"Revisions: {done} of 4, {25 * done} %" for done in (1, 2, 3, 4)
    ]
    assert lines(terminal)[-1] == ""


def test_without_a_total_it_is_only_counted() -> None:
    terminal = Terminal()
    with shown_on(terminal):
        list(along("Pieces", range(2)))
    assert lines(terminal) == ["Pieces: 1", "Pieces: 2", ""]


def test_where_it_fails_the_line_is_empty_too() -> None:
    terminal = Terminal()
    with pytest.raises(ZeroDivisionError), shown_on(terminal):
        list(along("Tables", (1 // number for number in (1, 0)), 2))
    assert lines(terminal)[-1] == ""


@pytest.mark.parametrize("looking", [True, False], ids=["into a file", "nobody"])
def test_nobody_else_sees_anything_and_nothing_is_counted(looking: bool) -> None:
    def asked() -> int:
        raise AssertionError("counted for nobody")

    file = io.StringIO()
    if looking:
        with shown_on(file):
            assert list(along("Revisions", "ab", asked)) == ["a", "b"]
    else:
        assert list(along("Revisions", "ab", asked)) == ["a", "b"]
    assert file.getvalue() == ""
