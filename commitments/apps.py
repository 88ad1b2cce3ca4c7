"""What does Django start with this app?"""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("Commitments")


class TrackerAdminConfig(AdminConfig):
    """Django's admin with our own site: everybody may log in, the role decides what it offers."""

    default_site = "commitments.admin.site.TrackerAdminSite"
