"""The face of the models, for Django alone: import a noun from its own file."""

from commitments.ledger.models import Change, Revision
from commitments.models.access import AccessEvent
from commitments.models.activities import Activity, ActivityWords, Evidence, Participation
from commitments.models.agreements import Agreement, AgreementLink, Signatory, Term
from commitments.models.areas import PriorityArea
from commitments.models.assessments import Assessment
from commitments.models.bodies import Body
from commitments.models.briefs import BriefFile, BriefSource, IssuedBrief
from commitments.models.commitments import Commitment, CommitmentWords, Lineage, OperativeWords, Responsibility
from commitments.models.decisions import Decision
from commitments.models.drafts import Draft
from commitments.models.imports import Import, ImportRow
from commitments.models.jobs import Job
from commitments.models.keys import IdempotencyKey
from commitments.models.markings import MarkingLabel
from commitments.models.milestones import Milestone, MilestoneEffect
from commitments.models.parties import Party
from commitments.models.people import Person
from commitments.models.provisions import AreaMention, BodyMention, Provision, Sentence
from commitments.models.pushes import Push
from commitments.models.reviews import Review, ReviewPosition
from commitments.models.rollups import AreaMonth, ProofDay
from commitments.models.targets import Target
from commitments.models.tokens import Token, TokenUse
from commitments.models.views import SavedView

__all__ = [
    "AccessEvent",
    "Activity",
    "ActivityWords",
    "Agreement",
    "AgreementLink",
    "AreaMention",
    "AreaMonth",
    "Assessment",
    "Body",
    "BodyMention",
    "BriefFile",
    "BriefSource",
    "Change",
    "Commitment",
    "CommitmentWords",
    "Decision",
    "Draft",
    "Evidence",
    "IdempotencyKey",
    "Import",
    "ImportRow",
    "IssuedBrief",
    "Job",
    "Lineage",
    "MarkingLabel",
    "Milestone",
    "MilestoneEffect",
    "OperativeWords",
    "Participation",
    "Party",
    "Person",
    "PriorityArea",
    "ProofDay",
    "Provision",
    "Push",
    "Responsibility",
    "Review",
    "ReviewPosition",
    "Revision",
    "SavedView",
    "Sentence",
    "Signatory",
    "Target",
    "Term",
    "Token",
    "TokenUse",
]
