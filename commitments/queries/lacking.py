"""What is missing: which words promise without a commitment, and which areas went quiet?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from commitments.models.commitments import Commitment, OperativeWords
from commitments.models.rollups import AreaMonth
from commitments.queries.sources import HAPPENED
from commitments.queries.visibility import up_to
from commitments.texts.periods import add_months
from commitments.vocabulary import ProvisionRole, Stage

if TYPE_CHECKING:
    import datetime

QUIET_MONTHS = 12


def unread_provisions() -> Q:
    """A condition on provisions: operative, and no commitment in force was read out of it or rests on its words."""
    read = Commitment.objects.filter(provision=OuterRef("pk"), retired_on=None)
    rests = OperativeWords.objects.filter(provision=OuterRef("pk"), retired_on=None, commitment__retired_on=None)
    return Q(role=ProvisionRole.OPERATIVE) & ~Q(Exists(read)) & ~Q(Exists(rests))


def quiet_areas(on: datetime.date, seen_by: str) -> Q:
    """A condition on areas: something happened there by the day's month, but nothing began in that month or the twelve
    before it, and nothing is under way. Read from the counts that are kept."""
    month = on.replace(day=1)
    counted = AreaMonth.objects.filter(area=OuterRef("pk"), month__lte=month, stage__in=HAPPENED, number__gt=0)
    happened = up_to(counted, seen_by)
    lately = happened.filter(Q(month__gte=add_months(month, -QUIET_MONTHS)) | Q(stage=Stage.UNDER_WAY))
    return Q(Exists(happened)) & ~Q(Exists(lately))
