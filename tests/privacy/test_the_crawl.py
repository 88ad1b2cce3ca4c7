"""Does the crawl get everywhere? Whoever may read everything meets the words of every noun, behind every route."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from tests.privacy.canaries import CANARY, LETTERS, fillable, hanging
from tests.privacy.crawl import Answer
from tests.privacy.files import send_files
from tests.privacy.looking import everything
from tests.privacy.readers import CHIEF
from tests.privacy.routes import Pool, addresses, routes
from tests.privacy.world import HIDDEN, World, hide, open_world

NOT_IN_THE_LEDGER = ("markinglabel", "person", "token")
"""Nouns whose changes are in the access record instead, so that their pages have no history."""

NEVER = ("admin/r/", "(?P<url>", *(f"admin/commitments/{noun}/<path:object_id>/history/" for noun in NOT_IN_THE_LEDGER))
"""Routes of Django's that nothing stands behind: rows have no page “on site”, what leads nowhere is not found, and
every noun of the admin has an address for its history."""


def look_at_everything(world: World, most: int) -> tuple[dict[str, Answer], Pool]:
    """As somebody who may read everything, with the names that the crawl used."""
    hide(world)
    send_files(world.canaries, "public", world.people[CHIEF.person])  # files are for their owner's eyes: the last are
    return everything(CHIEF.client(world), CHIEF, most), Pool(1 + most)


def met(answers: dict[str, Answer], world: World) -> dict[str, set[str]]:
    """For each marking, the nouns whose words were met."""
    nouns: dict[str, set[str]] = defaultdict(set)
    for answer in answers.values():
        for found in CANARY.finditer(answer.told):
            place = world.canaries.places.get(found.group(0).lower(), "")
            nouns[found.group(1).lower()].add(place.partition(".")[0])
    return nouns


NOWHERE = {"ActivityWords", "CommitmentWords", "AreaMonth", "ProofDay", "Push"}
"""What no address shows: prepared words, counts, digests."""

OF_THE_PROVISION = {"AreaMention", "BodyMention", "OperativeWords"}
"""What shows the words of its provision, and none of its own."""


@pytest.mark.long
def test_whoever_may_read_everything_meets_the_words_of_every_noun_behind_every_route(db: None, files: Path) -> None:
    world = open_world()
    answers, pool = look_at_everything(world, 1)
    found = met(answers, world)
    nouns = {noun.__name__ for noun in hanging() if fillable(noun)} - NOWHERE - OF_THE_PROVISION
    assert {marking: nouns - found[LETTERS[marking]] for marking in HIDDEN} == {marking: set() for marking in HIDDEN}
    unread = [
        route.text
        for route in routes()
        if route.parameters and all(answers[url].status == 404 for url in addresses(route, pool) if url in answers)
    ]
    assert [text for text in unread if not any(part in text for part in NEVER)] == []


def test_the_words_of_hidden_work_are_there_to_be_met(db: None, files: Path) -> None:
    """So that a reader who meets none was not shown them: whoever may read everything finds them on one page."""
    world = open_world()
    hide(world)
    client = CHIEF.client(world)
    pages = ["/api/v1/activities/?page_size=500", "/api/v1/assessments/?page_size=500", "/api/v1/agreements/"]
    told = "".join(client.get(page).content.decode() for page in pages)
    kinds = {world.canaries.places[found.group(0).lower()] for found in CANARY.finditer(told) if found.group(1) != "p"}
    assert {"Activity.title", "Activity.summary", "Evidence.title", "Assessment.narrative", "Agreement.code"} <= kinds
