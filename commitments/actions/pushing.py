"""Take in what a source pushes: a new activity, the same once more, or what goes in place of what it pushed before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.activities import change_activity, log_activity
from commitments.actions.activity_content import ties_of
from commitments.actions.holding import agreements_held
from commitments.actions.last_pushes import digest_of_content, digest_of_sent, remember_pushes
from commitments.actions.refusals import NotAllowedError, require
from commitments.models.activities import Activity
from commitments.models.pushes import Push
from commitments.queries.following import areas_of
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
    content: dict[str, Any],
    *,
    by: Principal,
    insisting: bool = False,
    if_version: int | None = None,
    marking_reason: str = "",
) -> Pushed:
    """Log the activity that `content` names by source and external id, or put the content in place of what it holds.

    The same content as the last push changes nothing, whatever became of the activity since; a marking that is sent
    as it was the last time does not take back what the office marked. `insisting` puts it in place whoever changed
    the activity, where it has the version `if_version`, if one is given. Raises NotAllowedError, ValidationError,
    StaleError, ChangedSinceError, or DoesNotExist where `by` may not see it.
    """
    require_source(by, content["source"])
    with transaction.atomic():
        there = pushed_as(content["source"], content["external_id"])
        if there is None:
            try:
                with transaction.atomic():
                    return Pushed(log_activity(content, by=by), made=True)
            except ValidationError:
                there = pushed_as(content["source"], content["external_id"])  # by another request, this very moment
                if there is None:
                    raise
        agreements_held([*content["commitments"], *there.commitments.all()])
        current = visible_to(Activity.objects.select_for_update(no_key=True), by).get(pk=there.pk)
        last = Push.objects.filter(activity=current).first()
        if not insisting and last is not None and last.sent == digest_of_sent(content):
            return Pushed(current, made=False)
        conflict = not insisting and _changed_since(current, last)
        wanted = {
            **content,
            "areas": areas_of(content["commitments"]) if content["areas"] is None else content["areas"],
        }
        if last is not None and wanted.get("marking") == last.marking:
            del wanted["marking"]
        changed = change_activity(current, wanted, by=by, if_version=if_version, marking_reason=marking_reason)
        if conflict:  # said last: what is wrong with the content besides was said first
            raise ChangedSinceError(current)
        remember_pushes([(changed, content, ties_of(changed))])
    return Pushed(changed, made=False)


def _changed_since(current: Activity, last: Push | None) -> bool:
    """Whether somebody else changed its content since the last push; confirming and marking are no such change."""
    if last is not None and last.content == digest_of_content(current):
        return False
    return changed_by_others(current, since=last.version if last else 0)
