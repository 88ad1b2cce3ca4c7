"""How is a big database made, quickly and always the same? Agreements, commitments, and any number of activities.

`python benchmarks/data.py 100000` fills the (migrated, empty, throw-away) database of DATABASE_URL. Every row goes
through the ledger's triggers, as in production, unless `--without-ledger` says otherwise: a million rows take a minute
then, and are in no ledger. On PostgreSQL the rows are made by the server, on SQLite by the ORM.

An activity looks like those of `manage.py sample`, which follow what was reported of the two real agreements: one to
three commitments, the areas that follow from them, one to three bodies, mostly a piece of evidence, mostly confirmed.
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
from commitments.models.activities import Activity, Evidence, Participation  # noqa: E402
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
AT_ONCE, UNRECORDED_AT_ONCE = 1_000, 50_000
"""As many as one bulk request of the API, the largest revisions there are; and where no revision is made."""

KINDS = ("seminar", "training", "exercise", "visit", "consultation", "document", "joint_meeting", "other")
STAGES = ("carried_out",) * 8 + ("planned", "under_way", "cancelled")
MARKINGS = ("public", "internal", "internal", "restricted")
LASTS = (0, 0, 0, 0, 0, 0, 1, 2, 4, 30, 120, 700)
TITLES = {"g % 50 = 0": "海洋安全保障に関する協議 0", "true": "Talks number 0"}
"""The first that holds is the title of row number g, with g in place of the zero."""
SUMMARY, PLACE = "They spoke about what was agreed. " * 4, "Brussels"
NAMED = (1, 1, 1, 2, 2, 3)
"""How many commitments an activity names, and how many bodies."""
LINKS = (0, 0, 1, 1, 1, 1, 2)
"""How many pieces of evidence it has."""
CONFIRMED = (True, True, True, True, False)


def ground() -> Person:
    """What activities hang on: two parties, four agreements, areas, bodies and COMMITMENTS commitments."""
    person = Person.objects.create_user("benchmark", display_name="Benchmark", role="manager", clearance="restricted")
    with acting("command:benchmark", "command"):
        for slug in ("japan", "nato"):
            Party.objects.create(slug=slug, name=slug.title(), short_name=slug.title())
        for number in range(AREAS):
            PriorityArea.objects.create(
                slug=f"area-{number}", name=f"Area {number}", short_name=f"A{number}", order=number
            )
        for number in range(BODIES):
            Body.objects.create(slug=f"body-{number}", name=f"Body {number}", kind="office", order=number)
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
    """The same, with the triggers away (on PostgreSQL those of foreign keys too); counted at the end."""
    remove()
    try:
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET session_replication_role = replica")
        activities(number, person, UNRECORDED_AT_ONCE)
    finally:
        connection.close()  # and with it what was set for it alone
        install()
        recount()


def activities(number: int, person: Person, at_once: int = AT_ONCE) -> None:
    """That many more activities, in transactions of so many."""
    make = _by_the_server if connection.vendor == "postgresql" else _by_the_orm
    there = Activity.objects.count()
    for start in range(there, there + number, at_once):
        with acting("command:benchmark", "command"):
            make(start, min(at_once, there + number - start), person)


def _pick(choices: tuple[Any, ...], seed: str) -> str:
    """SQL that picks one of the choices by a number of the row."""
    listed = ", ".join(f"'{each}'" if isinstance(each, str) else str(each) for each in choices)
    return f"(ARRAY[{listed}])[1 + {seed} % {len(choices)}]"


def _numbered(texts: dict[str, str]) -> str:
    """SQL for the first of the texts whose condition holds, with the number of the row in place of its zero."""
    cases = [f"WHEN {when} THEN replace('{text}', '0', g::text)" for when, text in texts.items()]
    return f"CASE {' '.join(cases)} END"


def _mixed(word: str, number: str = "g") -> str:
    """SQL for a number of the row that looks like chance, another one for each word."""
    return f"(hashtext('{word}' || {number}) & 2147483647)"


def _by_the_server(start: int, number: int, person: Person) -> None:
    key = "md5('activity' || g)::uuid"
    day = f"date '{FIRST}' + {_mixed('day')} % {DAYS}"
    lasts, confirmed = _pick(LASTS, _mixed("lasts")), _pick(CONFIRMED, _mixed("confirmed"))
    columns = {
        "id": key, "marking": _pick(MARKINGS, _mixed("marking")), "created_at": "now()", "version": "1",
        "title": _numbered(TITLES), "kind": _pick(KINDS, _mixed("kind")),
        "stage": _pick(STAGES, _mixed("stage")), "state": f"CASE WHEN {confirmed} THEN 'confirmed' ELSE 'logged' END",
        "starts_on": day, "ends_on": f"nullif({day} + {lasts}, {day})", "place": f"'{PLACE}'",
        "summary": f"'{SUMMARY}'", "outcome": "''", "next_steps": "''",
        "source": "'benchmark'", "external_id": "g::text", "logged_by_id": str(person.pk), "updated_at": "now()",
        "confirmed_by_id": f"CASE WHEN {confirmed} THEN {person.pk} END",
    }  # fmt: skip
    rows = f"FROM generate_series({start}, {start + number - 1}) g"
    ids = {
        model: tuple(model.objects.order_by("pk").values_list("pk", flat=True))  # type: ignore[attr-defined]
        for model in (Commitment, Body)
    }

    def some(word: str, how_many: tuple[int, ...]) -> str:
        return f"{rows}, generate_series(1, {_pick(how_many, _mixed(f'how many {word}'))}) n"

    words = _numbered({when: prepared((title, SUMMARY, "", "", PLACE)) for when, title in TITLES.items()})
    commitment = _pick(ids[Commitment], _mixed("commitment", "g || ' ' || n"))
    body = _pick(ids[Body], _mixed("body", "g || ' ' || n"))
    statements = (
        f"INSERT INTO commitments_activity ({', '.join(columns)}) SELECT {', '.join(columns.values())} {rows}",
        "INSERT INTO commitments_activity_commitments (activity_id, commitment_id)"
        f" SELECT DISTINCT {key}, {commitment} {some('commitments', NAMED)}",
        "INSERT INTO commitments_activity_areas (activity_id, priorityarea_id)"
        f" SELECT DISTINCT {key}, priorityarea_id {some('commitments', NAMED)}"
        f", commitments_commitment_areas WHERE commitment_id = {commitment}",
        "INSERT INTO commitments_participation (activity_id, body_id, role)"
        f" SELECT DISTINCT {key}, {body}, CASE n WHEN 1 THEN 'host' ELSE 'participant' END {some('bodies', NAMED)}",
        "INSERT INTO commitments_evidence"
        " (id, activity_id, title, publisher, url, file, sha256, media_type, created_at)"
        f" SELECT md5('evidence' || g || ' ' || n)::uuid, {key}, 'Press release ' || n, 'Example office',"
        f" 'https://example.org/' || g || '/' || n, '', '', '', now() {some('links', LINKS)}",
        f"INSERT INTO commitments_activitywords (row_id, text) SELECT {key}, {words} {rows}",
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _by_the_orm(start: int, number: int, person: Person) -> None:
    bodies, commitments = list(Body.objects.all()), list(Commitment.objects.prefetch_related("areas"))
    made, dice = [], random.Random(start)
    ties: dict[Any, list[Any]] = {
        model: [] for model in (Activity.commitments.through, Activity.areas.through, Participation, Evidence)
    }
    for each in range(start, start + number):
        first, lasts = FIRST + datetime.timedelta(days=dice.randrange(DAYS)), dice.choice(LASTS)
        confirmed = dice.choice(CONFIRMED)
        activity = Activity(
            id=uuid.UUID(int=dice.getrandbits(128)),
            marking=dice.choice(MARKINGS),
            title=("海洋安全保障に関する協議" if each % 50 == 0 else "Talks number") + f" {each}",
            kind=dice.choice(KINDS),
            stage=dice.choice(STAGES),
            state="confirmed" if confirmed else "logged",
            starts_on=first,
            place=PLACE,
            ends_on=first + datetime.timedelta(days=lasts) if lasts else None,
            summary=SUMMARY,
            source="benchmark",
            external_id=str(each),
            logged_by=person,
            confirmed_by=person if confirmed else None,
        )
        made.append(activity)
        named = dice.sample(commitments, dice.choice(NAMED))
        areas = {area.pk for commitment in named for area in commitment.areas.all()}
        content: dict[Any, list[dict[str, Any]]] = {
            Activity.commitments.through: [{"commitment": commitment} for commitment in named],
            Activity.areas.through: [{"priorityarea_id": area} for area in sorted(areas)],
            Participation: [
                {"body": body, "role": "participant" if turn else "host"}
                for turn, body in enumerate(dice.sample(bodies, dice.choice(NAMED)))
            ],
            Evidence: [
                {"title": f"Press release {n}", "publisher": "Example office", "url": f"https://example.org/{each}/{n}"}
                for n in range(1, dice.choice(LINKS) + 1)
            ],
        }
        for model, parts in content.items():
            ties[model] += [model(activity=activity, **part) for part in parts]
    for model, rows in ({Activity: made} | ties).items():
        model._default_manager.bulk_create(rows, 2_000)


if __name__ == "__main__":
    make = without_ledger if "--without-ledger" in sys.argv else activities
    make(int(sys.argv[1]), Person.objects.filter(username="benchmark").first() or ground())
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM (ANALYZE)")
