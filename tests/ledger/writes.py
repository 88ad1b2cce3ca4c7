"""In which twenty ways can a row be written, and which changes does each have to leave behind?"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.serializers import serialize
from django.db import connection
from django.db.models import F
from django.test import Client

from commitments.ledger.recording import acting
from commitments.models.activities import Activity
from commitments.models.areas import PriorityArea
from commitments.models.commitments import Commitment
from commitments.models.parties import Party
from commitments.models.people import Person
from commitments.vocabulary import Role
from tests.admin.conftest import change_path, filled, problems
from tests.admin.test_logging import links
from tests.factories import (
    ActivityFactory,
    BodyFactory,
    CommitmentFactory,
    EvidenceFactory,
    PartyFactory,
    PersonFactory,
    PriorityAreaFactory,
)


@dataclass
class Scene:
    """An activity with a commitment, two areas, a body and a link; a third area; two parties; Ann."""

    activity: Activity
    commitment: Commitment
    other: PriorityArea
    parties: list[Party]
    ann: Person

    @property
    def areas(self) -> Any:
        return self.activity.areas

    def send(self, *, without_link: bool = False, **changed: Any) -> None:
        """Save the activity's form in the admin, as Ann."""
        browser = Client()
        browser.force_login(self.ann)
        slugs = list(self.areas.values_list("slug", flat=True))
        self.activity.refresh_from_db()
        stands = {"title": "Talks", "kind": "joint_meeting", "place": "Brussels", "version": self.activity.version}
        form = filled(self.commitment, **{**stands, "areas": slugs, **changed})
        link = self.activity.evidence.get()
        told = {"id": str(link.pk), "title": link.title, "url": link.url, "publisher": link.publisher}
        form |= links(told | ({"DELETE": "on"} if without_link else {}), there=1)
        form["bodies"] = [f"{each.body.slug}:{each.role}" for each in self.activity.participations.all()]
        answer = browser.post(change_path(self.activity), form)
        if answer.status_code != 302:
            raise AssertionError(problems(answer))


def new_scene() -> Scene:
    mark = uuid.uuid4().hex[:8]
    areas = [PriorityAreaFactory(slug=f"area-{mark}-{number}") for number in range(3)]
    commitment = CommitmentFactory()
    body = BodyFactory(slug=f"body-{mark}")
    activity = ActivityFactory(title="Talks", areas=areas[:2], commitments=[commitment], bodies=[(body, "host")])
    EvidenceFactory(activity=activity)
    parties = [PartyFactory(slug=f"party-{mark}-{number}", order=number) for number in range(2)]
    return Scene(activity, commitment, areas[2], parties, PersonFactory(username=f"ann-{mark}", role=Role.MANAGER))


def _save(at: Scene) -> None:
    at.activity.title, at.activity.version = "More talks", 77
    at.activity.save()


def _save_with_f(at: Scene) -> None:
    at.parties[0].order = F("order") + 1
    at.parties[0].save()


def _bulk_update(at: Scene) -> None:
    for party in at.parties:
        party.name = "Renamed"
    Party.objects.bulk_update(at.parties, ["name"])


def _raw(statement: str) -> Callable[[Scene], None]:
    def write(at: Scene) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"slug": at.parties[0].slug})

    return write


def _loaddata(at: Scene) -> None:
    at.parties[0].name, at.parties[0].version = "Loaded", 55
    fresh = Party(pk=at.parties[1].pk + 1000, slug=f"{at.parties[1].slug}-fresh", name="Fresh", short_name="Fresh")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "dump.json"
        dump.write_text(serialize("json", [at.parties[0], fresh]))
        call_command("loaddata", str(dump), verbosity=0)


def _rows_of(at: Scene) -> Any:
    return Party.objects.filter(slug__in=[party.slug for party in at.parties])


RAW_INSERT = """INSERT INTO commitments_party (slug, name, short_name, "order", version, retired_because)
SELECT slug || '-raw', 'Raw', 'Raw', 1, 9, '' FROM commitments_party WHERE slug = %(slug)s"""

GONE = {"activity": "D", "activity_areas": "DD", "activity_commitments": "D", "evidence": "D", "participation": "D"}

WRITES: dict[str, tuple[Callable[[Scene], Any], dict[str, str]]] = {
    "create()": (
        lambda at: Party.objects.create(slug=f"{at.parties[0].slug}-new", name="N", short_name="N", version=9),
        {"party": "I"},
    ),
    "save()": (_save, {"activity": "U"}),
    "save() with F()": (_save_with_f, {"party": "U"}),
    "update()": (lambda at: _rows_of(at).update(order=F("order") + 5, version=40), {"party": "UU"}),
    "bulk_create()": (
        lambda at: Party.objects.bulk_create(
            Party(slug=f"{at.parties[0].slug}-{n}", name="B", short_name="B") for n in "abc"
        ),
        {"party": "III"},
    ),
    "bulk_update()": (_bulk_update, {"party": "UU"}),
    "raw insert": (_raw(RAW_INSERT), {"party": "I"}),
    "raw update": (
        _raw("UPDATE commitments_party SET name = 'Raw', version = 12 WHERE slug = %(slug)s"),
        {"party": "U"},
    ),
    "raw delete": (_raw("DELETE FROM commitments_party WHERE slug = %(slug)s"), {"party": "D"}),
    "many-to-many add": (lambda at: at.areas.add(at.other), {"activity_areas": "I"}),
    "many-to-many set": (lambda at: at.areas.set([at.other]), {"activity_areas": "DDI"}),
    "many-to-many clear": (lambda at: at.areas.clear(), {"activity_areas": "DD"}),
    "many-to-many from the other side": (lambda at: at.other.activities.add(at.activity), {"activity_areas": "I"}),
    "join row made directly": (
        lambda at: at.areas.through.objects.create(activity=at.activity, priorityarea=at.other),
        {"activity_areas": "I"},
    ),
    "delete()": (lambda at: at.parties[0].delete(), {"party": "D"}),
    "delete() of a queryset": (lambda at: _rows_of(at).delete(), {"party": "DD"}),
    "delete() that cascades": (lambda at: at.activity.delete(), GONE),
    "admin form": (lambda at: at.send(title="By the form"), {"activity": "U"}),
    "admin delete": (lambda at: at.send(without_link=True), {"activity": "U", "evidence": "D"}),
    "loaddata": (_loaddata, {"party": "IU"}),
}
"""How each is done, and the operations it leaves in each table."""

IN_A_REQUEST = ("admin form", "admin delete")


def written(name: str, at: Scene) -> None:
    """Do it as Ann: a request says by itself who acts."""
    if name in IN_A_REQUEST:
        WRITES[name][0](at)
        return
    with acting(f"person:{at.ann.username}", "admin"):
        WRITES[name][0](at)
