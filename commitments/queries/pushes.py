"""Which activity did a source push under a name, and did anybody else change it since?"""

from __future__ import annotations

from commitments.ledger.declaration import table_of
from commitments.ledger.models import Change
from commitments.models.activities import Activity
from commitments.models.tokens import Token


def pushed_as(source: str, external_id: str) -> Activity | None:
    """The activity that has this origin, whoever may see it.

    That a name is not empty is said, so that SQLite finds it in its index as well.
    """
    return Activity.objects.filter(source=source, external_id=external_id).exclude(external_id="").first()


def changed_by_others(activity: Activity, *, since: int) -> bool:
    """Whether anybody but the tokens of its own source changed it after it had the version `since`."""
    own = [
        f"token:{prefix}" for prefix in Token.objects.filter(source=activity.source).values_list("prefix", flat=True)
    ]
    changes = Change.objects.filter(type=table_of(Activity).type, object_id=str(activity.pk), version__gt=since)
    return changes.exclude(revision__actor__in=own).exists()
