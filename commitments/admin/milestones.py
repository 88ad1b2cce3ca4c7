"""How does the admin show what a text says happened, or is planned?"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.asking import asking
from commitments.admin.commitments import pledge
from commitments.admin.listing import ByName
from commitments.admin.reading import Part
from commitments.admin.text_rows import TextRowAdmin, words
from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.milestones import Milestone
from commitments.queries.imprecise import at_precision
from commitments.queries.visibility import visible_to


@admin.register(Milestone)
class MilestoneAdmin(TextRowAdmin):
    list_display = ("key", "title", "dated", "planned", "agreement")
    list_select_related = ("agreement",)
    list_filter = (ByName.of(Agreement, "agreement", many=False), "planned")
    search_fields = ("key", "title", "quote")
    shown = (
        *("key", "title", "agreement", "provision", "in_words", "planned", "dated", "note"),
        *("retired_on", "retired_because", "version"),
    )

    @admin.display(description=gettext_lazy("date"), ordering="dated_on")
    def dated(self, milestone: Milestone) -> str:
        return at_precision(milestone.dated_on, milestone.date_precision)

    @admin.display(description=gettext_lazy("words"))
    def in_words(self, milestone: Milestone) -> str:
        return words(milestone.quote)

    def parts(self, row: Milestone, request: HttpRequest) -> list[Part]:
        seen = visible_to(Commitment.objects.all(), asking(request))
        effects = row.effects.filter(retired_on=None, commitment__in=seen).select_related("commitment__provision")
        return [
            Part(
                _("What it did for commitments"),
                (_("commitment"), _("words"), _("effect")),
                [(*pledge(each.commitment), each.get_effect_display()) for each in effects],
                effects,
            )
        ]
