"""What does Django start with this app?"""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("Commitments")

    def ready(self) -> None:
        """Hand the ledger its lists of tables and rollups, and keep its triggers in step with them."""
        from commitments.ledger import checks  # noqa: F401 (registers itself)
        from commitments.ledger.install import keep
        from commitments.models.rollups import ROLLUPS
        from commitments.models.tracked import TRACKED

        keep(TRACKED, ROLLUPS, app=self)


class TrackerAdminConfig(SimpleAdminConfig):
    """Django's admin with our own site and our own nouns, and no other: the role decides what it offers."""

    default_site = "commitments.admin.site.TrackerAdminSite"

    def ready(self) -> None:
        super().ready()
        import_module("commitments.admin.nouns")
