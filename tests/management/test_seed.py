"""Does `seed` say what it did, and refuse fixtures with a fault?"""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.timezone import localdate

from commitments.models.commitments import Commitment
from tests.edited import EditedFixtures


def test_it_says_what_it_did_with_each_kind_of_row(db):
    out = StringIO()
    call_command("seed", stdout=out)
    assert out.getvalue().splitlines()[-2] == "commitments: 56 created, 0 changed, 0 unchanged, 0 retired"


def test_a_row_is_retired_on_the_day_of_the_office(db, tmp_path):
    edited = EditedFixtures(tmp_path / "fixtures")
    call_command("seed", stdout=StringIO())
    edited.drop_information_sharing()
    call_command("seed", fixtures=edited.directory, stdout=StringIO())
    assert Commitment.objects.get(reference="IPCP20-2.2b-c3").retired_on == localdate()


def test_it_refuses_fixtures_with_a_fault_and_names_it(db, tmp_path):
    edited = EditedFixtures(tmp_path / "fixtures")
    edited.edit("areas", lambda data: data.pop())
    err = StringIO()
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("seed", fixtures=edited.directory, stderr=err)
    assert "there is no area “outer-space”" in err.getvalue()
    assert Commitment.objects.count() == 0
