"""What is missing, as this reader may know it, on a day? Each number with the list that yields it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.provisions import Provision
from commitments.models.rollups import AreaMonth, Counted
from commitments.queries.figures import Figure
from commitments.queries.lacking import quiet_areas, unread_provisions
from commitments.queries.listing import commitments_list, text_rows_list
from commitments.queries.postings import posts_ever_filled, promised_posts
from commitments.queries.visibility import visible_to
from commitments.vocabulary import BodyKind, State

if TYPE_CHECKING:
    import datetime

    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Gap:
    """One kind of thing that is missing: its name, what it means, and what to say when nothing of the kind is."""

    code: str
    name: str | Promise
    none: str | Promise
    sentence: str | Promise
    figure: Figure


def gaps(principal: Principal, *, on: datetime.date) -> list[Gap]:
    """Every kind of gap, those of the texts first; a number may be zero. A constant number of queries."""
    seen_by, day = principal.clearance, on.isoformat()
    unread = text_rows_list(Provision, principal, on).filter(unread_provisions(on)).count()
    listed: Any = commitments_list(principal, on)
    silent = listed.filter(state=State.SILENT).count()
    quiet = text_rows_list(PriorityArea, principal, on).filter(quiet_areas(on, seen_by)).count()
    posts = text_rows_list(Body, principal, on).filter(promised_posts(on, seen_by), kind=BodyKind.POST)
    unfilled = posts.exclude(Q(pk__in=posts_ever_filled(on, seen_by))).count()
    return [
        Gap(
            "unread_words",
            _("Operative words without a commitment"),
            _("Every clause that promises something has its commitment: well done."),
            _("Operative words that no commitment was read out of."),
            Figure(unread, "provisions", {"unread": "true", "on": day}),
        ),
        Gap(
            "silent_commitments",
            _("Commitments without an activity"),
            _("Something was done or is planned for every commitment: well done."),
            _("Commitments that nothing was done for, as far as is known, and nothing is planned."),
            Figure(silent, "commitments", {"state": State.SILENT.value, "on": day}),
        ),
        Gap(
            "untied_activities",
            _("Activities without a commitment"),
            _("Every activity is tied to a commitment: well done."),
            _("Activities that are tied to no commitment yet."),
            Figure(_activities(Counted.WITHOUT_COMMITMENT, principal), "activities", {"commitment": "none"}),
        ),
        Gap(
            "quiet_areas",
            _("Areas gone quiet"),
            _("No area has gone quiet: well done."),
            _("Areas in which things were done, but nothing began in the last twelve months and nothing is under way."),
            Figure(quiet, "areas", {"quiet": "true", "on": day}),
        ),
        Gap(
            "unfilled_posts",
            _("Posts never filled"),
            _("Every post that a text promises has been filled: well done."),
            _("Posts that nobody has ever filled."),
            Figure(unfilled, "bodies", {"ever_filled": "false", "on": day}),
        ),
        Gap(
            "links_without_copy",
            _("Links without a copy"),
            _("Every piece of evidence has its copy: well done."),
            _("Activities with evidence that is a link only: it may be gone tomorrow."),
            Figure(_activities(Counted.WITH_A_LINK_ONLY, principal), "activities", {"copy": "false"}),
        ),
    ]


def _activities(counted: Counted, principal: Principal) -> int:
    """How many activities there are of a kind that is counted as they change."""
    rows = visible_to(AreaMonth.objects.filter(area=counted.value), principal)
    found: int | None = rows.aggregate(number=Sum("number"))["number"]
    return found or 0
