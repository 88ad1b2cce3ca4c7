"""How is a big database made, quickly and always the same? Agreements, commitments, and any number of activities.

`python benchmarks/data.py 100000` fills the (migrated, empty, throw-away) database of DATABASE_URL. Every row goes
through the ledger's triggers, as in production, unless `--without-ledger` says otherwise: a million rows take a minute
then, and are in no ledger. On PostgreSQL the rows are made by the server, on SQLite by the ORM.
"""

from __future__ import annotations

import datetime
import os
import random
import sys
import uuid
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

import django

django.setup()

from django.db import connection  # noqa: E402

from commitments.ledger.install import install, remove  # noqa: E402
from commitments.ledger.recording import acting  # noqa: E402
from commitments.ledger.recounting import recount  # noqa: E402
from commitments.models.activities import Activity, Participation  # noqa: E402
from commitments.models.agreements import Agreement  # noqa: E402
from commitments.models.areas import PriorityArea  # noqa: E402
from commitments.models.assessments import Assessment  # noqa: E402
from commitments.models.bodies import Body  # noqa: E402
from commitments.models.commitments import Commitment  # noqa: E402
from commitments.models.parties import Party  # noqa: E402
from commitments.models.people import Person  # noqa: E402
from commitments.models.provisions import Provision  # noqa: E402
from commitments.models.targets import Target  # noqa: E402
from commitments.texts.searching import prepared  # noqa: E402

AREAS, BODIES, COMMITMENTS = 12, 25, 1_000
FIRST, DAYS = datetime.date(2013, 1, 1), 5_000
AT_ONCE = 5_000

KINDS = ("seminar", "training", "exercise", "visit", "consultation", "document", "joint_meeting", "other")
STAGES = ("carried_out",) * 8 + ("planned", "under_way", "cancelled")
MARKINGS = ("public", "internal", "internal", "restricted")
LASTS = (0, 0, 0, 0, 0, 0, 1, 2, 4, 30, 120, 700)
TITLES = {"g % 50 = 0": "海洋安全保障に関する協議 0", "true": "Talks number 0"}
"""The first that holds is the title of row number g, with g in place of the zero."""
SUMMARY, PLACE = "They spoke about what was agreed. " * 4, "Brussels"


def ground() -> Person:
    """What activities hang on: two parties, four agreements, areas, bodies and COMMITMENTS commitments."""
    person = Person.objects.create_user("benchmark", display_name="Benchmark", role="manager", clearance="restricted")
    with acting("command:benchmark", "command"):
        for slug in ("japan", "nato"):
            Party.objects.create(slug=slug, name=slug.title(), short_name=slug.title())
        for number in range(AREAS):
            PriorityArea.objects.create(slug=f"area-{number}", name=f"Area {number}", short_name=f"A{number}")
        for number in range(BODIES):
            Body.objects.create(slug=f"body-{number}", name=f"Body {number}", kind="office")
        for number in range(4):
            _agreement(number)
        _judge(person)
    return person


def _agreement(number: int) -> None:
    day = datetime.date(2013 + number, 4, 13)
    agreement = Agreement.objects.create(
        code=f"B{number}", slug=f"agreement-{number}", title=f"Agreement {number}", kind="programme", held=False,
        dated_on=day, counts_on=day, date_precision="day", date_label="dated", marking="public", order=number,
    )  # fmt: skip
    provision = Provision.objects.create(
        key=f"B{number}-1", agreement=agreement, citation="1", role="operative", position=number, text="We will.",
        start=0, end=8,
    )  # fmt: skip
    areas = list(PriorityArea.objects.all())
    for each in range(COMMITMENTS // 4):
        commitment = Commitment.objects.create(
            reference=f"B{number}-1-c{each}", title=f"Pledge {each}", quote="We will.", start=0, end=8,
            provision=provision, agreement=agreement, strength="undertaking", scope="specific", recurrence="standing",
            position=number * 1_000_000 + each,
        )  # fmt: skip
        commitment.areas.add(areas[each % AREAS])


def _judge(person: Person) -> None:
    """Two assessments of each commitment, and a target of every third: what standing rests on beside activities."""
    japan, day = Party.objects.get(slug="japan"), datetime.date(2019, 3, 1)
    assessments, targets = [], []
    for number, commitment in enumerate(Commitment.objects.order_by("position")):
        for party, confidence in ((japan, ("on_track", "at_risk")[number % 2]), (None, "on_track")):
            judged: Any = {"commitment": commitment, "party": party, "confidence": confidence, "by": person}
            assessments.append(Assessment(**judged, narrative="As agreed.", assessed_on=day))
        if number % 3 == 0:
            targets.append(Target(commitment=commitment, kind="rhythm", every="P12M", set_on=day, by=person))
    Assessment.objects.bulk_create(assessments)
    Target.objects.bulk_create(targets)


def without_ledger(number: int, person: Person) -> None:
    """The same, with the triggers away: the rows are in no ledger, and are counted at the end."""
    remove()
    try:
        activities(number, person)
    finally:
        install()
        recount()


def activities(number: int, person: Person) -> None:
    """That many more activities, in transactions of AT_ONCE."""
    make = _by_the_server if connection.vendor == "postgresql" else _by_the_orm
    there = Activity.objects.count()
    for start in range(there, there + number, AT_ONCE):
        with acting("command:benchmark", "command"):
            make(start, min(AT_ONCE, there + number - start), person)


def _pick(choices: tuple[Any, ...], seed: str) -> str:
    """SQL that picks one of the choices by a number of the row."""
    listed = ", ".join(f"'{each}'" if isinstance(each, str) else str(each) for each in choices)
    return f"(ARRAY[{listed}])[1 + {seed} % {len(choices)}]"


def _numbered(texts: dict[str, str]) -> str:
    """SQL for the first of the texts whose condition holds, with the number of the row in place of its zero."""
    cases = [f"WHEN {when} THEN replace('{text}', '0', g::text)" for when, text in texts.items()]
    return f"CASE {' '.join(cases)} END"


def _by_the_server(start: int, number: int, person: Person) -> None:
    key = "md5('activity' || g)::uuid"
    mixed = "(hashtext('{}' || g) & 2147483647)"
    day = f"date '{FIRST}' + {mixed.format('day')} % {DAYS}"
    lasts = _pick(LASTS, mixed.format("lasts"))
    columns = {
        "id": key, "marking": _pick(MARKINGS, mixed.format("marking")), "created_at": "now()", "version": "1",
        "title": _numbered(TITLES), "kind": _pick(KINDS, mixed.format("kind")),
        "stage": _pick(STAGES, mixed.format("stage")), "state": "'logged'", "starts_on": day,
        "ends_on": f"nullif({day} + {lasts}, {day})", "place": f"'{PLACE}'",
        "summary": f"'{SUMMARY}'", "outcome": "''", "next_steps": "''",
        "source": "'benchmark'", "external_id": "g::text", "logged_by_id": str(person.pk), "updated_at": "now()",
    }  # fmt: skip
    rows = f"FROM generate_series({start}, {start + number - 1}) g"
    ids = {
        model: list(model.objects.order_by("pk").values_list("pk", flat=True))  # type: ignore[attr-defined]
        for model in (PriorityArea, Commitment, Body)
    }
    with connection.cursor() as cursor:
        names = ", ".join(columns)
        cursor.execute(f"INSERT INTO commitments_activity ({names}) SELECT {', '.join(columns.values())} {rows}")
        for table, column, picked in (
            ("activity_commitments", "commitment_id", _pick(tuple(ids[Commitment]), mixed.format("commitment"))),
            ("activity_areas", "priorityarea_id", _pick(tuple(ids[PriorityArea]), mixed.format("area"))),
        ):
            cursor.execute(f"INSERT INTO commitments_{table} (activity_id, {column}) SELECT {key}, {picked} {rows}")
        words = _numbered({when: prepared((title, SUMMARY, "", "", PLACE)) for when, title in TITLES.items()})
        cursor.execute(f"INSERT INTO commitments_activitywords (row_id, text) SELECT {key}, {words} {rows}")
        cursor.execute(
            "INSERT INTO commitments_participation (activity_id, body_id, role)"
            f" SELECT {key}, {_pick(tuple(ids[Body]), mixed.format('body'))}, 'participant' {rows}"
        )


def _by_the_orm(start: int, number: int, person: Person) -> None:
    areas, bodies = list(PriorityArea.objects.all()), list(Body.objects.all())
    commitments = list(Commitment.objects.all())
    made, dice = [], random.Random(start)
    for each in range(start, start + number):
        first, lasts = FIRST + datetime.timedelta(days=dice.randrange(DAYS)), dice.choice(LASTS)
        made.append(
            Activity(
                id=uuid.UUID(int=dice.getrandbits(128)),
                marking=dice.choice(MARKINGS),
                title=("海洋安全保障に関する協議" if each % 50 == 0 else "Talks number") + f" {each}",
                kind=dice.choice(KINDS),
                stage=dice.choice(STAGES),
                starts_on=first,
                place=PLACE,
                ends_on=first + datetime.timedelta(days=lasts) if lasts else None,
                summary=SUMMARY,
                source="benchmark",
                external_id=str(each),
                logged_by=person,
            )
        )
    Activity.objects.bulk_create(made, 2_000)
    for through, name, choices in (
        (Activity.commitments.through, "commitment", commitments),
        (Activity.areas.through, "priorityarea", areas),
        (Participation, "body", bodies),
    ):
        ties = [through(activity=activity, **{name: dice.choice(choices)}) for activity in made]
        through._default_manager.bulk_create(ties, 2_000)


if __name__ == "__main__":
    make = without_ledger if "--without-ledger" in sys.argv else activities
    make(int(sys.argv[1]), Person.objects.filter(username="benchmark").first() or ground())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
