"""Say what shows an activity: links, with their publisher and the day somebody saw them.

A link is a dict of `title publisher url seen_on`, with the `id` of the evidence that it changes when it was there
before. Uploaded copies are left as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.activities import change_activity, log_activity
from commitments.actions.refusals import StaleError, require
from commitments.actions.validation import validate
from commitments.models.activities import Activity, Evidence
from commitments.vocabulary import ActivityState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commitments.queries.visibility import Principal

Link = dict[str, Any]
COLUMNS = ("title", "publisher", "url", "seen_on")


def set_evidence(
    activity: Activity, links: Sequence[Link], *, by: Principal, if_version: int | None = None
) -> Activity:
    """Make these the links of the activity; return it as it now stands.

    It counts as a change of content: a confirmed activity goes back to logged. What changes nothing changes no
    version. Raises NotAllowedError, StaleError, or ValidationError({"evidence": sentences}).
    """
    require(by, "change_activity")
    with transaction.atomic():
        current = Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
        if if_version is not None and current.version != if_version:
            raise StaleError(current)
        if _put(current, links):
            current.version += 1
            _back_to_logged(current)
    return current


def log_with_evidence(content: dict[str, Any], links: Sequence[Link], *, by: Principal) -> Activity:
    """Log an activity together with what shows it, as one write; return it, version 1."""
    with transaction.atomic():
        activity = log_activity(content, by=by)
        _put(activity, links)
    return activity


def change_with_evidence(
    activity: Activity,
    content: dict[str, Any],
    links: Sequence[Link],
    *,
    by: Principal,
    if_version: int,
    marking_reason: str = "",
    reason: str = "",
) -> Activity:
    """Change an activity together with what shows it, as one write: its version rises by one, or not at all."""
    with transaction.atomic():
        told = {"marking_reason": marking_reason, "reason": reason}
        current = change_activity(activity, content, by=by, if_version=if_version, **told)
        if _put(current, links):
            current.version = if_version + 1
            _back_to_logged(current)
    return current


def _back_to_logged(current: Activity) -> None:
    if current.state == ActivityState.CONFIRMED:
        current.state, current.confirmed_by = ActivityState.LOGGED, None
    current.updated_at = timezone.now()
    current.save()


def _put(activity: Activity, links: Sequence[Link]) -> bool:
    """Write the links; whether anything changed."""
    there = {row.pk: row for row in activity.evidence.all()}
    kept = {str(link["id"]) for link in links if link.get("id")}
    if strangers := kept - {str(pk) for pk in there}:
        raise ValidationError({"evidence": [_("There is no evidence “%(id)s” here.") % {"id": min(strangers)}]})
    gone = [row for row in there.values() if not row.file and str(row.pk) not in kept]
    rows = {str(row.pk): row for row in there.values()}
    changed = [row for link in links if (row := _as_told(rows.get(str(link.get("id"))), link, activity))]
    faults = [sentence for row in changed for sentence in _faults(row)]
    if faults:
        raise ValidationError({"evidence": faults})
    for row in gone:
        row.delete()
    for row in changed:
        row.save()
    return bool(gone or changed)


def _as_told(row: Evidence | None, link: Link, activity: Activity) -> Evidence | None:
    """The evidence as the link says it; None when it says nothing new."""
    told = {name: link.get(name) if name == "seen_on" else str(link.get(name) or "").strip() for name in COLUMNS}
    if row is not None and all(getattr(row, name) == value for name, value in told.items()):
        return None
    row = row or Evidence(activity=activity)
    for name, value in told.items():
        setattr(row, name, value or None if name == "seen_on" else value)
    return row


def _faults(row: Evidence) -> list[str]:
    try:
        validate(row)
    except ValidationError as error:
        named = row.title or row.url or _("a link")
        return [_("%(link)s: %(fault)s") % {"link": named, "fault": sentence} for sentence in error.messages]
    return []
