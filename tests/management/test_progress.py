"""Do seeding and making samples say how far they are?"""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
from django.core.management import call_command

from commitments.ledger import progress
from tests.ledger.test_progress import Terminal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("command", "whats"), [("seed", {"parties", "provisions", "commitments"}), ("sample", {"Samples"})]
)
def test_whoever_waits_at_a_terminal_sees_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, request: Any, command: str, whats: set[str]
) -> None:
    if command == "sample":
        request.getfixturevalue("seeded")
    monkeypatch.setattr(progress, "EVERY", 0.0)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    call_command(command)
    lines = terminal.getvalue().replace(progress.BLANK, "\n")
    told = re.findall(r"([\w ]+): ([\d,]+) of ([\d,]+), 100 %", lines)
    assert {what for what, done, of in told if done == of} >= whats
