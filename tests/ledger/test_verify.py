"""Is every tampering found?"""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from commitments.ledger import lines
from commitments.ledger.models import Change, Revision
from commitments.ledger.recording import acting, seal
from commitments.ledger.verify import verify
from commitments.models.parties import Party
from commitments.vocabulary import Marking
from tests.factories import ActivityFactory, CommitmentFactory, PartyFactory
from tests.ledger.tampering import run, tampering

pytestmark = pytest.mark.django_db


def test_a_whole_ledger_is_whole_and_its_head_is_told(five: list[Revision]) -> None:
    assert run() == (0, f"5 revisions hold together. Head: {five[-1].digest}\n", "")


def test_every_single_character_of_a_change_counts(five: list[Revision]) -> None:
    change = five[2].changes.order_by("id").last()
    for column in ("object_id", "before", "after"):
        text = getattr(change, column)
        for place in range(len(text)):
            broken = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
            setattr(change, column, broken)
            assert change.digest != lines.digest(*(getattr(change, name) for name in lines.CHANGE))
        setattr(change, column, text)


def test_a_change_moved_to_another_revision_is_found(five: list[Revision]) -> None:
    with tampering() as cursor:
        cursor.execute("UPDATE ledger_change SET revision_id = %s WHERE revision_id = %s", [five[3].pk, five[2].pk])
    status, _, complaint = run()
    assert (status, complaint[:11]) == (1, "Revision 3 ")


def test_a_deleted_revision_is_found(five: list[Revision]) -> None:
    with tampering() as cursor:
        cursor.execute("DELETE FROM ledger_change WHERE revision_id = %s", [five[2].pk])
        cursor.execute("DELETE FROM ledger_revision WHERE number = 3")
    status, _, complaint = run()
    assert (status, complaint[:11]) == (1, "Revision 4 ")


def test_a_cut_tail_is_found_by_the_head_noted_before(five: list[Revision]) -> None:
    head = five[-1].digest
    assert run("--head", head)[0] == 0
    with acting("person:ann", "admin"):
        PartyFactory()
    assert run("--head", head)[0] == 0
    with tampering() as cursor:
        cursor.execute("DELETE FROM ledger_change WHERE revision_id >= %s", [five[-1].pk])
        cursor.execute("DELETE FROM ledger_revision WHERE id >= %s", [five[-1].pk])
        cursor.execute("DELETE FROM commitments_party WHERE slug NOT IN ('a0', 'a1', 'a2', 'a3')")
        cursor.execute("UPDATE commitments_party SET version = 4, \"order\" = 3 WHERE slug = 'a0'")
    assert run()[0] == 0
    status, _, complaint = run("--head", head)
    assert (status, head in complaint) == (1, True)


def test_a_row_changed_behind_the_ledger_is_found(five: list[Revision]) -> None:
    with tampering() as cursor:
        cursor.execute("UPDATE commitments_party SET name = 'Other' WHERE slug = 'a3'")
    key = Party.objects.get(slug="a3").pk
    assert verify().faults == [f"commitments_party {key} is not as its last change says."]


def test_a_version_changed_behind_the_ledger_is_found(five: list[Revision]) -> None:
    with tampering() as cursor:
        cursor.execute("UPDATE commitments_party SET version = 9 WHERE slug = 'a3'")
    key = Party.objects.get(slug="a3").pk
    assert verify().faults == [f"commitments_party {key} does not have the version of its last change."]


def test_a_row_deleted_behind_the_ledger_is_found(five: list[Revision]) -> None:
    key = Party.objects.get(slug="a3").pk
    with tampering() as cursor:
        cursor.execute("DELETE FROM commitments_party WHERE slug = 'a3'")
    assert verify().faults == [f"commitments_party {key} is gone, and no change says so."]


@pytest.mark.slow
def test_what_seeding_and_samples_write_is_told_by_the_ledger_and_taking_samples_away_too() -> None:
    call_command("seed", stdout=StringIO())
    call_command("sample", stdout=StringIO())
    assert (run()[0], Change.objects.filter(type="activities").exists()) == (0, True)
    call_command("sample", "--remove", stdout=StringIO())
    status, told, complaint = run()
    assert (status, complaint, told[:27]) == (0, "", "3 revisions hold together. ")
    assert set(Revision.objects.values_list("actor", flat=True)) == {"command:seed", "command:sample"}


def test_a_marking_below_what_the_row_names_is_found(db: None) -> None:
    commitment = CommitmentFactory()
    activity = ActivityFactory(commitments=[commitment], marking=Marking.PUBLIC)
    type(commitment.agreement).objects.update(marking=Marking.RESTRICTED)
    seal()
    status, _, complaint = run()
    assert (status, str(activity.pk) in complaint) == (1, True)
