"""Log, change, confirm and withdraw activities.

What content is says activity_content.py. On logging, `areas` or `bodies` given as None follow from the commitments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.activity_content import (
    COLUMNS,
    TIES,
    Ties,
    faults_of,
    origin_is_taken,
    origin_of,
    origins_taken,
    tidy,
    tie,
    tie_new,
    ties_of,
)
from commitments.actions.holding import agreements_held
from commitments.actions.last_pushes import remember_pushes
from commitments.actions.markings import note_if_lowered
from commitments.actions.refusals import NotAllowedError, RowsError, StaleError, StateError, require
from commitments.actions.validation import default_marking, faults_in, validate
from commitments.ledger.recording import give_reason
from commitments.models.activities import Activity
from commitments.queries.following import areas_of_each, bodies_of_each
from commitments.queries.visibility import visible_to
from commitments.vocabulary import ActivityState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commitments.queries.visibility import Principal


def log_activity(content: dict[str, Any], *, by: Principal) -> Activity:
    """Log something done or planned; return the new activity.

    Raises NotAllowedError, or ValidationError with a list of sentences for each field at fault.
    """
    try:
        return log_activities([content], by=by)[0]
    except RowsError as error:
        raise ValidationError(error.faults[0]) from error


def log_activities(contents: Sequence[dict[str, Any]], *, by: Principal) -> list[Activity]:
    """Log many at once, all of them or none; return them in order. It takes as many statements as one does.

    Raises NotAllowedError, or RowsError with the faults of each row at fault.
    """
    require(by, "log_activity")
    marking = default_marking(by)
    activities = [
        tidy(Activity(logged_by=by.person, **{name: content[name] for name in COLUMNS if name in content}))
        for content in ({"marking": marking, **content} for content in contents)
    ]
    ties = _ties_given(contents)
    held = agreements_held(commitment for own in ties for commitment in own["commitments"])
    taken = origins_taken(activities, by=by)
    faults: dict[int, dict[str, list[str]]] = {}
    for index, (activity, own) in enumerate(zip(activities, ties, strict=True)):
        found = faults_in(activity, faults_of(activity, own, by=by, held=held, taken=taken), asked=False)
        if found:
            faults[index] = found
        taken.add(origin_of(activity))
    if faults:
        raise RowsError(faults)
    try:
        with transaction.atomic():
            Activity.objects.bulk_create(activities)
            tie_new(activities, ties)
            remember_pushes(zip(activities, contents, ties, strict=True))
    except IntegrityError as error:
        if late := _taken_late(activities, by=by):
            raise RowsError(late) from error
        raise
    return activities


def change_activity(
    activity: Activity,
    content: dict[str, Any],
    *,
    by: Principal,
    if_version: int | None = None,
    marking_reason: str = "",
    reason: str = "",
) -> Activity:
    """Change what `content` names and leave the rest; return the activity as it now stands.

    A change of content, marking aside, takes a confirmed activity back to logged. What changes nothing changes no
    state and no version. The ledger keeps `reason`, and `marking_reason` where the marking changes. Raises
    NotAllowedError, ValidationError, or StaleError where `if_version` is given and it has another version by now.
    """
    require(by, "change_activity")
    with transaction.atomic():
        before_it = [*content.get("commitments", ()), *activity.commitments.all()]
        held = agreements_held(before_it)  # before the activity: who raises an agreement locks them in this order
        current = _locked(activity, if_version, by)
        if reason.strip():
            give_reason(reason.strip())
        before = {name: getattr(current, name) for name in COLUMNS} | ties_of(current)
        ties = {name: list(content.get(name, before[name])) for name in TIES}
        for name in COLUMNS:
            setattr(current, name, content.get(name, before[name]))
        tidy(current)
        after = {name: getattr(current, name) for name in COLUMNS} | ties
        changed = {name for name in after if _differs(before[name], after[name])}
        if not changed:
            return current
        if changed - {"marking"} and current.state == ActivityState.CONFIRMED:
            current.state, current.confirmed_by = ActivityState.LOGGED, None
        held |= agreements_held(each for each in ties["commitments"] if each.agreement_id not in held)
        taken = origins_taken([current], by=by)
        validate(
            current, **faults_of(current, ties, by=by, held=held, taken=taken, before=before, reason=marking_reason)
        )
        if "marking" in changed and marking_reason.strip():
            give_reason("\n".join(dict.fromkeys(said for said in (reason.strip(), marking_reason.strip()) if said)))
        _save(current)
        tie(current, {name: ties[name] for name in TIES if name in changed})
        _reread(current)
        note_if_lowered(current, before["marking"], marking_reason)
    return current


def confirm_activity(activity: Activity, *, by: Principal, if_version: int | None = None) -> Activity:
    """Confirm what somebody else logged; return the activity as it now stands.

    Raises NotAllowedError, StaleError, or StateError when it is confirmed already.
    """
    require(by, "confirm_activity")
    with transaction.atomic():
        current = _locked(activity, if_version, by)
        if current.logged_by_id == by.person.pk:
            raise NotAllowedError(_("Somebody other than who logged it has to confirm it."))
        if current.state == ActivityState.CONFIRMED:
            raise StateError(_("It is confirmed already."))
        current.state, current.confirmed_by = ActivityState.CONFIRMED, by.person
        _save(current)
        _reread(current)
    return current


def withdraw_activity(activity: Activity, reason: str, *, by: Principal, if_version: int | None = None) -> None:
    """Delete an activity with its ties; the ledger keeps it with the reason, and undo.py brings it back.

    Raises NotAllowedError, or StaleError where `if_version` is given and the activity has another version by now.
    """
    require(by, "withdraw_activity")
    with transaction.atomic():
        current = _locked(activity, if_version, by)
        give_reason(reason.strip())
        current.delete()


def withdraw_activities(seen: Iterable[tuple[Activity, int]], reason: str, *, by: Principal) -> None:
    """Withdraw activities, each as it was seen (with the version that was read): all of them, or none.

    Raises NotAllowedError, or StaleError for the first that has another version by now.
    """
    with transaction.atomic():
        for activity, version in sorted(seen, key=lambda each: each[0].pk):
            withdraw_activity(activity, reason, by=by, if_version=version)


def _locked(activity: Activity, if_version: int | None, by: Principal) -> Activity:
    """The row as it stands, held until the transaction ends. DoesNotExist where `by` may not see it any more."""
    current = visible_to(Activity.objects.select_for_update(no_key=True), by).get(pk=activity.pk)
    if if_version is not None and current.version != if_version:
        raise StaleError(current)
    return current


def _ties_given(contents: Sequence[dict[str, Any]]) -> list[Ties]:
    """The ties of each content; areas and bodies that are not given follow from the commitments."""
    commitments = [list(content.get("commitments") or []) for content in contents]
    following: dict[str, Any] = {"areas": areas_of_each, "bodies": bodies_of_each}
    ties: list[Ties] = [{"commitments": named} for named in commitments]
    for name, follow in following.items():
        silent = [index for index, content in enumerate(contents) if content.get(name) is None]
        follows = dict(zip(silent, follow([commitments[index] for index in silent]), strict=True))
        for index, content in enumerate(contents):
            ties[index][name] = follows[index] if index in follows else list(content[name])
    return ties


def _taken_late(activities: list[Activity], *, by: Principal) -> dict[int, dict[str, list[str]]]:
    """Whose origin another one took this very moment, and what to say of it."""
    taken = origins_taken(activities, by=by)
    late = [index for index, activity in enumerate(activities) if origin_of(activity) in taken]
    return {index: {"external_id": [origin_is_taken()]} for index in late}


def _save(current: Activity) -> None:
    """Save; the ledger's triggers set the version, so `_reread` it once everything is written."""
    current.updated_at = timezone.now()
    current.save()


def _reread(current: Activity) -> None:
    current.refresh_from_db(fields=["version"])


def _differs(before: Any, after: Any) -> bool:
    return set(before) != set(after) if isinstance(after, list) else before != after
