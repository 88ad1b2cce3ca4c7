"""How does the admin show the fields in which the parties cooperate?"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commitments.admin.asking import asking
from commitments.admin.commitments import pledges
from commitments.admin.reading import Part
from commitments.admin.text_rows import TextRowAdmin, mentions
from commitments.models.areas import PriorityArea
from commitments.queries.visibility import visible_to


@admin.register(PriorityArea)
class PriorityAreaAdmin(TextRowAdmin):
    list_display = ("short_name", "name")
    search_fields = ("short_name", "name", "slug")
    shown = ("slug", "name", "short_name", "note", "retired_on", "retired_because", "version")

    def parts(self, row: PriorityArea, request: HttpRequest) -> list[Part]:
        principal = asking(request)
        named = visible_to(row.mentions.filter(retired_on=None), principal).select_related("provision__agreement")
        return [
            mentions(_("Where it is named"), named, named=False),
            pledges(_("Commitments"), visible_to(row.commitments.all(), principal)),
        ]
