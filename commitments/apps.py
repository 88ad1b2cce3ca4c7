"""What does Django start with this app?"""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("Commitments")


class TrackerAdminConfig(SimpleAdminConfig):
    """Django's admin with our own site and our own nouns, and no other: the role decides what it offers."""

    default_site = "commitments.admin.site.TrackerAdminSite"

    def ready(self) -> None:
        super().ready()
        import_module("commitments.admin.nouns")
