"""Log, change, confirm and withdraw activities.

Content is a dict of the fields of `Activity` that a person fills, with `commitments` and `areas` as lists of rows
and `bodies` as a list of (body, role). On logging, `areas` or `bodies` given as None follow from the commitments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.holding import agreements_held
from commitments.actions.markings import note_if_lowered
from commitments.actions.refusals import NotAllowedError, StaleError, StateError, require
from commitments.actions.validation import default_marking, marking_faults, validate
from commitments.ledger.recording import give_reason
from commitments.models.activities import Activity, Participation
from commitments.queries.following import areas_of, bodies_of
from commitments.queries.visibility import visible_to
from commitments.vocabulary import ActivityState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.models.bodies import Body
    from commitments.models.commitments import Commitment
    from commitments.queries.visibility import Principal

COLUMNS = (
    *("title", "kind", "stage", "starts_on", "ends_on", "place", "summary", "outcome", "next_steps"),
    *("source", "external_id", "marking"),
)
TIES = ("commitments", "areas", "bodies")


def log_activity(content: dict[str, Any], *, by: Principal) -> Activity:
    """Log something done or planned; return the new activity.

    Raises NotAllowedError, or ValidationError with a list of sentences for each field at fault.
    """
    require(by, "log_activity")
    content = {"marking": default_marking(by), **content}
    commitments = list(content.get("commitments") or [])
    areas, bodies = content.get("areas"), content.get("bodies")
    ties: dict[str, Any] = {
        "commitments": commitments,
        "areas": areas_of(commitments) if areas is None else list(areas),
        "bodies": bodies_of(commitments) if bodies is None else list(bodies),
    }
    activity = Activity(logged_by=by.person, **{name: content[name] for name in COLUMNS if name in content})
    _tidy(activity)
    with transaction.atomic():
        validate(activity, **_faults(activity, ties, by=by))
        _insert(activity)
        _tie(activity, ties)
    return activity


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
        agreements_held(before_it)  # before the activity: who raises an agreement locks them in this order
        current = _locked(activity, if_version, by)
        if reason.strip():
            give_reason(reason.strip())
        before = {name: getattr(current, name) for name in COLUMNS} | _ties(current)
        ties = {name: list(content.get(name, before[name])) for name in TIES}
        for name in COLUMNS:
            setattr(current, name, content.get(name, before[name]))
        _tidy(current)
        after = {name: getattr(current, name) for name in COLUMNS} | ties
        changed = {name for name in after if _differs(before[name], after[name])}
        if not changed:
            return current
        if changed - {"marking"} and current.state == ActivityState.CONFIRMED:
            current.state, current.confirmed_by = ActivityState.LOGGED, None
        faults = _faults(current, ties, by=by, before=before, reason=marking_reason)
        validate(current, **faults)
        if "marking" in changed and marking_reason.strip():
            give_reason("\n".join(said for said in (reason.strip(), marking_reason.strip()) if said))
        _save(current)
        _tie(current, {name: ties[name] for name in TIES if name in changed})
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


def _insert(activity: Activity) -> None:
    """Save a new activity; where another one took its source and external id this very moment, say so."""
    try:
        with transaction.atomic():
            activity.save(force_insert=True)
    except IntegrityError as error:
        if not activity.source:
            raise
        raise ValidationError({"external_id": [_("An activity with this source and external id exists.")]}) from error


def _save(current: Activity) -> None:
    """Save; the ledger's triggers set the version, so `_reread` it once everything is written."""
    current.updated_at = timezone.now()
    current.save()


def _reread(current: Activity) -> None:
    current.refresh_from_db(fields=["version"])


def _tidy(activity: Activity) -> None:
    """White space around a line of text means nothing."""
    for name in ("title", "place", "source", "external_id"):
        setattr(activity, name, str(getattr(activity, name) or "").strip())


def _faults(
    activity: Activity, ties: dict[str, Any], *, by: Principal, before: dict[str, Any] | None = None, reason: str = ""
) -> dict[str, list[str]]:
    """What is wrong with an activity and its ties, by field; `before` is what it held, when it is there already."""
    faults: dict[str, list[str]] = {}
    held = before or {"marking": None, "source": "", "external_id": ""}
    origin, held_origin = (activity.source, activity.external_id), (held["source"], held["external_id"])
    if not ties["commitments"] and not ties["areas"]:
        faults["commitments"] = [_("Name at least one commitment or one area.")]
    names = agreements_held(ties["commitments"]).values()
    if not set(names) <= set(by.markings):
        faults["commitments"] = [_("There is no such commitment.")]
    faults["marking"] = marking_faults(activity.marking, names=names, by=by, before=held["marking"], reason=reason)
    twice = len(ties["bodies"]) - len(set(ties["bodies"]))
    faults["bodies"] = [_("A body is named twice in the same role.")] if twice else []
    if bool(activity.source) != bool(activity.external_id):
        missing = "external_id" if activity.source else "source"
        faults[missing] = [_("Give the source and its external id together.")]
    elif origin != held_origin and activity.source != by.source:
        faults["source"] = [_("You do not own the source “%(source)s”.") % {"source": activity.source}]
    elif origin != held_origin and activity.source and _same_origin(activity):
        faults["external_id"] = [_("An activity with this source and external id exists.")]
    return faults


def _same_origin(activity: Activity) -> bool:
    same = Activity.objects.filter(source=activity.source, external_id=activity.external_id)
    return same.exclude(pk=activity.pk).exists()


def _ties(activity: Activity) -> dict[str, Any]:
    return {
        "commitments": list(activity.commitments.select_related("agreement")),
        "areas": list(activity.areas.all()),
        "bodies": [(tie.body, tie.role) for tie in activity.participations.select_related("body")],
    }


def _differs(before: Any, after: Any) -> bool:
    return set(before) != set(after) if isinstance(after, list) else before != after


def _tie(activity: Activity, ties: dict[str, Any]) -> None:
    if "commitments" in ties:
        _set(activity.commitments, ties["commitments"])
    if "areas" in ties:
        _set(activity.areas, ties["areas"])
    if "bodies" in ties:
        _set_bodies(activity, ties["bodies"])


def _set(relation: Any, rows: Iterable[Commitment]) -> None:
    relation.set(rows)


def _set_bodies(activity: Activity, bodies: list[tuple[Body, str]]) -> None:
    wanted = {(body.pk, role) for body, role in bodies}
    there = {(tie.body_id, tie.role): tie.pk for tie in activity.participations.all()}
    activity.participations.filter(pk__in=[pk for key, pk in there.items() if key not in wanted]).delete()
    Participation.objects.bulk_create(
        Participation(activity=activity, body_id=body, role=role) for body, role in sorted(wanted - there.keys())
    )
