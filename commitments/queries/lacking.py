"""What is missing: which words promise without a commitment, and which areas went quiet?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from commitments.models.commitments import Commitment, OperativeWords
from commitments.models.rollups import AreaMonth
from commitments.queries.sources import HAPPENED, in_reading
from commitments.queries.visibility import up_to
from commitments.texts.periods import add_months
from commitments.vocabulary import ProvisionRole, Stage

if TYPE_CHECKING:
    import datetime

QUIET_MONTHS = 12


def unread_provisions(on: datetime.date) -> Q:
    """A condition on provisions: operative, of a text that was there by the day, and no commitment in force on it was
    read out of it or rests on its words."""
    read = Commitment.objects.filter(in_reading(on), provision=OuterRef("pk"))
    rests = OperativeWords.objects.filter(in_reading(on), in_reading(on, "commitment__"), provision=OuterRef("pk"))
    begun = Q(agreement__counts_on=None) | Q(agreement__counts_on__lte=on)
    return begun & Q(role=ProvisionRole.OPERATIVE) & ~Q(Exists(read)) & ~Q(Exists(rests))


def quiet_areas(on: datetime.date, seen_by: str) -> Q:
    """A condition on areas: something happened there by the day's month, but nothing began in that month or the twelve
    before it, and nothing is under way. Read from the counts that are kept."""
    month = on.replace(day=1)
    counted = AreaMonth.objects.filter(area=OuterRef("pk"), month__lte=month, stage__in=HAPPENED, number__gt=0)
    happened = up_to(counted, seen_by)
    lately = happened.filter(Q(month__gte=add_months(month, -QUIET_MONTHS)) | Q(stage=Stage.UNDER_WAY))
    return Q(Exists(happened)) & ~Q(Exists(lately))
