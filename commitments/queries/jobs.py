"""Which jobs does an administrator see, and how far is each?

Those that make something anew from the rows. Imports are for the eyes of whoever sent them. How much there is in all is
told as a hundred per cent: the number would count rows that the reader may not see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.models.jobs import Job
from commitments.queries.permissions import may
from commitments.vocabulary import REBUILDS, JobState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal

OPEN = (JobState.QUEUED, JobState.RUNNING)
"""The states of a job of which more will come."""


def rebuilds_for(principal: Principal) -> QuerySet[Job]:
    """What was or is to be made anew, the newest first; nothing for whoever may not ask for it."""
    if not may(principal, "rebuild"):
        return Job.objects.none()
    return Job.objects.filter(kind__in=REBUILDS).select_related("asked_by").order_by("-pk")


def per_cent(job: Job) -> int:
    """How much of a job is done, from 0 to 100."""
    if job.state == JobState.DONE:
        return 100
    return min(100, 100 * job.done // job.total) if job.total else 0
