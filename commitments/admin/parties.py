"""How does the admin show who signed?"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commitments.admin.asking import asking
from commitments.admin.links import link_to
from commitments.admin.reading import Part
from commitments.admin.text_rows import TextRowAdmin
from commitments.models.agreements import Agreement
from commitments.models.parties import Party
from commitments.queries.visibility import visible_to


@admin.register(Party)
class PartyAdmin(TextRowAdmin):
    list_display = ("short_name", "name")
    search_fields = ("short_name", "name", "slug")
    shown = ("slug", "name", "short_name", "retired_on", "retired_because", "version")

    def parts(self, row: Party, request: HttpRequest) -> list[Part]:
        signed: Any = visible_to(Agreement.objects.filter(signatories__party=row), asking(request))
        bodies = [(link_to(body, body.name), body.get_kind_display()) for body in row.bodies.all()]
        return [
            Part(_("Agreements"), (_("agreement"), _("title")), [(link_to(each), each.title) for each in signed]),
            Part(_("Bodies"), (_("body"), _("kind")), bodies),
        ]
