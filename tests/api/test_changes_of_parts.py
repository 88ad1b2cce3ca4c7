"""Does the change feed tell of a part that rests on another text to those who may read that text, and to no others?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from commitments.ledger.recording import acting, seal
from commitments.ledger.redacting import redact
from commitments.models.agreements import Agreement, AgreementLink, Term
from commitments.models.commitments import Commitment, Lineage
from commitments.models.milestones import MilestoneEffect
from commitments.models.people import Person
from commitments.models.provisions import AreaMention, BodyMention
from tests import factories as make
from tests.api.following import asked, copied, followed, now, told

Api = Callable[..., Client]
pytestmark = pytest.mark.django_db

WRITES: dict[str, Callable[[dict[str, Any], Commitment], Any]] = {
    "a mention of an area": lambda rows, hidden: AreaMention.objects.create(
        area=rows["areas"], named_as="priority", provision=hidden.provision, quote="talks", start=1, end=6
    ),
    "a mention of a body": lambda rows, hidden: BodyMention.objects.create(
        body=rows["bodies"], provision=hidden.provision, quote="talks", start=1, end=6
    ),
    "lineage into it": lambda rows, hidden: Lineage.objects.create(
        earlier=rows["commitments"], later=hidden, kind="extended"
    ),
    "lineage dropped by it": lambda rows, hidden: Lineage.objects.create(
        earlier=rows["commitments"], dropped_by=hidden.agreement, kind="dropped"
    ),
    "what a milestone did for it": lambda rows, hidden: MilestoneEffect.objects.create(
        milestone=rows["milestones"], commitment=hidden, effect="evidences"
    ),
    "a link to it": lambda rows, hidden: AgreementLink.objects.create(
        agreement=rows["agreements"], to=hidden.agreement, kind="cites"
    ),
    "a term in its words": lambda rows, hidden: Term.objects.create(
        agreement=rows["agreements"], order=9, provenance="derived", provision=hidden.provision
    ),
}
"""Each ties a public row to a hidden text."""

SHOWN = dict(
    zip(WRITES, ("areas", "bodies", "commitments", "commitments", "milestones", *("agreements",) * 2), strict=True)
)


@pytest.fixture
def public(api: Api, viewer: Person) -> Client:
    """Follows what is public."""
    return api(viewer, "read", "changes")


@pytest.fixture
def whole(api: Api, manager: Person) -> Client:
    """Follows everything."""
    return api(manager, "read", "changes")


@pytest.fixture
def rows(db: None) -> dict[str, Any]:
    """A public row of each noun that a text may name."""
    promise = make.CommitmentFactory()
    found = {"areas": make.PriorityAreaFactory(slug="cyber"), "bodies": make.BodyFactory(), "commitments": promise}
    return found | {"agreements": promise.agreement, "milestones": make.MilestoneFactory(provision=promise.provision)}


@pytest.fixture
def hidden(rows: dict[str, Any]) -> Commitment:
    """A commitment of a restricted text."""
    promise: Commitment = make.CommitmentFactory(agreement=make.AgreementFactory(marking="restricted"))
    seal()
    return promise


def written(change: Callable[[], Any]) -> Any:
    with acting("command:seed", "command"):
        return change()


@pytest.mark.parametrize("tie", WRITES)
def test_a_tie_to_a_hidden_text_is_told_to_those_who_may_read_it(
    public: Client, whole: Client, rows: dict[str, Any], hidden: Commitment, tie: str
) -> None:
    low, high, noun = now(public), now(whole), SHOWN[tie]
    everything = [asked(public, limit=limit) for limit in (1, 200)]
    written(lambda: WRITES[tie](rows, hidden))
    assert asked(public, low) == {"results": [], "next": low, "has_more": False}
    assert [asked(public, limit=limit) for limit in (1, 200)] == everything
    kinds = {(kind, op, version) for kind, _name, op, version in told(followed(whole, high)[0])}
    assert kinds == {(noun, "upsert", 1)}


def test_a_tie_beside_a_change_that_is_seen_changes_nothing_of_its_event(
    public: Client, rows: dict[str, Any], hidden: Commitment
) -> None:
    cursor, area = now(public), rows["areas"]

    def both() -> None:
        WRITES["a mention of an area"](rows, hidden)
        type(area).objects.filter(pk=area.pk).update(name="Other")

    written(both)
    assert told(followed(public, cursor)[0]) == [("areas", "cyber", "upsert", 2)]


def test_a_tie_to_a_text_that_may_be_read_is_told_under_the_version_that_there_was(
    public: Client, rows: dict[str, Any]
) -> None:
    open_one = make.CommitmentFactory()
    seal()
    cursor = now(public)
    written(lambda: WRITES["a mention of an area"](rows, open_one))
    (event,), _next = followed(public, cursor)
    assert told([event]) == [("areas", "cyber", "upsert", 1)]
    assert [each["provision"] for each in event["data"]["mentions"]] == [open_one.provision.key]


def test_a_tie_that_passes_from_a_hidden_text_to_another_and_back_is_told(
    public: Client, rows: dict[str, Any], hidden: Commitment
) -> None:
    open_one = make.CommitmentFactory()
    line = written(lambda: WRITES["lineage into it"](rows, hidden))
    for later, there in ((open_one, 1), (hidden, 0)):
        cursor = now(public)
        written(lambda later=later: Lineage.objects.filter(pk=line.pk).update(later=later))
        of_mine = [each for each in followed(public, cursor)[0] if each["id"] == rows["commitments"].reference]
        assert [len(each["data"]["lineage"]) for each in of_mine] == [there]


def test_a_redacted_tie_is_told_as_the_tie_was(
    public: Client, whole: Client, rows: dict[str, Any], hidden: Commitment
) -> None:
    low, high = now(public), now(whole)
    mention = written(lambda: WRITES["a mention of an area"](rows, hidden))
    with acting("command:redact", "command"):
        if connection.vendor == "postgresql":
            connection.check_constraints()
        redact(mention, AreaMention._meta.get_field("quote"))
    assert followed(public, low)[0] == []
    assert told(followed(whole, high)[0]) == [("areas", "cyber", "upsert", 1)] * 2


def test_a_copy_is_the_same_whether_it_saw_the_text_hidden_first_or_not(
    public: Client, rows: dict[str, Any], hidden: Commitment
) -> None:
    early = copied(followed(public)[0])
    cursor = now(public)
    for write in WRITES.values():
        written(lambda write=write: write(rows, hidden))
    written(lambda: Agreement.objects.filter(pk=hidden.agreement_id).update(marking="public"))
    assert copied(followed(public, cursor)[0], early) == copied(followed(public)[0])
