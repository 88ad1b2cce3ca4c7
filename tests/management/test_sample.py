"""Do the samples show everything the tracker can show, say that they are samples, and go away again?"""

from __future__ import annotations

import datetime
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import models
from django.test import override_settings

from commitments.actions.sampling import make_samples, remove_samples
from commitments.ledger.models import Change, Revision
from commitments.models.activities import Activity, Evidence
from commitments.models.agreements import Agreement
from commitments.models.assessments import Assessment
from commitments.models.commitments import Commitment
from commitments.models.decisions import Decision
from commitments.models.people import Person
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.queries.attention import agreement_attention, standing_of
from commitments.queries.samples import samples_present
from commitments.queries.standing import counted, with_agreement_attention, with_standing
from commitments.vocabulary import ActivityKind, ActivityState, Attention, Marking, Stage, State
from tests.factories import ActivityFactory, DecisionFactory, TargetFactory

WORK = (Activity, Assessment, Decision, Review, Target)


def sample(*arguments: str) -> str:
    out = StringIO()
    call_command("sample", *arguments, stdout=out)
    return out.getvalue()


def everything() -> dict[str, Any]:
    """Every row of every table of ours, the ledger left out: it keeps what was removed."""
    ours = set(apps.get_app_config("commitments").get_models(include_auto_created=True)) - {Revision, Change}
    return {model.__name__: sorted(map(str, model._default_manager.values())) for model in ours}


@pytest.fixture
def samples(seeded: None, day: datetime.date) -> None:
    make_samples(settings.FIXTURES / "sample", on=day)


def seen_by(clearance: str, day: datetime.date) -> tuple[set[str], set[str]]:
    """The states and the attention codes that occur for a reader."""
    rows = with_standing(counted(Commitment.objects.all(), on=day), on=day, seen_by=clearance)
    standings = [standing for row in rows if (standing := standing_of(row))]
    about = with_agreement_attention(Agreement.objects.all(), on=day, seen_by=clearance)
    codes = [reason.code for standing in standings for reason in standing.attention]
    codes += [reason.code for row in about for reason in agreement_attention(row)]
    return {standing.state.value for standing in standings}, {code.value for code in codes}


def test_every_state_reason_kind_stage_and_marking_occurs(samples: None, day: datetime.date) -> None:
    assert seen_by(Marking.RESTRICTED, day) == (set(State.values), set(Attention.values))
    states, codes = seen_by(Marking.PUBLIC, day)
    assert (states, codes >= {"target_missed", "off_track"}) == (set(State.values), True)
    found = {name: set(Activity.objects.values_list(name, flat=True)) for name in ("kind", "stage", "state", "marking")}
    assert found == {
        "kind": set(ActivityKind.values),
        "stage": set(Stage.values),
        "state": set(ActivityState.values),
        "marking": set(Marking.values),
    }
    reach = Activity.objects.aggregate(first=models.Min("starts_on"), last=models.Max("starts_on"))
    assert (reach["first"].year, 60 <= (reach["last"] - day).days <= 100) == (2013, True)
    assert 60 <= Activity.objects.count() <= 90


def test_every_sample_says_that_it_is_one_and_leads_nowhere_real(samples: None) -> None:
    texts = [
        *Activity.objects.values_list("title", flat=True),
        *(text for row in Activity.objects.values_list("summary", "outcome", "next_steps") for text in row),
        *Evidence.objects.values_list("title", flat=True),
        *(text for row in Assessment.objects.values_list("narrative", "next_step") for text in row),
        *(text for model in (Decision, Target) for text in model._default_manager.values_list("reason", flat=True)),
        *Review.objects.values_list("minutes", flat=True),
    ]
    assert [text for text in texts if text and not text.endswith("(sample)")] == []
    assert {address.split("/")[2] for address in Evidence.objects.values_list("url", flat=True)} == {"example.org"}
    assert [(person.is_active, person.has_usable_password()) for person in Person.objects.all()] == [(False, False)] * 2


def test_made_again_they_change_nothing(samples: None, day: datetime.date) -> None:
    before = everything()
    assert make_samples(settings.FIXTURES / "sample", on=day + datetime.timedelta(days=30)) == 0
    assert everything() == before


def test_they_are_the_same_on_the_same_day(samples: None, day: datetime.date) -> None:
    def shown() -> list[Any]:
        return sorted(Activity.objects.values_list("external_id", "starts_on", "ends_on", "stage", "state"))

    first = shown()
    remove_samples()
    make_samples(settings.FIXTURES / "sample", on=day)
    assert shown() == first


def test_removed_they_leave_everything_else(seeded: None, day: datetime.date) -> None:
    commitment = Commitment.objects.get(reference="JPD13-8-c5")
    ActivityFactory(commitments=[commitment], title="A real one (sample)")
    DecisionFactory(commitment=commitment, reason="Real (sample)")
    TargetFactory(commitment=commitment, reason="Real (sample)")
    before = everything()
    made = make_samples(settings.FIXTURES / "sample", on=day)
    assert samples_present()
    assert remove_samples() == made
    assert everything() == before
    assert not samples_present()


def test_samples_that_something_rests_on_stay(samples: None) -> None:
    rests = TargetFactory(replaces=Target.objects.filter(replaced_by=None).first())
    before = everything()
    with pytest.raises(CommandError, match=f"rest on samples: {rests}"):
        sample("--remove")
    assert everything() == before


def test_without_the_texts_there_are_no_samples(db: None) -> None:
    with pytest.raises(CommandError, match="Seed the texts first"):
        sample()
    assert [model._default_manager.count() for model in (*WORK, Person)] == [0] * 6


@pytest.mark.parametrize("arguments", [[], ["--remove"]])
def test_in_production_there_are_no_samples(arguments: list[str], seeded: None) -> None:
    with override_settings(PRODUCTION=True), pytest.raises(CommandError, match="not in production"):
        sample(*arguments)
    assert Activity.objects.count() == 0


def test_the_command_says_how_many(seeded: None) -> None:
    made = sample()
    assert (made, sample(), sample("--remove")) == (
        "121 samples made.\n",
        "0 samples made.\n",
        "121 samples removed.\n",
    )
