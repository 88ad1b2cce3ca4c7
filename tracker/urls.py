"""Which address leads where?"""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from tracker.metrics import metrics_page

urlpatterns = [
    *([path("", include("commitments.admin.signing_in.urls"))] if settings.SIGNING_IN else []),
    path("admin/", admin.site.urls),
    path("metrics", metrics_page, name="metrics"),
    path("api/", include("commitments.api.urls")),
    path("", include("commitments.dashboards.urls")),
]

handler400 = "tracker.errors.bad_request"
handler403 = "tracker.errors.not_allowed"
handler404 = "tracker.errors.not_found"
handler500 = "tracker.errors.broken"
