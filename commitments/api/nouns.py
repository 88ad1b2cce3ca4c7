"""Which nouns does the API serve, each through one viewset?"""

from commitments.api.activities import ActivityViewSet
from commitments.api.agreements import AgreementViewSet
from commitments.api.areas import PriorityAreaViewSet
from commitments.api.assessments import AssessmentViewSet
from commitments.api.bodies import BodyViewSet
from commitments.api.commitments import CommitmentViewSet
from commitments.api.decisions import DecisionViewSet
from commitments.api.milestones import MilestoneViewSet
from commitments.api.parties import PartyViewSet
from commitments.api.provisions import ProvisionViewSet
from commitments.api.resources import ResourceViewSet
from commitments.api.reviews import ReviewViewSet
from commitments.api.targets import TargetViewSet

VIEWSETS: tuple[type[ResourceViewSet], ...] = (
    *(PartyViewSet, AgreementViewSet, ProvisionViewSet, PriorityAreaViewSet, BodyViewSet, CommitmentViewSet),
    *(MilestoneViewSet, ActivityViewSet, AssessmentViewSet, DecisionViewSet, TargetViewSet, ReviewViewSet),
)
