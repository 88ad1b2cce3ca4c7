"""What is the highest marking of anything that a page or file shows?

Never understated: what a figure rests on counts as shown, and where it cannot be told, everything that the reader may
see does. A list of standings rests on rows that it does not show: one that stands as active is left out of the quiet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, Exists, Q, QuerySet, Value, When

from commitments.models.activities import Activity
from commitments.models.agreements import Agreement, AgreementLink, Term
from commitments.models.assessments import Assessment
from commitments.models.commitments import Commitment, Lineage
from commitments.models.decisions import Decision
from commitments.models.milestones import MilestoneEffect
from commitments.models.people import Person
from commitments.models.reviews import Review
from commitments.models.rollups import ProofDay
from commitments.models.targets import Target
from commitments.queries.containment import NAMES
from commitments.queries.visibility import MARKED_BY, visible_to
from commitments.vocabulary import POSTING_KINDS, BodyKind, Marking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from commitments.queries.visibility import Principal

Shown: TypeAlias = "QuerySet[Any] | Iterable[Model | str]"
"""Rows of one noun: a question that is not sliced, or rows at hand (with the agreement they belong to), or markings."""

UNMARKED = ("Party", "PriorityArea", "Body", "Person", "Token", "MarkingLabel", "Job")
"""Nouns that hold nothing marked themselves."""


def highest_marking_of(*shown: Shown) -> Marking | None:
    """The highest marking of all these rows; None where there are none, or none that is marked. One query at most.

    The rows are those that the reader may see: nothing is left out here. However many there are, the first that has the
    highest marking is enough.
    """
    found: set[str] = set()
    asked: list[tuple[QuerySet[Any], str]] = []
    for rows in shown:
        if isinstance(rows, QuerySet):
            asked += [(rows.order_by(), path) for path in MARKED_BY.get(rows.model, ())]
        else:
            found |= {marking for row in rows for marking in _markings_of(row)}
    markings = [marking for marking in (*found, _highest_in(asked)) if marking]
    return Marking.highest(markings) if markings else None


def _highest_in(asked: list[tuple[QuerySet[Any], str]]) -> str | None:
    """The highest marking that a row of any of the questions has at its path."""
    whens: list[str] = []
    parameters: list[Any] = []
    for marking in reversed(Marking):
        for rows, path in asked:
            try:
                sql, its_own = rows.filter(**{path: marking}).values(path)[:1].query.sql_with_params()
            except EmptyResultSet:
                continue
            whens.append(f"WHEN EXISTS({sql}) THEN '{marking.value}'")
            parameters += its_own
    if not whens:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CASE {' '.join(whens)} END", parameters)
        row = cursor.fetchone()
    highest: str | None = row[0] if row else None
    return highest


def everything_seen_by(principal: Principal) -> Marking | None:
    """The highest marking of anything that this reader may see; None where nothing is there. One query."""
    asked = [When(_any_marked(marking), then=Value(marking)) for marking in reversed(principal.markings)]
    highest = Case(*asked, default=None, output_field=CharField())
    found = Person.objects.filter(pk=principal.person.pk).values_list(highest, flat=True).first()
    return Marking(found) if found else None


def shown_with(commitment: Commitment, principal: Principal) -> list[Shown]:
    """What stands on the page of a commitment, and what its standing rests on."""
    mine = {"commitment": commitment}
    told: list[QuerySet[Any]] = [
        Agreement.objects.filter(pk=commitment.agreement_id),
        Activity.objects.filter(commitments=commitment),
        Assessment.objects.filter(**mine, withdrawn_at=None),
        Decision.objects.filter(**mine, withdrawn_at=None),
        Target.objects.filter(**mine, withdrawn_at=None),
        Review.objects.filter(agreement=commitment.agreement_id),
        Lineage.objects.filter(Q(earlier=commitment) | Q(later=commitment), retired_on=None),
        MilestoneEffect.objects.filter(**mine, retired_on=None),
        Term.objects.filter(agreement=commitment.agreement_id, retired_on=None),
    ]
    return [visible_to(rows, principal) for rows in told]


def shown_with_text(agreement: Agreement, principal: Principal) -> list[Shown]:
    """What stands on the page of an agreement, and what the standing of its commitments rests on."""
    mine = {"commitment__agreement": agreement}
    named = Q(pk=agreement.pk) | Q(linked_from__agreement=agreement) | Q(links__to=agreement)
    posts = {
        "participations__body__kind": BodyKind.POST,
        "participations__body__mentions__provision__agreement": agreement,
    }
    told: list[QuerySet[Any]] = [
        Agreement.objects.filter(named),
        ProofDay.objects.filter(**mine),
        Activity.objects.filter(kind__in=POSTING_KINDS, **posts),
        Assessment.objects.filter(**mine, withdrawn_at=None),
        Decision.objects.filter(**mine, withdrawn_at=None),
        Target.objects.filter(**mine, withdrawn_at=None),
        Review.objects.filter(agreement=agreement),
        Lineage.objects.filter(Q(earlier__agreement=agreement) | Q(later__agreement=agreement), retired_on=None),
        Lineage.objects.filter(dropped_by=agreement, retired_on=None),
        MilestoneEffect.objects.filter(Q(**mine) | Q(milestone__agreement=agreement), retired_on=None),
        AgreementLink.objects.filter(Q(agreement=agreement) | Q(to=agreement), retired_on=None),
        Term.objects.filter(agreement=agreement, retired_on=None),
    ]
    return [visible_to(rows, principal) for rows in told]


def _any_marked(marking: str) -> Q:
    there = Q()
    for model in NAMES:
        there |= Q(Exists(model._default_manager.filter(marking=marking)))
    return there


def _markings_of(row: Model | str) -> list[str]:
    if isinstance(row, str):
        return [row]
    found: list[Any] = []
    for path in MARKED_BY.get(type(row), ()):
        value: Any = row
        for step in path.split("__"):
            value = getattr(value, step, None)
        found.append(value)
    return [marking for marking in found if marking]
