"""What stands in the tables?"""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from commitments.models.activities import Activity, Evidence, Participation
from commitments.models.agreements import Agreement, AgreementLink, Signatory, Term
from commitments.models.areas import PriorityArea
from commitments.models.assessments import Assessment
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment, Lineage, OperativeWords, Responsibility
from commitments.models.decisions import Decision
from commitments.models.milestones import Milestone, MilestoneEffect
from commitments.models.parties import Party
from commitments.models.provisions import AreaMention, BodyMention, Provision, Sentence
from commitments.models.reviews import Review, ReviewPosition
from commitments.models.targets import Target

TEXT_ROWS = (Party, PriorityArea, Body, Agreement, Provision, Commitment, Milestone)
PARTS = (Signatory, Term, AgreementLink, Sentence, AreaMention, BodyMention, OperativeWords, Responsibility, Lineage)
PARTS += (MilestoneEffect,)
WORK = (Activity, Participation, Evidence, Assessment, Decision, Target, Review, ReviewPosition)
TIES = (Activity.commitments.through, Activity.areas.through)
SHARING = "IPCP20-2.2b-c3"  # what EditedFixtures.drop_information_sharing drops


def rows_of(*models: type[Model]) -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def chosen() -> list[list[tuple[Any, ...]]]:
    many = (Commitment.obligated.through, Commitment.areas.through)
    return [list(through.objects.order_by("pk").values_list()) for through in many]
