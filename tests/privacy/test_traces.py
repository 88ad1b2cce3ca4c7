"""Does a hidden text that names something public leave a trace on it?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from commitments.ledger.recording import acting, seal
from commitments.ledger.redacting import redact
from commitments.models.agreements import AgreementLink, Term
from commitments.models.commitments import Commitment, Lineage
from commitments.models.milestones import MilestoneEffect
from commitments.models.people import Person
from commitments.models.provisions import AreaMention, BodyMention
from commitments.queries.history import history_of
from tests import factories as make

NOUNS = {"areas": "slug", "bodies": "slug", "commitments": "reference", "agreements": "slug", "milestones": "key"}
"""What a text may name, by the field that names it."""


@pytest.fixture
def named(db: None) -> dict[str, Any]:
    """A public row of each noun that a text may name."""
    promise = make.CommitmentFactory()
    rows = {"areas": make.PriorityAreaFactory(), "bodies": make.BodyFactory()}
    rows["milestones"] = make.MilestoneFactory(provision=promise.provision)
    seal()
    return rows | {"commitments": promise, "agreements": promise.agreement}


def name_them(rows: dict[str, Any]) -> None:
    """A restricted agreement names them all, and some of them name it; it is seeded as one revision."""
    with acting("command:seed", "command"):
        hidden: Commitment = make.CommitmentFactory(agreement=make.AgreementFactory(marking="restricted"))
        place = {"provision": hidden.provision, "quote": "talks", "start": 1, "end": 6}
        AreaMention.objects.create(area=rows["areas"], named_as="priority", **place)
        BodyMention.objects.create(body=rows["bodies"], **place)
        Lineage.objects.create(earlier=rows["commitments"], later=hidden, kind="extended")
        Lineage.objects.create(earlier=rows["commitments"], dropped_by=hidden.agreement, kind="dropped")
        MilestoneEffect.objects.create(milestone=rows["milestones"], commitment=hidden, effect="evidences")
        AgreementLink.objects.create(agreement=hidden.agreement, to=rows["agreements"], kind="succeeds")
        AgreementLink.objects.create(agreement=rows["agreements"], to=hidden.agreement, kind="cites")
        Term.objects.create(agreement=rows["agreements"], order=9, provenance="derived", provision=hidden.provision)


@pytest.mark.parametrize("noun", NOUNS)
def test_its_history_does_not_tell_of_a_revision_that_only_ties_it_to_what_is_hidden(
    named: dict[str, Any], noun: str
) -> None:
    before = history_of(named[noun], seen_by="internal")
    name_them(named)
    assert history_of(named[noun], seen_by="internal") == before
    assert len(history_of(named[noun], seen_by="restricted")) == len(before) + 1


@pytest.mark.parametrize("noun", NOUNS)
def test_it_reads_the_same_as_before(named: dict[str, Any], viewer: Person, noun: str) -> None:
    client = Client()
    client.force_login(viewer)
    address = f"/api/v1/{noun}/{getattr(named[noun], NOUNS[noun])}/"
    seal()
    before = client.get(address)
    name_them(named)
    after = client.get(address)
    assert (after.json(), after["ETag"]) == (before.json(), before["ETag"])


@pytest.mark.parametrize("noun", NOUNS)
def test_whoever_may_read_the_text_gets_another_answer_and_another_tag(
    named: dict[str, Any], manager: Person, noun: str
) -> None:
    client = Client()
    client.force_login(manager)
    address = f"/api/v1/{noun}/{getattr(named[noun], NOUNS[noun])}/"
    seal()
    before = client.get(address)
    name_them(named)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after["ETag"] == before["ETag"]) == (200, False)
    assert after.json()["version"] == before.json()["version"]


def test_a_part_that_passes_from_a_hidden_text_to_another_comes_for_whoever_may_not_read_the_first(
    named: dict[str, Any],
) -> None:
    promise, other = named["commitments"], make.CommitmentFactory()
    name_them(named)
    before = history_of(promise, seen_by="internal")
    with acting("command:seed", "command"):
        Lineage.objects.filter(earlier=promise, kind="extended").update(later=other)
    newest, *rest = history_of(promise, seen_by="internal")
    assert rest == before
    came = {"later": other.reference, "dropped_by": None, "kind": "extended", "note": ""}
    assert [(change.field, change.before, change.after) for change in newest.changes] == [("later_lineage", None, came)]


def test_a_redacted_tie_to_what_is_hidden_is_not_told_of_either(named: dict[str, Any], db: None) -> None:
    area = named["areas"]
    before = {clearance: history_of(area, seen_by=clearance) for clearance in ("internal", "restricted")}
    name_them(named)
    with acting("command:redact", "command"):
        if connection.vendor == "postgresql":
            connection.check_constraints()
        redact(area.mentions.get(), AreaMention._meta.get_field("quote"))
    assert history_of(area, seen_by="internal") == before["internal"]
    assert len(history_of(area, seen_by="restricted")) == len(before["restricted"]) + 2
