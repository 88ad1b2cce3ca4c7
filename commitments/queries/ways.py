"""What can a reader do next, wherever they are: which page is meant, or what is to be begun?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models.access import AccessEvent
from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.assessments import Assessment
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.models.decisions import Decision
from commitments.models.imports import Import
from commitments.models.jobs import Job
from commitments.models.markings import MarkingLabel
from commitments.models.milestones import Milestone
from commitments.models.parties import Party
from commitments.models.people import Person
from commitments.models.provisions import Provision
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.models.tokens import Token
from commitments.queries.permissions import may
from commitments.queries.sources import in_reading
from commitments.queries.views import views_of
from commitments.queries.visibility import visible_to
from commitments.texts.searching import after_verb, begins_with, holds, tokens
from commitments.vocabulary import ParticipationRole

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from django.db.models import Model

    from commitments.queries.figures import Where
    from commitments.queries.visibility import Principal

MOST = 8
"""How many ways are offered at most when words were typed."""


@dataclass(frozen=True)
class Way:
    """A page, or something to begin: what it is called, a further word, and its route with what it names and is asked.

    `address` stands in place of a route for a view that was saved. `clocks`: whether the page knows both clocks.
    `marked` are the rows that its words tell of.
    """

    title: str
    route: str = ""
    named: str = ""
    asked: Where = field(default_factory=dict)
    note: str = ""
    begins: bool = False
    clocks: bool = False
    address: str = ""
    marked: tuple[Any, ...] = ()


PAGES: tuple[tuple[Any, str], ...] = (
    (gettext_lazy("Overview"), "overview"),
    (gettext_lazy("Texts"), "agreements"),
    (gettext_lazy("Commitments"), "commitments"),
    (gettext_lazy("Activities"), "activities"),
    (gettext_lazy("Clauses"), "provisions"),
    (gettext_lazy("Areas"), "areas"),
    (gettext_lazy("Bodies"), "bodies"),
    (gettext_lazy("Gaps"), "gaps"),
    (gettext_lazy("Reviews"), "reviews"),
    (gettext_lazy("Changes"), "changes"),
)
"""The managers' pages that know both clocks."""

BEGINNINGS: tuple[tuple[Any, str, str], ...] = (
    (gettext_lazy("Log activity"), "admin:commitments_activity_add", "log_activity"),
    (gettext_lazy("Import a file"), "admin:commitments_import_add", "log_activity"),
    (gettext_lazy("Assess a commitment"), "admin:commitments_assessment_add", "assess_commitment"),
    (gettext_lazy("Decide about a commitment"), "admin:commitments_decision_add", "decide"),
    (gettext_lazy("Set a target"), "admin:commitments_target_add", "set_target"),
    (gettext_lazy("Schedule a review"), "admin:commitments_review_add", "hold_review"),
    (gettext_lazy("Add a person"), "admin:commitments_person_add", "manage_people"),
    (gettext_lazy("Issue a token"), "admin:commitments_token_add", "manage_tokens"),
    (gettext_lazy("Change your password"), "admin:password_change", "read"),
)
"""What can be begun from anywhere, and who may."""

DESK: tuple[tuple[Any, str, str, Where], ...] = (
    (gettext_lazy("Workspace"), "admin:index", "read", {}),
    (gettext_lazy("My work"), "admin:my_work", "read", {}),
    (
        gettext_lazy("To be confirmed by me"),
        "admin:commitments_activity_changelist",
        "confirm_activity",
        {"whose": "others", "state__exact": "logged", "o": "2"},
    ),
    (gettext_lazy("Withdrawn activities"), "admin:commitments_activity_withdrawn", "withdraw_activity", {}),
    (gettext_lazy("Briefs"), "briefs", "read", {}),
    (gettext_lazy("Saved views"), "admin:views", "read", {}),
)
"""Where people work, and who may."""

LISTS: dict[type[Model], str] = {
    **dict.fromkeys((Activity, Assessment, Decision, Target, Review), "read"),
    Import: "log_activity",
    **dict.fromkeys((Agreement, Provision, Commitment, Milestone, PriorityArea, Body, Party), "read"),
    Person: "manage_people",
    Token: "manage_tokens",
    MarkingLabel: "manage_labels",
    AccessEvent: "read_audit",
    Job: "rebuild",
}
"""The lists of the workspace, and who may read them."""

# Translators: whoever types how these words begin, and then a name (“log 3.1.4”), is offered to log an activity for it.
LOG_FOR = gettext_lazy("Log activity for “%(name)s”")


def ways(principal: Principal, typed: str, *, on: datetime.date) -> list[Way]:
    """The pages there are for this reader and what they may begin, as far as these words mean it; else all of it.

    Texts and views that were saved are among them only where they are meant. Two queries, none for nothing typed.
    """
    if not tokens(typed):
        return [*_beginnings(principal), *_desk(principal), *_pages()] if not typed.strip() else []
    everything = [
        *_beginnings(principal),
        *_desk(principal),
        *_pages(),
        *_lists(principal),
        *_texts(principal, on),
        *(Way(view.name, address=view.address, note=_("saved view")) for view in views_of(principal)),
    ]
    found = [way for way in everything if holds(f"{way.title} {way.note}", typed)]
    return sorted(found, key=lambda way: not begins_with(way.title, typed))[:MOST]


def logging_ways(rows: Iterable[Any], principal: Principal) -> list[Way]:
    """Logging an activity for each of these commitments, areas and bodies, for whoever may."""
    return [_logging(row) for row in rows] if may(principal, "log_activity") else []


def named_after_log(typed: str) -> str:
    """What is typed after the words that ask to log an activity; empty where it does not begin with them.

    Any of them will do, in the reader's language: “log 3.1.4”, “log activity for MARCOM”.
    """
    return after_verb(typed, LOG_FOR % {"name": ""})


def _beginnings(principal: Principal) -> list[Way]:
    return [Way(str(title), route, begins=True) for title, route, verb in BEGINNINGS if may(principal, verb)]


def _desk(principal: Principal) -> list[Way]:
    return [Way(str(title), route, asked=asked) for title, route, verb, asked in DESK if may(principal, verb)]


def _pages() -> list[Way]:
    return [Way(str(title), route, clocks=True) for title, route in PAGES]


def _lists(principal: Principal) -> list[Way]:
    return [
        Way(
            str(capfirst(noun._meta.verbose_name_plural)),
            f"admin:commitments_{noun._meta.model_name}_changelist",
            note=_("list of the workspace"),
        )
        for noun, verb in LISTS.items()
        if may(principal, verb)
    ]


def _texts(principal: Principal, on: datetime.date) -> list[Way]:
    """The texts of the reading, and the brief of each that is held."""
    found = []
    for row in visible_to(Agreement.objects.filter(in_reading(on)), principal):
        said: dict[str, Any] = {"note": row.title, "named": row.slug, "clocks": True, "marked": (row,)}
        found.append(Way(_("%(code)s, the text") % {"code": row.code}, "agreement", **said))
        if row.held:
            found.append(Way(_("%(code)s, brief for a minister") % {"code": row.code}, "agreement_brief", **said))
    return found


def _logging(row: Any) -> Way:
    asked: Where
    if isinstance(row, Commitment):
        name, asked = row.title, {"commitment": row.reference}
    elif isinstance(row, PriorityArea):
        name, asked = row.short_name, {"area": row.slug}
    else:
        name, asked = row.name, {"body": f"{row.slug}:{ParticipationRole.PARTICIPANT.value}"}
    note = f"{row.agreement.code} {row.provision.citation}" if isinstance(row, Commitment) else ""
    return Way(
        LOG_FOR % {"name": name}, "admin:commitments_activity_add", asked=asked, note=note, begins=True, marked=(row,)
    )
