"""How does the admin show a provision, sentence by sentence?"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.asking import asking
from commitments.admin.commitments import pledges
from commitments.admin.links import link_to
from commitments.admin.listing import ByName
from commitments.admin.reading import Part
from commitments.admin.text_rows import TextRowAdmin, mentions, words
from commitments.models.agreements import Agreement
from commitments.models.provisions import Provision
from commitments.queries.visibility import visible_to


@admin.register(Provision)
class ProvisionAdmin(TextRowAdmin):
    list_display = ("key", "citation", "role", "opening", "agreement")
    list_select_related = ("agreement",)
    list_filter = (ByName.of(Agreement, "agreement", many=False), "role")
    search_fields = ("key", "citation", "text")
    shown = (
        *("key", "agreement", "citation", "printed_number", "headings", "parent", "role", "in_words", "start", "end"),
        *("note", "retired_on", "retired_because", "version"),
    )

    @admin.display(description=gettext_lazy("text"))
    def opening(self, provision: Provision) -> str:
        return Truncator(provision.text).words(16)

    @admin.display(description=gettext_lazy("text"))
    def in_words(self, provision: Provision) -> str:
        return words(provision.text)

    @admin.display(description=gettext_lazy("headings above"))
    def headings(self, provision: Provision) -> str:
        return " › ".join(provision.heading_path)

    def parts(self, row: Provision, request: HttpRequest) -> list[Part]:
        principal = asking(request)
        sentences = row.sentences.filter(retired_on=None)
        told = visible_to(row.milestones.filter(retired_on=None), principal)
        areas = visible_to(row.area_mentions.filter(retired_on=None), principal).select_related("area")
        bodies = visible_to(row.body_mentions.filter(retired_on=None), principal).select_related("body")
        commitments = visible_to(row.commitments.filter(retired_on=None), principal)
        return [
            Part(
                _("Sentence by sentence"),
                (_("words"), _("gives"), _("why")),
                [
                    (words(row.agreement.text[each.start : each.end]), each.get_gives_display(), each.why)
                    for each in sentences
                ],
            ),
            pledges(_("Commitments"), commitments),
            Part(_("Milestones"), (_("milestone"), _("words")), [(link_to(each), words(each.quote)) for each in told]),
            mentions(_("Areas named"), areas),
            mentions(_("Bodies named"), bodies),
        ]
