"""Fill the tracker with invented rows to look at, or take them all away again.

Everything invented says so: texts end with “(sample)”, activities come from the source “sample”, and two accounts that
nobody can log in to have written all of it. Days in fixtures/sample/ are either days of the calendar or whole numbers,
which count from the day the samples are made.
"""

from __future__ import annotations

import datetime
import json
import uuid
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from commitments.actions.activities import confirm_activity
from commitments.actions.assessments import assess_commitment
from commitments.actions.decisions import decide
from commitments.actions.evidence import log_with_evidence
from commitments.actions.refusals import StateError
from commitments.actions.reviews import hold_review, schedule_review, take_positions
from commitments.actions.targets import set_target
from commitments.ledger.progress import along
from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.assessments import Assessment
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.models.decisions import Decision
from commitments.models.parties import Party
from commitments.models.people import Person
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.queries.samples import SOURCE, samples_present
from commitments.queries.visibility import Principal, principal_of
from commitments.vocabulary import Marking, Role, TargetKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

LABEL = "(sample)"
NAMES = uuid.UUID("6a1c9b52-6f0e-5d0b-9d0a-3c1f0f6f2a11")  # a review has no author, so its id tells that it is ours
ACCOUNTS = {"sample-analyst": Role.ANALYST, "sample-manager": Role.MANAGER}
EVIDENCE = "https://example.org/sample/{name}/{number}"


def make_samples(directory: Path, *, on: datetime.date) -> int:
    """Make the samples that the files in `directory` describe, as seen from the day `on`; return how many rows.

    Where any are there already it makes none, whatever became of them. Raises StateError when the texts they are
    about are not seeded.
    """
    if samples_present():
        return 0
    told = {name: json.loads((directory / f"{name}.json").read_text()) for name in ("activities", "statements")}
    with transaction.atomic():
        return Samples(on).make(told["activities"], **told["statements"])


def remove_samples() -> int:
    """Take all samples away, whatever was changed about them, and nothing else; return how many rows.

    Raises StateError, having removed nothing, when other rows rest on some of them.
    """
    reviews = Review.objects.filter(pk__in=[_review_id(number) for number in range(1, 100)])
    mine: list[QuerySet[Any]] = [Activity.objects.filter(source=SOURCE)]
    mine += [model._default_manager.filter(by__username__in=ACCOUNTS) for model in (Decision, Target, Assessment)]
    removed = 0
    try:
        with transaction.atomic():
            for rows in (*mine, reviews):
                for row in rows.order_by("-created_at"):  # what replaces something goes before what it replaced
                    row.delete()
                    removed += 1
            Person.objects.filter(username__in=ACCOUNTS).delete()
    except ProtectedError as problem:
        names = ", ".join(sorted(str(row) for row in problem.protected_objects))
        raise StateError(
            _("These rest on samples: %(rows)s. Withdraw or change them first.") % {"rows": names}
        ) from None
    return removed


class Samples:
    """Makes rows one after another, through the actions that a person would use."""

    def __init__(self, on: datetime.date) -> None:
        self.on = on
        self.analyst, self.manager = (_account(name, role) for name, role in ACCOUNTS.items())
        self.commitments = _by_name(Commitment.objects.select_related("agreement"), "reference")
        self.agreements = _by_name(Agreement.objects.all(), "slug")
        self.areas = _by_name(PriorityArea.objects.all(), "slug")
        self.bodies = _by_name(Body.objects.all(), "slug")
        self.parties = _by_name(Party.objects.all(), "slug")

    def make(self, activities: list[dict[str, Any]], **statements: list[dict[str, Any]]) -> int:
        statements_by = (("targets", self.target), ("assessments", self.assessment), ("decisions", self.decision))
        doing: list[Callable[[], None]] = [partial(self.activity, row) for row in repeated(activities)]
        doing += [partial(self.review, row, number) for number, row in enumerate(statements["reviews"], start=1)]
        doing += [partial(record, row) for noun, record in statements_by for row in statements[noun]]
        for do in along("Samples", doing, len(doing)):
            do()
        return len(doing)

    def day(self, told: str | int | None) -> datetime.date | None:
        """A day of the calendar, or so many days from today."""
        if isinstance(told, int):
            return self.on + datetime.timedelta(days=told)
        return datetime.date.fromisoformat(told) if told else None

    def a_day(self, told: str | int) -> datetime.date:
        return self.day(told) or self.on

    def activity(self, row: dict[str, Any]) -> None:
        content = {name: row.get(name, "") for name in ("title", "kind", "stage", "place", "marking")}
        content |= {name: row.get(name, "") for name in ("summary", "outcome", "next_steps")}
        content |= {"starts_on": self.day(row["starts"]), "ends_on": self.day(row.get("ends"))}
        content |= {"source": SOURCE, "external_id": row["id"]}
        content["commitments"] = [self.commitments[name] for name in row["commitments"]]
        content["areas"] = [self.areas[name] for name in row["areas"]] if "areas" in row else None
        content["bodies"] = [(self.bodies[name], role) for name, role in row["bodies"]] if "bodies" in row else None
        links = [self.link(row, number) for number in range(1, row["links"] + 1)]
        activity = log_with_evidence(content, links, by=self.analyst)
        if row["confirmed"]:
            confirm_activity(activity, by=self.manager)

    def link(self, row: dict[str, Any], number: int) -> dict[str, Any]:
        url = EVIDENCE.format(name=row["id"], number=number)
        return {"title": f"Press release {number} {LABEL}", "publisher": f"Example office {LABEL}", "url": url}

    def review(self, row: dict[str, Any], number: int) -> None:
        agreement = self.agreements[row["agreement"]]
        day, marking = self.a_day(row["due"]), row["marking"]
        review = schedule_review(agreement, due_on=day, marking=marking, by=self.manager, pk=_review_id(number))
        positions = [
            (self.commitments[c], self.parties[p], wants, why) for c, p, wants, why in row.get("positions", [])
        ]
        take_positions(review, positions, by=self.manager)
        if "outcome" in row:
            hold_review(review, row["outcome"], on=self.a_day(row["on"]), minutes=row["minutes"], by=self.manager)

    def target(self, row: dict[str, Any]) -> None:
        set_target(
            self.commitments[row["commitment"]],
            TargetKind.RHYTHM if "every" in row else TargetKind.DATE,
            set_on=self.a_day(row["set"]),
            due_on=self.day(row.get("due")),
            every=row.get("every", ""),
            reason=row["reason"],
            marking=row["marking"],
            by=self.manager,
        )

    def assessment(self, row: dict[str, Any]) -> None:
        assess_commitment(
            self.commitments[row["commitment"]],
            row["confidence"],
            party=self.parties[row["party"]] if "party" in row else None,
            assessed_on=self.a_day(row["assessed"]),
            narrative=row["narrative"],
            next_step=row.get("next_step", ""),
            marking=row["marking"],
            by=self.analyst,
        )

    def decision(self, row: dict[str, Any]) -> None:
        decide(
            self.commitments[row["commitment"]],
            row["kind"],
            effective_on=self.a_day(row["effective"]),
            reason=row["reason"],
            marking=row["marking"],
            by=self.manager,
        )


def repeated(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows, those with `years` once for each year: `{year}` stands for it in their texts."""
    for row in rows:
        for year in row.get("years") or [None]:
            yield {
                name: value.replace("{year}", str(year)) if isinstance(value, str) else value
                for name, value in row.items()
            }


def _account(username: str, role: Role) -> Principal:
    """An account to write in whose name: switched off and without a password, so that nobody can log in to it."""
    person = Person.objects.filter(username=username).first() or Person.objects.create_user(
        username,
        display_name=f"{role.label} {LABEL}",
        role=role,
        clearance=Marking.RESTRICTED,
        is_active=False,
    )
    return replace(principal_of(person), source=SOURCE)  # samples come from a source of their own


class Named(dict[str, Any]):
    """Rows by their public name."""

    def __missing__(self, name: str) -> Any:
        raise StateError(_("Seed the texts first: there is no “%(name)s”.") % {"name": name})


def _by_name(rows: QuerySet[Any], name: str) -> Named:
    return Named({getattr(row, name): row for row in rows})


def _review_id(number: int) -> uuid.UUID:
    return uuid.uuid5(NAMES, f"review-{number}")
