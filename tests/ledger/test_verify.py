"""Is every tampering found?"""

from __future__ import annotations

import pytest

from commitments.ledger import lines
from commitments.ledger.models import Revision
from commitments.ledger.recording import acting, seal
from commitments.ledger.verify import verify
from commitments.models.parties import Party
from commitments.vocabulary import Marking
from tests.factories import ActivityFactory, CommitmentFactory, PartyFactory
from tests.ledger.tampering import run, tampering

pytestmark = pytest.mark.django_db


def test_a_whole_ledger_is_whole_and_its_head_is_told(five: list[Revision]) -> None:
    assert run() == (0, f"5 revisions hold together. Head: {five[-1].digest}\n", "")


@pytest.mark.parametrize("column", [*lines.REVISION, "digest"])
def test_a_changed_byte_of_a_revision_is_found(five: list[Revision], column: str) -> None:
    third = five[2]
    with tampering() as cursor:
        if column == "id":
            cursor.execute("UPDATE ledger_revision SET id = id + 1000 WHERE number = 3")
            cursor.execute(
                "UPDATE ledger_change SET revision_id = revision_id + 1000 WHERE revision_id = %s", [third.pk]
            )
        else:
            value = getattr(third, column)
            changed = value + 1000 if isinstance(value, int) else f"{value}x"[-max(len(value), 1) :]
            changed = changed if changed != value else f"x{value}"[: max(len(value), 1)]
            cursor.execute(f"UPDATE ledger_revision SET {column} = %s WHERE number = 3", [changed])
    status, _, complaint = run()
    assert status == 1
    assert complaint.startswith("Revision 4 " if column == "number" else "Revision 3 ")


@pytest.mark.parametrize("column", [*lines.CHANGE, "digest"])
def test_a_changed_byte_of_a_change_is_found(five: list[Revision], column: str) -> None:
    change = five[2].changes.order_by("id").last()
    value = getattr(change, column)
    changed = (
        value + 1000 if isinstance(value, int) else "x" if not value else ("y" if value[0] == "x" else "x") + value[1:]
    )
    with tampering() as cursor:
        cursor.execute(f"UPDATE ledger_change SET {column} = %s WHERE id = %s", [changed, change.pk])
    status, _, complaint = run()
    assert (status, complaint[:11]) == (1, "Revision 3 ")


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


def test_a_marking_below_what_the_row_names_is_found(db: None) -> None:
    commitment = CommitmentFactory()
    activity = ActivityFactory(commitments=[commitment], marking=Marking.PUBLIC)
    type(commitment.agreement).objects.update(marking=Marking.RESTRICTED)
    seal()
    status, _, complaint = run()
    assert (status, str(activity.pk) in complaint) == (1, True)
