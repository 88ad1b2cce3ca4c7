"""Does nothing get lost, and nothing done twice, when many systems write at the same moment?"""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from commitments.models.people import Person
from tests import factories as make
from tests.api.sending import SENT
from tests.api.serving import Server, all_at_once, serving

WRITERS, TIMES = 16, 20

pytestmark = pytest.mark.usefixtures("committed")


def change_again_and_again(server: Server, key: str, path: str, words: list[str]) -> Counter[int]:
    """Add one word after the other to the summary, reading it again after each 412; how often which answer came."""
    answers: Counter[int] = Counter()
    for word in words:
        status, wait = 412, 0.1
        while status == 412:
            read = server.ask(key, "GET", path)
            summary = f"{read.body['summary']} {word}".strip()
            status = server.ask(key, "PATCH", path, {"summary": summary}, If_Match=read.headers["ETag"]).status
            answers[status] += 1
            if status == 412:  # as polite callers do: wait a while, and longer each time
                time.sleep(random.uniform(0, wait := min(wait * 2, 2.0)))
    return answers


@pytest.mark.slow
@pytest.mark.parametrize(("writers", "times"), [(4, 5), pytest.param(WRITERS, TIMES, marks=pytest.mark.long)])
def test_no_change_is_lost_when_many_change_one_activity(
    tmp_path: Path, analyst: Person, writers: int, times: int
) -> None:
    activity = make.ActivityFactory(logged_by=analyst, marking="internal", summary="")
    activity.refresh_from_db()
    keys = [make.TokenFactory(owner=analyst).key for _ in range(writers)]
    words = [[f"{writer}-{number}" for number in range(times)] for writer in range(writers)]
    path = f"activities/{activity.pk}/"
    with serving(tmp_path) as server:
        each = all_at_once(lambda writer: change_again_and_again(server, keys[writer], path, words[writer]), writers)
        after = server.ask(keys[0], "GET", path).body
        history = server.ask(keys[0], "GET", f"{path}history/?page_size=500").body["results"]
        server.manage("verify_ledger")
    answers, changes = sum(each, Counter()), writers * times
    assert (set(answers), answers[200]) == ({200, 412}, changes)  # they did get in each other's way
    assert sorted(after["summary"].split()) == sorted(word for own in words for word in own)
    assert after["version"] == activity.version + changes
    assert [event["version"] for event in history][:changes] == [*range(after["version"], activity.version, -1)]


@pytest.mark.slow
def test_sixteen_who_send_the_same_twenty_requests_make_twenty_activities(tmp_path: Path, analyst: Person) -> None:
    make.PriorityAreaFactory(slug="cyber")
    key = make.TokenFactory(owner=analyst).key

    def send(server: Server) -> list[tuple[int, int, str, str | None]]:
        found = []
        for number in range(TIMES):
            sent: dict[str, Any] = {**SENT, "title": f"Visit {number}", "areas": ["cyber"]}
            answer = server.ask(key, "POST", "activities/", sent, Idempotency_Key=f"visit-{number}")
            found.append((number, answer.status, answer.body.get("id"), answer.headers["Idempotency-Replayed"]))
        return found

    with serving(tmp_path) as server:
        answers = [each for found in all_at_once(lambda _writer: send(server), WRITERS) for each in found]
        there = server.ask(key, "GET", "activities/?page_size=500").body["results"]
        server.manage("verify_ledger")
    assert {status for _number, status, _id, _replayed in answers} == {201}
    assert sorted(row["title"] for row in there) == sorted(f"Visit {number}" for number in range(TIMES))
    named = {f"Visit {number}": name for number, _status, name, _replayed in answers}
    assert {row["title"]: row["id"] for row in there} == named
    assert len({(number, name) for number, _status, name, _replayed in answers}) == TIMES
    assert Counter(replayed for *_rest, replayed in answers) == {None: TIMES, "true": (WRITERS - 1) * TIMES}
