"""Does `verify_texts` tell a sound reading from one with a fault, and say where the fault is?"""

from __future__ import annotations

import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from commitments.actions.seeding import seed
from commitments.models.agreements import Agreement, Term
from commitments.models.commitments import Commitment, OperativeWords
from commitments.models.provisions import BodyMention, Provision, Sentence
from tests.edited import EditedFixtures


def verify(**options: Any) -> tuple[int, str, str]:
    """Run the command; give its exit code and what it printed on both channels."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_texts", stdout=out, stderr=err, **options)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def seeded(db: None, day: datetime.date) -> None:
    seed(settings.FIXTURES, on=day)


@pytest.fixture
def edited(tmp_path: Path) -> EditedFixtures:
    return EditedFixtures(tmp_path / "fixtures")


def test_it_says_what_it_checked(seeded):
    code, out, err = verify()
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == (
        "2 texts, 38 provisions, 69 sentences and 180 quotes are as printed, in the fixtures and in the database."
    )


def test_words_that_read_like_a_promise_are_pointed_to(seeded):
    assert "To look at: programme-2020.json, provision IPCP20-4.1, sentence 1" in verify()[1]


def test_before_anything_is_seeded_the_fixtures_are_checked(db):
    code, out, _ = verify()
    assert (code, out.splitlines()[-1]) == (
        0,
        "The database holds no texts yet: only the fixtures were checked.",
    )


def test_before_the_database_has_tables_the_fixtures_are_checked(db, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda *_: [])
    assert verify()[:2] == (0, verify()[1])
    assert "only the fixtures were checked" in verify()[1]


def test_a_wrong_quote_in_the_fixtures_is_named(seeded, edited):
    edited.edit("programme-2020", lambda data: data["commitments"][0].update(quote="We cooperate clozely"))
    code, out, err = verify(fixtures=edited.directory)
    assert (code, out) == (1, "")
    assert "programme-2020.json, commitment IPCP20-1.1-c1, quote in IPCP20-1.1: “We cooperate clozely”" in err
    assert "They first differ at character" in err


def test_a_folder_that_is_not_there_is_a_fault(db, tmp_path):
    assert verify(fixtures=tmp_path / "none") == (1, "", "none: is no folder\n1 fault(s).\n")


@pytest.mark.parametrize(
    ("model", "name", "change", "fault"),
    [
        (Agreement, {"slug": "programme-2020"}, {"text_sha256": "0" * 64}, "agreement programme-2020: its text has"),
        (
            Commitment,
            {"reference": "IPCP20-3.3-c4"},
            {"quote": "Japan's exert"},
            "commitment IPCP20-3.3-c4, characters",
        ),
        (Commitment, {"reference": "IPCP20-3.3-c4"}, {"start": 4_800}, "commitment IPCP20-3.3-c4, characters 4800–"),
        (
            OperativeWords,
            {"commitment__reference": "IPCP20-3.3-c4"},
            {"quote": "will"},
            "operative words 1 of IPCP20-3.3-c4",
        ),
        (BodyMention, {"body__slug": "marcom"}, {"quote": "MARCOM"}, "mention of a body “MARCOM”"),
        (Provision, {"key": "IPCP20-4.1"}, {"text": "This programme ends."}, "provision IPCP20-4.1, characters"),
        (Sentence, {"provision__key": "IPCP20-4.1"}, {"end": 5_150}, "no sentence covers"),
        (Sentence, {"provision__key": "IPCP20-4.1"}, {"start": 5_000}, "sentence 1: characters 5000–"),
        (Term, {"agreement__slug": "programme-2020"}, {"quote": "3 years"}, "term “3 years”"),
    ],
)
def test_a_row_changed_behind_the_trackers_back_is_named(seeded, model, name, change, fault):
    assert model.objects.filter(**name).update(**change) == 1
    code, _, err = verify()
    assert (code, fault in err) == (1, True), err


def test_a_text_changed_in_the_database_is_found_at_its_character(seeded):
    agreement = Agreement.objects.get(slug="programme-2020")
    place = agreement.text.index("Cyber Defence")
    agreement.text = agreement.text.replace("Cyber Defence", "Cyber Defense")
    agreement.save()
    code, _, err = verify()
    assert code == 1
    assert "database, agreement programme-2020: its text has the SHA-256" in err
    assert f"They first differ at character {place + 11}" in err


def test_another_text_in_the_fixtures_than_in_the_database_is_a_fault(seeded, edited):
    Agreement.objects.filter(slug="declaration-2013").update(text="1. Words.", text_sha256="0" * 64)
    assert "its text is not the one in the fixtures: run `manage.py seed`" in verify()[2]


def test_retired_rows_are_left_out(seeded, edited, day):
    edited.drop_information_sharing()
    seed(edited.directory, on=day)
    Commitment.objects.filter(reference="IPCP20-2.2b-c3").update(quote="Words of old")
    assert verify(fixtures=edited.directory)[0] == 0


def test_it_changes_nothing(seeded):
    before = list(Commitment.objects.values())
    verify()
    assert list(Commitment.objects.values()) == before
