"""Who asks, and which rows may they see? THE access rule: every door reads through it.

Whatever an object names is visible to everyone who may see the object, so visibility depends on the row's own
marking alone (for text rows: the marking of their agreement).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Exists, OuterRef, Q

from commitments.models.activities import Activity, Evidence, Participation
from commitments.models.agreements import Agreement, AgreementLink, Term
from commitments.models.assessments import Assessment
from commitments.models.briefs import SOURCES, BriefFile, BriefSource, IssuedBrief
from commitments.models.commitments import Commitment, Lineage
from commitments.models.decisions import Decision
from commitments.models.milestones import Milestone, MilestoneEffect
from commitments.models.provisions import AreaMention, BodyMention, Provision
from commitments.models.reviews import Review
from commitments.models.rollups import AreaMonth, ProofDay
from commitments.models.targets import Target
from commitments.vocabulary import Marking, Role, TokenScope

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from commitments.models.people import Person
    from commitments.models.tokens import Token

    Row = TypeVar("Row", bound=Model)

MARKED_BY: dict[type[Model], tuple[str, ...]] = {
    Agreement: ("marking",),
    AgreementLink: ("agreement__marking", "to__marking", "provision__agreement__marking"),
    Term: ("agreement__marking", "provision__agreement__marking"),
    Provision: ("agreement__marking",),
    AreaMention: ("provision__agreement__marking",),
    BodyMention: ("provision__agreement__marking",),
    Commitment: ("agreement__marking",),
    Lineage: ("earlier__agreement__marking", "later__agreement__marking", "dropped_by__marking"),
    Milestone: ("agreement__marking",),
    MilestoneEffect: ("milestone__agreement__marking", "commitment__agreement__marking"),
    Activity: ("marking",),
    Participation: ("activity__marking",),
    Evidence: ("activity__marking",),
    Assessment: ("marking",),
    Decision: ("marking",),
    Target: ("marking",),
    Review: ("marking",),
    ProofDay: ("marking",),
    AreaMonth: ("marking",),
    IssuedBrief: ("marking",),
    BriefFile: ("brief__marking",),
    BriefSource: ("brief__marking",),
}
"""Where the marking of each noun stands. Parties, areas and bodies have none: everybody with an account reads them."""

MARKED_BY_IF_ANY: dict[type[Model], tuple[str, ...]] = {
    Lineage: ("later__agreement__marking", "dropped_by__marking"),
}
"""Where else it stands, in rows that a noun may name or not."""

BRIEFS: dict[type[Model], str] = {IssuedBrief: "pk", BriefFile: "brief", BriefSource: "brief"}
"""Issued briefs are never changed: their marking, and today's of everything that they rest on."""

MAY_BE_EMPTY = ("later__agreement__marking", "dropped_by__marking", "provision__agreement__marking")
"""Lineage names a later commitment or a later agreement, a term or link the words of another text: or not, which hides
nothing."""


@dataclass(frozen=True)
class Principal:
    """A person, or a token acting for one.

    `clearance` is the highest marking they may read; `scopes` is None for a person at a keyboard.
    """

    person: Person
    clearance: Marking
    scopes: frozenset[str] | None = None
    source: str = ""
    name: str = ""

    @property
    def role(self) -> Role:
        return Role(self.person.role)

    @property
    def markings(self) -> list[str]:
        """The markings they may read."""
        return Marking.up_to(self.clearance)

    def has_scope(self, scope: TokenScope) -> bool:
        """Whether a token was given this scope; a person at a keyboard needs none."""
        return self.scopes is None or scope.value in self.scopes


def principal_of(person: Person, token: Token | None = None) -> Principal:
    """Who asks. A token sees never more than its owner, and less where it was given a lower clearance."""
    own = Marking(person.clearance)
    if token is None:
        return Principal(person, own, name=f"person:{person.username}")
    given = Marking(token.clearance) if token.clearance else own
    lower = min(own, given, key=lambda marking: marking.rank)
    return Principal(person, lower, frozenset(token.scopes), token.source, f"token:{token.prefix}")


def visible_to(rows: QuerySet[Row], principal: Principal) -> QuerySet[Row]:
    """The rows that this principal may see, whoever wrote them."""
    return up_to(rows, principal.clearance)


def up_to(rows: QuerySet[Row], clearance: str) -> QuerySet[Row]:
    """The rows that may be read with this clearance."""
    markings = Marking.up_to(clearance)
    for path in MARKED_BY.get(rows.model, ()):
        readable = Q(**{f"{path}__in": markings})
        rows = rows.filter(readable | Q(**{f"{path}__isnull": True}) if path in MAY_BE_EMPTY else readable)
    if rows.model in BRIEFS:
        above = [marking for marking in Marking.values if marking not in markings]
        raised = Q(marking__in=above)
        for noun in SOURCES:
            raised |= Q(**{f"{noun}__marking__in": above})
        rows = rows.filter(~Exists(BriefSource.objects.filter(raised, brief=OuterRef(BRIEFS[rows.model]))))
    return rows
