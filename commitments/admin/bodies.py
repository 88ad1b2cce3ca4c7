"""How does the admin show the organisations, commands, programmes and posts that the texts name?"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commitments.admin.asking import asking
from commitments.admin.commitments import pledge
from commitments.admin.links import link_to
from commitments.admin.listing import ByName
from commitments.admin.reading import Part
from commitments.admin.text_rows import TextRowAdmin, mentions
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.models.parties import Party
from commitments.queries.visibility import visible_to


@admin.register(Body)
class BodyAdmin(TextRowAdmin):
    list_display = ("name", "abbreviation", "kind", "party", "parent")
    list_select_related = ("party", "parent")
    list_filter = ("kind", ByName.of(Party, "party", many=False))
    search_fields = ("abbreviation", "name", "slug")
    shown = (
        *("slug", "name", "abbreviation", "kind", "party", "parent", "parent_provenance", "note"),
        *("retired_on", "retired_because", "version"),
    )

    def parts(self, row: Body, request: HttpRequest) -> list[Part]:
        principal = asking(request)
        named = visible_to(row.mentions.filter(retired_on=None), principal).select_related("provision__agreement")
        seen = visible_to(Commitment.objects.all(), principal)
        owed = row.responsibilities.filter(retired_on=None, commitment__in=seen).order_by("commitment__position")
        ties = owed.select_related("commitment__provision")
        return [
            mentions(_("Where it is named"), named, named=False),
            Part(
                _("Commitments"),
                (_("commitment"), _("words"), _("role")),
                [(*pledge(tie.commitment), tie.get_role_display()) for tie in ties],
                seen.filter(pk__in=owed.order_by().values("commitment")),
            ),
            Part(_("Parts of it"), (_("body"),), [(link_to(each, each.name),) for each in row.children.all()]),
        ]
