"""Fill the database of a tracker under test, and print a session for each person: `python -m tests.browser.world`.

It runs in a process of its own, on the database that DATABASE_URL names. With the word `empty` it makes people only.
"""

from __future__ import annotations

import datetime
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.test import Client  # noqa: E402

from commitments.ledger.recording import acting  # noqa: E402
from commitments.models.commitments import Commitment  # noqa: E402
from commitments.models.parties import Party  # noqa: E402
from commitments.models.people import Person  # noqa: E402
from tests import factories  # noqa: E402

PEOPLE = (
    ("viewer", "viewer", "public"),
    ("analyst", "analyst", "internal"),
    ("manager", "manager", "restricted"),
    ("administrator", "administrator", "restricted"),
)
PASSWORD = "a password for tests"


def sessions() -> dict[str, str]:
    """One person of each role, with a session."""
    found = {}
    for name, role, clearance in PEOPLE:
        person = Person.objects.create_user(
            name, PASSWORD, display_name=name.title(), role=role, clearance=clearance, language="en"
        )
        client = Client(SERVER_NAME="localhost")
        client.force_login(person)
        found[name] = client.cookies["sessionid"].value
    return found


def activities() -> None:
    """A life for the seeded commitments: every stage and marking, judgements, decisions, targets and reviews."""
    today = datetime.date.today()
    logged_by = Person.objects.get(username="analyst")
    judge = Person.objects.get(username="manager")
    commitments = list(Commitment.objects.all())
    markings, stages = ("public", "internal", "restricted"), ("carried_out", "under_way", "cancelled")
    for number, commitment in enumerate(commitments[::2]):
        activity = factories.ActivityFactory(
            title=f"Staff talks, round {number} (sample)",
            commitments=[commitment],
            starts_on=today - datetime.timedelta(days=30 * number),
            stage=stages[number % 3] if number % 7 else "carried_out",
            marking=markings[number % 3],
            source="sample",
            external_id=str(number),
            logged_by=logged_by,
            summary="They compared notes.",
        )
        factories.EvidenceFactory(activity=activity)
    later = today + datetime.timedelta(days=40)
    factories.ActivityFactory(commitments=[commitments[1]], starts_on=later, stage="planned", logged_by=logged_by)
    judged = Commitment.objects.get(reference="IPCP20-3.3-c4")
    for slug, confidence in (("japan", "on_track"), ("nato", "off_track")):
        party = Party.objects.get(slug=slug)
        factories.AssessmentFactory(commitment=judged, party=party, confidence=confidence, narrative="Why.", by=judge)
    factories.TargetFactory(commitment=judged, due_on=today - datetime.timedelta(days=3), by=judge)
    factories.DecisionFactory(commitment=commitments[3], kind="discontinued", by=judge)
    factories.ReviewFactory(agreement=judged.agreement, due_on=today - datetime.timedelta(days=400))
    factories.ReviewFactory(
        agreement=judged.agreement, due_on=datetime.date(2021, 6, 15), outcome="continued", provenance="agreed"
    )


if __name__ == "__main__":
    with acting("command:world", "command"):
        made = sessions()
        if "empty" not in sys.argv:
            activities()
    sys.stdout.write(json.dumps(made))
