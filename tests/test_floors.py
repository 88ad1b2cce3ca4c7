"""Do imports point down, and do doors read through queries and write through actions?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.floors import faults_in

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for room in ("commitments", "tracker") for path in (ROOT / room).rglob("*.py"))

BREACHES = {
    "a model asks a query": ("commitments.models.areas", "from commitments.queries.standing import WINDOW"),
    "a query acts": ("commitments.queries.gaps", "from commitments.actions.targets import set_target"),
    "a query opens a door": ("commitments.queries.gaps", "import commitments.api.plan"),
    "an action opens a door": ("commitments.actions.targets", "from commitments import admin"),
    "a door imports another": ("commitments.api.plan", "from commitments.dashboards.frame import frame"),
    "anything imports the wiring": ("commitments.admin.site", "from tracker.settings import FIXTURES"),
    "texts know the vocabulary": ("commitments.texts.quotes", "from commitments.vocabulary import Gives"),
    "texts know the ledger": ("commitments.texts.quotes", "from commitments import ledger"),
    "the ledger knows the models": ("commitments.ledger.reading", "from commitments.models.areas import PriorityArea"),
    "a noun imports a later one": ("commitments.models.areas", "from commitments.models.reviews import Review"),
    "a noun imports one beside it": ("commitments.models.areas", "from commitments.models.bodies import Body"),
    "a noun without a place": ("commitments.models.gifts", "from commitments.models.bodies import Body"),
    "a room without a floor": ("commitments.cellar", "from commitments.models.bodies import Body"),
    "the face of the models": ("commitments.api.plan", "from commitments.models import Activity"),
    "the whole face of the models": ("commitments.api.plan", "import commitments.models"),
    "all of the face": ("commitments.api.plan", "from commitments.models import *"),
    "an import inside a function": ("commitments.queries.gaps", "def ask():\n    import json"),
    "an import inside a method": ("commitments.apps", "class C:\n    def get(self):\n        import json"),
    "an import under a condition": (
        "commitments.models.areas",
        "if True:\n    from commitments.queries.gaps import gaps",
    ),
    "a type from above": (
        "commitments.models.areas",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from commitments.queries.gaps import gaps",
    ),
    "a relative import": ("commitments.api.plan", "from . import parts"),
    "an import by name": ("commitments.api.plan", "from importlib import import_module"),
    "a model signal": ("commitments.models.areas", "from django.db.models.signals import post_save"),
    "a model signal in the ledger": ("commitments.ledger.acts", "from django.db.models.signals import pre_save"),
    "a receiver": ("commitments.actions.targets", "from django.dispatch import receiver"),
    "a generic foreign key": (
        "commitments.models.areas",
        "from django.contrib.contenttypes.fields import GenericForeignKey",
    ),
    "a door saves": ("commitments.admin.areas", "def change(area):\n    area.save()"),
    "a door deletes": ("commitments.api.areas", "def remove(area):\n    area.delete()"),
    "a door creates": ("commitments.dashboards.areas", "Area.objects.create(slug='a')"),
    "standing for nobody": ("commitments.api.areas", "with_standing(rows, on=day)"),
    "attention for nobody": ("commitments.dashboards.areas", "standing.with_agreement_attention(rows, on=day)"),
}
SOUND = {
    "a door asks and acts": (
        "commitments.api.areas",
        "from commitments.actions.targets import set_target\nfrom commitments.queries.gaps import gaps",
    ),
    "an action asks": ("commitments.actions.targets", "from commitments.queries.sources import targets"),
    "a query imports a noun": ("commitments.queries.gaps", "from commitments.models.areas import PriorityArea"),
    "a noun imports an earlier one": (
        "commitments.models.reviews",
        "from commitments.models.areas import PriorityArea",
    ),
    "the app starts": (
        "commitments.apps",
        "class C:\n    def ready(self):\n        import commitments.ledger.starting",
    ),
    "the ledger's two signals": ("commitments.ledger.acts", "from django.db.models.signals import post_migrate"),
    "the face for Django": ("commitments.models", "from commitments.models.areas import PriorityArea"),
    "standing for a reader": ("commitments.api.areas", "with_standing(rows, on=day, seen_by=principal.clearance)"),
    "the wiring opens doors": ("tracker.urls", "from commitments.dashboards.urls import urlpatterns"),
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_keeps_to_its_floor(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    assert faults_in(module, path.read_text()) == []


@pytest.mark.parametrize(("module", "source"), BREACHES.values(), ids=BREACHES.keys())
def test_a_breach_is_found(module: str, source: str) -> None:
    assert len(faults_in(module, source)) == 1


@pytest.mark.parametrize(("module", "source"), SOUND.values(), ids=SOUND.keys())
def test_what_is_allowed_is_left_alone(module: str, source: str) -> None:
    assert faults_in(module, source) == []


def test_a_fault_names_the_module_and_the_line() -> None:
    source = "import json\n\nfrom commitments.queries.gaps import gaps\n"
    assert faults_in("commitments.models.areas", source) == [
        "commitments.models.areas:3: models imports upwards, commitments.queries.gaps.gaps."
    ]
