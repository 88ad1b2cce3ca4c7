"""Take in what a source pushes under its own name for an activity: new, unchanged, or in place of what it pushed before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.activities import change_activity, log_activity
from commitments.actions.activity_content import ties_of
from commitments.actions.last_pushes import digest_of_content, digest_of_sent, remember_pushes
from commitments.actions.refusals import NotAllowedError, StaleError, require
from commitments.models.activities import Activity
from commitments.models.pushes import Push
from commitments.queries.pushes import changed_by_others, pushed_as
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal


class ChangedSinceError(Exception):
    """Somebody else changed the activity since the source last pushed it; `current` is the activity as it stands."""

    def __init__(self, current: Activity) -> None:
        super().__init__("Somebody else changed the activity since it was last pushed.")
        self.current = current


@dataclass(frozen=True)
class Pushed:
    """The activity as it stands after the push, and whether it is new."""

    activity: Activity
    made: bool


def require_source(by: Principal, source: str) -> None:
    """Raise NotAllowedError unless `by` may log activities and owns the source."""
    require(by, "log_activity")
    if not source or by.source != source:
        raise NotAllowedError(_("You do not own the source “%(source)s”.") % {"source": source})


def push_activity(
    content: dict[str, Any], *, by: Principal, if_version: int | None = None, marking_reason: str = ""
) -> Pushed:
    """Log the activity that `content` names by source and external id, or put the content in place of what it holds.

    The same content as the last push changes nothing, whatever became of the activity since; a marking that is sent
    as it was the last time does not take back what the office marked. With `if_version` the content is put in place
    whoever changed it, as long as it has that version. Raises NotAllowedError, ValidationError, StaleError,
    ChangedSinceError, or DoesNotExist where `by` may not see it.
    """
    require_source(by, content["source"])
    with transaction.atomic():
        there = pushed_as(content["source"], content["external_id"])
        if there is None:
            try:
                with transaction.atomic():
                    return Pushed(log_activity(content, by=by), made=True)
            except ValidationError:
                there = pushed_as(content["source"], content["external_id"])
                if there is None:
                    raise
        return Pushed(_replaced(there, content, by, if_version, marking_reason), made=False)


def _replaced(
    there: Activity, content: dict[str, Any], by: Principal, if_version: int | None, marking_reason: str
) -> Activity:
    current = visible_to(Activity.objects.all(), by).get(pk=there.pk)
    last = Push.objects.filter(activity=current).first()
    if if_version is None and last is not None and last.sent == digest_of_sent(content):
        return current
    wanted = {name: value for name, value in content.items() if not _marked_as_before(name, value, last)}
    with transaction.atomic():
        changed = change_activity(current, wanted, by=by, marking_reason=marking_reason)
        # Held by now, so nobody changes it any more; what it was until now is what `current` was read as, or newer.
        if if_version is None and _changed_since(there, last, by):
            raise ChangedSinceError(there)
        if if_version is not None and if_version != _version_before(changed, current):
            raise StaleError(current)
        remember_pushes([(changed, content, ties_of(changed))])
    return changed
