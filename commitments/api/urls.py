"""Which addresses does the API have?"""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from commitments.api.activities import ActivityViewSet
from commitments.api.agreements import AgreementViewSet
from commitments.api.areas import PriorityAreaViewSet
from commitments.api.assessments import AssessmentViewSet
from commitments.api.audit import AccessEventViewSet, LedgerHeadViewSet
from commitments.api.bodies import BodyViewSet
from commitments.api.commitments import CommitmentViewSet
from commitments.api.decisions import DecisionViewSet
from commitments.api.description import DescriptionView
from commitments.api.milestones import MilestoneViewSet
from commitments.api.parties import PartyViewSet
from commitments.api.plan import plan_for
from commitments.api.provisions import ProvisionViewSet
from commitments.api.resources import ResourceViewSet
from commitments.api.reviews import ReviewViewSet
from commitments.api.summaries import OverviewView
from commitments.api.targets import TargetViewSet

VIEWSETS: tuple[type[ResourceViewSet], ...] = (
    *(PartyViewSet, AgreementViewSet, ProvisionViewSet, PriorityAreaViewSet, BodyViewSet, CommitmentViewSet),
    *(MilestoneViewSet, ActivityViewSet, AssessmentViewSet, DecisionViewSet, TargetViewSet, ReviewViewSet),
)

router = SimpleRouter()
for viewset in VIEWSETS:
    plan_for(viewset.reading(), viewset.resource)  # a field that cannot be read stops the start
    router.register(viewset.resource, viewset, basename=f"api-{viewset.resource}")

v1 = [
    *router.urls,
    path("summaries/overview/", OverviewView.as_view(), name="api-overview"),
    path("audit/access/", AccessEventViewSet.as_view({"get": "list"}), name="api-audit-access"),
    path("audit/head/", LedgerHeadViewSet.as_view({"get": "retrieve"}), name="api-audit-head"),
    path("schema/", DescriptionView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
urlpatterns = [path("v1/", include(v1))]
