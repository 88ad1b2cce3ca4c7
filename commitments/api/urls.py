"""Which addresses does the API have?"""

from django.urls import include, path
from django.views.decorators.common import no_append_slash
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from commitments.api.audit import AccessEventViewSet, LedgerHeadViewSet
from commitments.api.changed import ChangedView
from commitments.api.changes import ChangesView
from commitments.api.description import DescriptionView
from commitments.api.figures import AreasView, GapsView, QuartersView
from commitments.api.nouns import VIEWSETS
from commitments.api.plan import plan_for
from commitments.api.summaries import OverviewView

router = SimpleRouter()
for viewset in VIEWSETS:
    plan_for(viewset.reading(), viewset.resource)  # a field that cannot be read stops the start
    router.register(viewset.resource, viewset, basename=f"api-{viewset.resource}")

v1 = [
    *router.urls,
    path("changes/", ChangesView.as_view(), name="api-changes"),
    path("summaries/overview/", OverviewView.as_view(), name="api-overview"),
    path("summaries/areas/", AreasView.as_view(), name="api-areas-summary"),
    path("summaries/quarters/", QuartersView.as_view(), name="api-quarters-summary"),
    path("summaries/gaps/", GapsView.as_view(), name="api-gaps-summary"),
    path("summaries/changes/", ChangedView.as_view(), name="api-changed"),
    path("audit/access/", AccessEventViewSet.as_view({"get": "list"}), name="api-audit-access"),
    path("audit/head/", LedgerHeadViewSet.as_view({"get": "retrieve"}), name="api-audit-head"),
    path("schema/", no_append_slash(DescriptionView.as_view()), name="api-schema"),
    path("docs/", no_append_slash(SpectacularSwaggerSplitView.as_view(url_name="api-schema")), name="api-docs"),
]
urlpatterns = [path("v1/", include(v1))]
