"""What does a reader find out about what is hidden? Two looks at the same world, with it and without it.

First everything hidden is there and has a history; the reader looks at every address, names of hidden rows included.
Then all of it is taken back, as if it had never been, and the same addresses are asked again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.test import Client

from tests.privacy.canaries import UUID, words_above
from tests.privacy.crawl import Answer, ask, crawl, starts
from tests.privacy.readers import Reader
from tests.privacy.routes import Pool
from tests.privacy.world import World, hidden_ids, hide, open_world

BY_DESIGN = {
    "/api/v1/audit/": "Auditors are told how many revisions there are, and the access record grows with each look.",
    "/admin/commitments/accessevent/": "The access record grows with each look; names of hidden rows in it are met.",
}
"""Where answers change with what is hidden, or with looking: why that has to be. Words are looked for here too."""


@dataclass
class Found:
    """What gives hidden things away: words and ids in an answer, and answers that differ."""

    words: list[tuple[str, str]] = field(default_factory=list)
    differences: list[tuple[str, str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        met = [f"{url} holds {what}" for url, what in self.words]
        differ = [
            f"{url} reads\n  {one!r}\nand without what is hidden\n  {other!r}" for url, one, other in self.differences
        ]
        return "\n".join(["", *met, *differ])


def look(reader: Reader, *, most: int = 0) -> Found:
    """Look as this reader; nothing found is what there should be. `most` as in `crawl.starts`."""
    found, world = Found(), open_world()
    client = reader.client(world)
    with transaction.atomic():
        hide(world, reader.clearance)
        answers = everything(client, reader, most)
        ids = hidden_ids(reader.clearance)
        for answer in answers.values():
            found.words += _words(answer, world, reader, ids)
        transaction.set_rollback(True)
    for url, answer in answers.items():
        if url.startswith(tuple(BY_DESIGN)):
            continue
        again = ask(client, url)
        if (again.status, again.headers, again.body) != (answer.status, answer.headers, answer.body):
            found.differences.append((url, *_first_difference(answer, again)))
    return found


def everything(client: Client, reader: Reader, most: int) -> dict[str, Answer]:
    """Every answer this reader gets. With `most` 0, a person at the doors for people, a token at the other."""
    pool = Pool(1 + most) if most else Pool(1, ("public", "restricted"))
    own = (lambda url: url.startswith("/api/") == reader.token) if not most or reader.token else (lambda url: True)
    return crawl(client, starts(pool, most), own, 1 + most)


def _words(answer: Answer, world: World, reader: Reader, ids: set[str]) -> list[tuple[str, str]]:
    told = answer.told
    words = [world.canaries.places.get(word, word) for word in words_above(told, reader.clearance)]
    return [(answer.url, each) for each in [*words, *(set(UUID.findall(told)) & ids)]]


def _first_difference(one: Answer, other: Answer) -> tuple[str, str]:
    """The first place where two answers differ, with what stands around it."""
    first, second = (f"{answer.status}\n{answer.text}" for answer in (one, other))
    at = next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    return first[max(at - 80, 0) : at + 80], second[max(at - 80, 0) : at + 80]
