"""What does a brief rest on, and where do the texts name its subject?

Never understated: whatever its figures count is among it, not only what it cites.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commitments.models.activities import Activity
from commitments.models.agreements import Agreement, AgreementLink
from commitments.models.areas import PriorityArea
from commitments.models.assessments import Assessment
from commitments.models.bodies import Body
from commitments.models.decisions import Decision
from commitments.models.milestones import MilestoneEffect
from commitments.models.provisions import AreaMention, BodyMention, Provision
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.queries.sources import in_reading
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from commitments.models.commitments import Commitment
    from commitments.queries.terms import AgreementLine
    from commitments.queries.visibility import Principal


def rests_on(
    principal: Principal,
    lines: Iterable[AgreementLine],
    mentions: Iterable[Provision],
    commitments: Iterable[Commitment],
    activities: QuerySet[Activity],
) -> list[QuerySet[Any]]:
    """Every marked row that this reader may see and the brief shows, counts or draws a standing from, by noun.

    A noun has several questions where its rows come from several places, and a row may be in more than one of them:
    each is a plain one, so that no planner takes a way that is thousands of times too long.
    """
    texts = [line.agreement.pk for line in lines]
    mine = {"commitment__in": [row.pk for row in commitments]}
    effects = visible_to(MilestoneEffect.objects.filter(**mine, retired_on=None), principal).order_by()
    links = visible_to(AgreementLink.objects.filter(agreement__in=texts, retired_on=None), principal).order_by()
    terms = [term.provision.agreement_id for line in lines for term in line.terms if term.provision]
    named = [*texts, *terms, *(provision.agreement_id for provision in mentions)]
    ties = Activity.commitments.through._default_manager.filter(**mine)
    rows: list[QuerySet[Any]] = [
        Agreement.objects.filter(pk__in=named),
        Agreement.objects.filter(pk__in=effects.values("milestone__agreement")),
        Agreement.objects.filter(pk__in=links.values("to")),
        Agreement.objects.filter(pk__in=links.values("provision__agreement")),
        Activity.objects.filter(pk__in=ties.values("activity")),
        activities,
        Assessment.objects.filter(**mine, withdrawn_at=None),
        Decision.objects.filter(**mine, withdrawn_at=None),
        Target.objects.filter(**mine, withdrawn_at=None),
        Review.objects.filter(agreement__in=texts),
    ]
    return [visible_to(each, principal) for each in rows]


def mentions_of(principal: Principal, row: Agreement | PriorityArea | Body, on: datetime.date) -> list[Provision]:
    """Where the texts name an area or a body, in their order, each place once; empty for an agreement."""
    if isinstance(row, Agreement):
        return []
    found: Any
    if isinstance(row, PriorityArea):
        found = visible_to(AreaMention.objects.filter(in_reading(on), area=row), principal)
    else:
        found = visible_to(BodyMention.objects.filter(in_reading(on), body=row), principal)
    found = found.order_by().values("provision")
    return list(Provision.objects.filter(pk__in=found).select_related("agreement"))


def cited_only(principal: Principal, lines: Iterable[AgreementLine]) -> list[AgreementLink]:
    """The links of these texts to instruments whose text is not held."""
    texts = [line.agreement.pk for line in lines]
    rows = AgreementLink.objects.filter(agreement__in=texts, to__held=False, retired_on=None)
    links = visible_to(rows, principal).select_related("provision__agreement")
    return list(links.order_by("provision__position", "order"))
