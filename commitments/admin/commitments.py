"""How does the admin show a commitment: its words, who owes it, and how it stands today?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.asking import asking
from commitments.admin.links import link_to, list_of
from commitments.admin.listing import ByName
from commitments.admin.reading import Part, Step
from commitments.admin.text_rows import TextRowAdmin, words
from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.commitments import Commitment, Lineage
from commitments.models.parties import Party
from commitments.queries.attention import standing_of
from commitments.queries.banner import shown_with
from commitments.queries.listing import commitments_list
from commitments.queries.permissions import may
from commitments.queries.promises import promises
from commitments.queries.visibility import visible_to
from commitments.vocabulary import ActivityKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from commitments.queries.banner import Shown


def pledge(commitment: Commitment) -> tuple[Any, Any]:
    """A commitment in two cells: its name and its words."""
    return link_to(commitment), words(commitment.quote)


def pledges(heading: str, rows: QuerySet[Commitment]) -> Part:
    """A table of commitments."""
    cells = [(*pledge(row), row.get_strength_display()) for row in rows]
    return Part(heading, (_("commitment"), _("words"), _("strength")), cells, rows)


@admin.register(Commitment)
class CommitmentAdmin(TextRowAdmin):
    list_display = ("reference", "title", "strength", "scope", "state", "agreement")
    list_select_related = ("agreement", "provision")
    list_filter = (
        ByName.of(Agreement, "agreement", many=False),
        ByName.of(PriorityArea, "areas"),
        ByName.of(Party, "obligated", many=True),
        *("strength", "scope", "recurrence"),
    )
    search_fields = ("reference", "provision__citation", "title", "quote")
    read_template = "admin/commitment.html"
    shown = (
        *("reference", "agreement", "provision", "strength", "scope", "recurrence", "obligated", "areas"),
        *("kinds_called_for", "note", "retired_on", "retired_because", "version"),
    )

    def listed(self, request: HttpRequest) -> QuerySet[Any]:
        rows = commitments_list(asking(request), timezone.localdate())
        return rows.order_by(*self.model._meta.ordering)

    @admin.display(description=gettext_lazy("state today"))
    def state(self, commitment: Commitment) -> str:
        standing = standing_of(commitment)
        return str(standing.state.label) if standing else ""

    @admin.display(description=gettext_lazy("activity kinds it calls for"))
    def kinds_called_for(self, commitment: Commitment) -> str:
        return ", ".join(str(ActivityKind(code).label) for code in commitment.activity_kinds)

    def more(self, row: Commitment, request: HttpRequest) -> dict[str, Any]:
        return {
            "promise": promises([row.reference], on=timezone.localdate(), seen_by=asking(request))[0],
            "activities_url": f"{list_of(Activity)}?commitment={row.reference}",
        }

    def shows(self, row: Commitment, request: HttpRequest) -> Iterable[Shown]:
        return shown_with(row, asking(request))

    def steps(self, row: Commitment, request: HttpRequest) -> list[Step]:
        offered = (
            ("log_activity", _("Log activity"), "activity"),
            ("assess_commitment", _("Assess"), "assessment"),
            ("decide", _("Decide"), "decision"),
            ("set_target", _("Set a target"), "target"),
        )
        return [
            Step(label, f"{reverse(f'admin:commitments_{noun}_add')}?commitment={row.reference}")
            for verb, label, noun in offered
            if may(asking(request), verb)
        ]

    def parts(self, row: Commitment, request: HttpRequest) -> list[Part]:
        principal = asking(request)
        owed = row.responsibilities.filter(retired_on=None).select_related("body")
        threads = visible_to(Lineage.objects.filter(Q(earlier=row) | Q(later=row), retired_on=None), principal)
        threads = threads.select_related("earlier", "later__agreement", "dropped_by")
        told = visible_to(row.milestones.filter(retired_on=None), principal)
        return [
            Part(
                _("Who does what"),
                (_("body"), _("role")),
                [(link_to(each.body, each.body.name), each.get_role_display()) for each in owed],
            ),
            Part(
                _("Across the texts"),
                (_("earlier"), _("became"), _("later"), _("why")),
                [
                    (link_to(each.earlier), each.get_kind_display(), link_to(each.later or each.dropped_by), each.note)
                    for each in threads
                    if each.later is None or each.later.agreement.marking in principal.markings
                ],
            ),
            Part(_("Milestones"), (_("milestone"), _("words")), [(link_to(each), words(each.quote)) for each in told]),
        ]
