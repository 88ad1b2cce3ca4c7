"""How does the admin show an instrument, its dates and what it is to others?"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.asking import asking
from commitments.admin.commitments import pledges
from commitments.admin.links import link_to
from commitments.admin.marking import MarkedAdmin
from commitments.admin.reading import Part
from commitments.admin.text_rows import TextRowAdmin, words
from commitments.models.agreements import Agreement
from commitments.queries.imprecise import at_precision
from commitments.queries.visibility import visible_to


@admin.register(Agreement)
class AgreementAdmin(MarkedAdmin, TextRowAdmin):
    list_display = ("short_name", "code", "kind", "dated", "held", "marking")
    list_filter = ("kind", "held", "marking")
    search_fields = ("code", "slug", "title", "short_name")
    shown = (
        *("code", "slug", "title", "kind", "signed_by", "dated", "place", "held", "text_sha256", "marking", "note"),
        *("retired_on", "retired_because", "version"),
    )

    @admin.display(description=gettext_lazy("date"), ordering="dated_on")
    def dated(self, agreement: Agreement) -> str:
        if agreement.dated_on is None:
            return ""
        day = at_precision(agreement.dated_on, agreement.date_precision)
        return f"{day} ({agreement.get_date_label_display()})"

    @admin.display(description=gettext_lazy("parties"))
    def signed_by(self, agreement: Agreement) -> str:
        return ", ".join(each.party.name for each in agreement.signatories.select_related("party"))

    def parts(self, row: Agreement, request: HttpRequest) -> list[Part]:
        principal = asking(request)
        terms = visible_to(row.terms.filter(retired_on=None), principal).select_related("provision__agreement")
        links = visible_to(row.links.filter(retired_on=None), principal).select_related("to", "provision__agreement")
        back = visible_to(row.linked_from.filter(retired_on=None), principal).select_related("agreement")
        provisions = visible_to(row.provisions.filter(retired_on=None), principal).select_related("agreement")
        commitments = visible_to(row.commitments.filter(retired_on=None), principal)
        return [
            Part(
                _("When it runs"),
                (_("from"), _("to"), _("how it is known"), _("words"), _("note")),
                [
                    (
                        each.starts_on or "",
                        each.ends_on or "",
                        each.get_provenance_display(),
                        words(each.quote),
                        each.note,
                    )
                    for each in terms
                ],
                terms,
            ),
            Part(
                _("What it is to others"),
                (_("kind"), _("agreement"), _("where"), _("words")),
                [
                    (each.get_kind_display(), link_to(each.to), link_to(each.provision), words(each.quote))
                    for each in links
                ],
                links,
            ),
            Part(
                _("What others are to it"),
                (_("agreement"), _("kind")),
                [(link_to(each.agreement), each.get_kind_display()) for each in back],
                back,
            ),
            Part(
                _("Provisions"),
                (_("citation"), _("role"), _("text")),
                [(link_to(each, each.citation), each.get_role_display(), words(each.text)) for each in provisions],
            ),
            pledges(_("Commitments"), commitments),
        ]
