"""Which page has which address?"""

from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.i18n import set_language

from commitments.dashboards.activities import activities_page
from commitments.dashboards.activity import activity_page
from commitments.dashboards.agreement import agreement_page
from commitments.dashboards.agreements import agreements_page
from commitments.dashboards.area import area_page
from commitments.dashboards.areas import areas_page
from commitments.dashboards.bodies import bodies_page
from commitments.dashboards.body import body_page
from commitments.dashboards.brief import brief_page
from commitments.dashboards.changes import changes_page
from commitments.dashboards.commitment import commitment_page
from commitments.dashboards.commitments import commitments_page
from commitments.dashboards.copy import evidence_copy
from commitments.dashboards.gaps import gaps_page
from commitments.dashboards.issued_briefs import (
    brief_again_page,
    brief_file,
    briefs_page,
    issue_brief_page,
    issued_brief_page,
)
from commitments.dashboards.overview import overview_page
from commitments.dashboards.palette import palette_answer
from commitments.dashboards.provisions import provisions_page
from commitments.dashboards.reviews import reviews_page
from commitments.dashboards.search import search_page
from commitments.dashboards.signs_of_life import healthz, readyz, robots

urlpatterns = [
    path("", overview_page, name="overview"),
    path("agreements/", agreements_page, name="agreements"),
    re_path(r"^agreements/(?P<slug>[A-Za-z0-9.-]+)/\Z", agreement_page, name="agreement"),
    path("commitments/", commitments_page, name="commitments"),
    re_path(r"^commitments/(?P<reference>[A-Za-z0-9.-]+)/\Z", commitment_page, name="commitment"),
    path("activities/", activities_page, name="activities"),
    path("activities/<uuid:id>/", activity_page, name="activity"),
    path("activities/<uuid:id>/evidence/<uuid:evidence>/", evidence_copy, name="evidence_copy"),
    path("areas/", areas_page, name="areas"),
    re_path(r"^areas/(?P<slug>[A-Za-z0-9.-]+)/\Z", area_page, name="area"),
    path("bodies/", bodies_page, name="bodies"),
    re_path(r"^bodies/(?P<slug>[A-Za-z0-9.-]+)/\Z", body_page, name="body"),
    path("provisions/", provisions_page, name="provisions"),
    path("gaps/", gaps_page, name="gaps"),
    path("reviews/", reviews_page, name="reviews"),
    path("changes/", changes_page, name="changes"),
    path("search/", search_page, name="search"),
    path("search/palette/", palette_answer, name="palette"),
    re_path(r"^agreements/(?P<slug>[A-Za-z0-9.-]+)/brief/\Z", brief_page, {"kind": "agreement"}, "agreement_brief"),
    re_path(r"^areas/(?P<slug>[A-Za-z0-9.-]+)/brief/\Z", brief_page, {"kind": "area"}, "area_brief"),
    re_path(r"^bodies/(?P<slug>[A-Za-z0-9.-]+)/brief/\Z", brief_page, {"kind": "body"}, "body_brief"),
    path("briefs/", briefs_page, name="briefs"),
    path("briefs/issue/", issue_brief_page, name="issue_brief"),
    path("briefs/<uuid:id>/", issued_brief_page, name="issued_brief"),
    path("briefs/<uuid:id>/again/", brief_again_page, name="brief_again"),
    path("briefs/<uuid:id>/file/", brief_file, name="brief_file"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
]
