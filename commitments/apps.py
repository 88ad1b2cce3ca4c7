"""What does Django start with this app?"""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils import dateformat
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("Commitments")

    def ready(self) -> None:
        """Hand the ledger its lists and keep its triggers in step; hand markings their labels and dates their days."""
        from commitments.formats.days import WrittenDays
        from commitments.ledger import checks  # noqa: F401 (registers itself)
        from commitments.ledger.install import keep
        from commitments.management import checks as groups  # noqa: F401 (registers itself)
        from commitments.models.rollups import ROLLUPS
        from commitments.models.tracked import GROWING, TRACKED
        from commitments.queries.labels import label_of
        from commitments.vocabulary import ask_for_labels

        keep(TRACKED, GROWING, ROLLUPS, app=self)
        ask_for_labels(label_of)
        dateformat.DateFormat = WrittenDays  # type: ignore[misc]  # all that writes a date goes through it


class TrackerAdminConfig(SimpleAdminConfig):
    """Django's admin with our own site and our own nouns, and no other: the role decides what it offers."""

    default_site = "commitments.admin.site.TrackerAdminSite"

    def ready(self) -> None:
        super().ready()
        import_module("commitments.admin.nouns")
        if settings.SECOND_FACTOR != "off":
            import_module("commitments.admin.signing_in.reset")
