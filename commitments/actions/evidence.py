"""Say what shows an activity: links, with their publisher and the day somebody saw them, and uploaded copies.

A link is a dict of `title publisher url seen_on`, with the `id` of the evidence that it changes when it was there
before, and with a `file` where a copy is uploaded with it. Links that are not named any more go; evidence with a copy
goes only where `remove` says so. The file of a copy stays on the disk while the ledger names it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.activities import change_activity, log_activity
from commitments.actions.copies import Copy, discard_copy, keep_copy
from commitments.actions.refusals import LinksError, StaleError, require
from commitments.actions.validation import validate
from commitments.models.activities import Activity, Evidence
from commitments.vocabulary import ActivityState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.core.files.uploadedfile import UploadedFile

    from commitments.queries.visibility import Principal

    Store = Callable[[UploadedFile[bytes]], Copy]

Link = dict[str, Any]
COLUMNS = ("title", "publisher", "url", "seen_on")


def add_evidence(activity: Activity, link: Link, file: UploadedFile[bytes] | None = None, *, by: Principal) -> Activity:
    """Add a link, an uploaded copy, or both to an activity; return it as it now stands.

    It counts as a change of content: a confirmed activity goes back to logged. A copy with the same bytes, or without
    a copy the same link, is there only once: added again, nothing changes and no version. Raises NotAllowedError, or
    ValidationError with a list of sentences for each field at fault, `file` among them.
    """
    require(by, "change_activity")
    with _storing() as store, transaction.atomic():
        current = Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
        row = Evidence(activity=current)
        _tell(row, link)
        copy = store(file) if file else None
        if not _is_there(current, row, copy):
            _give(row, copy)
            validate(row)
            row.save()
            current.version += 1
            _back_to_logged(current)
        elif copy:
            discard_copy(copy.name)
    return current


def set_evidence(
    activity: Activity, links: Sequence[Link], *, by: Principal, if_version: int | None = None
) -> Activity:
    """Make these the links of the activity; return it as it now stands.

    It counts as a change of content: a confirmed activity goes back to logged. What changes nothing changes no
    version. Raises NotAllowedError, StaleError, or ValidationError({"evidence": sentences}).
    """
    require(by, "change_activity")
    with _storing() as store, transaction.atomic():
        current = Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
        if if_version is not None and current.version != if_version:
            raise StaleError(current)
        if _put(current, links, store):
            current.version += 1
            _back_to_logged(current)
    return current


def log_with_evidence(content: dict[str, Any], links: Sequence[Link], *, by: Principal) -> Activity:
    """Log an activity together with what shows it, as one write; return it, version 1."""
    with _storing() as store, transaction.atomic():
        activity = log_activity(content, by=by)
        _put(activity, links, store)
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
    with _storing() as store, transaction.atomic():
        told = {"marking_reason": marking_reason, "reason": reason}
        current = change_activity(activity, content, by=by, if_version=if_version, **told)
        if _put(current, links, store):
            current.version = if_version + 1
            _back_to_logged(current)
    return current


@contextmanager
def _storing() -> Iterator[Store]:
    """Store files; where what is done inside fails, they go again."""
    stored: list[str] = []

    def store(file: UploadedFile[bytes]) -> Copy:
        copy = keep_copy(file)
        stored.append(copy.name)
        return copy

    try:
        yield store
    except BaseException:
        for name in stored:
            discard_copy(name)
        raise


def _back_to_logged(current: Activity) -> None:
    if current.state == ActivityState.CONFIRMED:
        current.state, current.confirmed_by = ActivityState.LOGGED, None
    current.updated_at = timezone.now()
    current.save()


def _put(activity: Activity, links: Sequence[Link], store: Store) -> bool:
    """Write the links; whether anything changed."""
    there = {str(row.pk): row for row in activity.evidence.all()}
    kept = {str(link["id"]) for link in links if link.get("id") and not link.get("remove")}
    taken = {str(link["id"]) for link in links if link.get("id") and link.get("remove")}
    if strangers := (kept | taken) - set(there):
        raise ValidationError({"evidence": [_("There is no evidence “%(id)s” here.") % {"id": min(strangers)}]})
    gone = [row for key, row in there.items() if key in taken or (not row.file and key not in kept)]
    digests = {row.sha256: row for row in there.values() if row.sha256 and row not in gone}
    changed: list[Evidence] = []
    said: list[str] = []
    faults: dict[int, dict[str, list[str]]] = {}
    for index, link in enumerate(links):
        row = there.get(str(link.get("id"))) or Evidence(activity=activity)
        if link.get("remove"):
            continue
        try:
            differs = _tell(row, link)
            if link.get("file") and row.file:
                raise ValidationError(_("It has a copy. Take it away, and add the new one as another."))
            copy = store(link["file"]) if link.get("file") else None
            if copy and (same := digests.get(copy.sha256)):
                discard_copy(copy.name)
                if row._state.adding:
                    continue  # it is there
                raise ValidationError(_("The same copy is there already, as “%(title)s”.") % {"title": same.title})
            if copy:
                digests[copy.sha256] = row
                _give(row, copy)
            if differs or copy or row._state.adding:
                validate(row)
                changed.append(row)
        except ValidationError as error:
            named = row.title or row.url or _("a link")
            said += [_("%(link)s: %(fault)s") % {"link": named, "fault": each} for each in error.messages]
            faults[index] = error.message_dict if hasattr(error, "error_dict") else {"file": error.messages}
    if faults:
        raise LinksError(said, faults)
    for row in gone:
        row.delete()
    for row in changed:
        row.save()
    return bool(gone or changed)


def _tell(row: Evidence, link: Link) -> bool:
    """Make the evidence say what the link says; whether it is anything new."""
    told = {name: link.get(name) if name == "seen_on" else str(link.get(name) or "").strip() for name in COLUMNS}
    told["seen_on"] = told["seen_on"] or None
    differs = any(getattr(row, name) != value for name, value in told.items())
    for name, value in told.items():
        setattr(row, name, value)
    return differs


def _give(row: Evidence, copy: Copy | None) -> None:
    if copy:
        row.file, row.sha256 = copy.name, copy.sha256
        row.size, row.media_type = copy.size, copy.media_type


def _is_there(activity: Activity, row: Evidence, copy: Copy | None) -> bool:
    """Whether the activity has a copy with these bytes, or without a copy this link."""
    if copy:
        return activity.evidence.filter(sha256=copy.sha256).exists()
    same = {name: getattr(row, name) for name in COLUMNS}
    return bool(row.url) and activity.evidence.filter(file="", **same).exists()
