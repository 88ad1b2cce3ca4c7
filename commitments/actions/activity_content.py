"""Is the content of an activity sound, and how is it stored with its ties?

Content is a dict of the fields of `Activity` that a person fills, with `commitments` and `areas` as lists of rows
and `bodies` as a list of (body, role).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commitments.actions.validation import marking_faults
from commitments.models.activities import Activity, Participation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commitments.models.bodies import Body
    from commitments.queries.visibility import Principal

COLUMNS = (
    *("title", "kind", "stage", "starts_on", "ends_on", "place", "summary", "outcome", "next_steps"),
    *("source", "external_id", "marking"),
)
TIES = ("commitments", "areas", "bodies")
AT_ONCE = 500
"""How many names one question holds at most."""

Ties = dict[str, list[Any]]
Origin = tuple[str, str]


def tidy(activity: Activity) -> Activity:
    """White space around a line of text means nothing."""
    for name in ("title", "place", "source", "external_id"):
        setattr(activity, name, str(getattr(activity, name) or "").strip())
    return activity


def origin_of(activity: Activity) -> Origin:
    """The source that it came from and its name there; both empty where it was logged here."""
    return activity.source, activity.external_id


def origins_taken(activities: Iterable[Activity], *, by: Principal) -> set[Origin]:
    """Which of their origins other activities have already; only those of the writer's own source are asked for."""
    mine = [activity for activity in activities if activity.source and activity.source == by.source]
    names, keys = sorted({activity.external_id for activity in mine}), {activity.pk for activity in mine}
    taken: set[Origin] = set()
    for first in range(0, len(names), AT_ONCE):
        found = Activity.objects.filter(source=by.source, external_id__in=names[first : first + AT_ONCE])
        rows = found.order_by().values_list("source", "external_id", "pk")
        taken |= {(source, name) for source, name, pk in rows if pk not in keys}
    return taken


def faults_of(
    activity: Activity,
    ties: Ties,
    *,
    by: Principal,
    held: dict[Any, str],
    taken: set[Origin],
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> dict[str, list[str]]:
    """What is wrong with an activity and its ties, by field.

    `held` are the markings of the agreements it names, by key; `taken` the origins that others have; `before` is what
    it held, when it is there already; `reason` why its marking is lowered.
    """
    faults: dict[str, list[str]] = {}
    was = before or {"marking": None, "source": "", "external_id": ""}
    origin, held_origin = origin_of(activity), (was["source"], was["external_id"])
    if not ties["commitments"] and not ties["areas"]:
        faults["commitments"] = [_("Name at least one commitment or one area.")]
    names = [held[commitment.agreement_id] for commitment in ties["commitments"]]
    if not set(names) <= set(by.markings):
        faults["commitments"] = [_("There is no such commitment.")]
    faults["marking"] = marking_faults(activity.marking, names=names, by=by, before=was["marking"], reason=reason)
    twice = len(ties["bodies"]) - len(set(ties["bodies"]))
    faults["bodies"] = [_("A body is named twice in the same role.")] if twice else []
    if bool(activity.source) != bool(activity.external_id):
        missing = "external_id" if activity.source else "source"
        faults[missing] = [_("Give the source and its external id together.")]
    elif origin != held_origin and activity.source != by.source:
        faults["source"] = [_("You do not own the source “%(source)s”.") % {"source": activity.source}]
    elif origin != held_origin and activity.source and origin in taken:
        faults["external_id"] = [origin_is_taken()]
    return faults


def origin_is_taken() -> str:
    """The sentence for an origin that another activity has."""
    return _("An activity with this source and external id exists.")


def ties_of(activity: Activity) -> Ties:
    """The ties of an activity as they stand."""
    return {
        "commitments": list(activity.commitments.select_related("agreement")),
        "areas": list(activity.areas.all()),
        "bodies": [(tie.body, tie.role) for tie in activity.participations.select_related("body")],
    }


def tie(activity: Activity, ties: Ties) -> None:
    """Tie an activity to these rows, and to no others of the same kind."""
    for name in ("commitments", "areas"):
        if name in ties:
            relation: Any = getattr(activity, name)
            relation.set(ties[name])
    if "bodies" in ties:
        _set_bodies(activity, ties["bodies"])


def tie_new(activities: Sequence[Activity], ties: Sequence[Ties]) -> None:
    """Tie many new activities, in one statement for each kind of tie."""
    commitment, area = Activity.commitments.through, Activity.areas.through
    pairs = list(zip(activities, ties, strict=True))
    commitment._default_manager.bulk_create(
        commitment(activity_id=each.pk, commitment_id=named.pk) for each, own in pairs for named in own["commitments"]
    )
    area._default_manager.bulk_create(
        area(activity_id=each.pk, priorityarea_id=named.pk) for each, own in pairs for named in own["areas"]
    )
    Participation.objects.bulk_create(
        Participation(activity_id=each.pk, body_id=body.pk, role=role)
        for each, own in pairs
        for body, role in own["bodies"]
    )


def _set_bodies(activity: Activity, bodies: list[tuple[Body, str]]) -> None:
    wanted = {(body.pk, role) for body, role in bodies}
    there = {(tie.body_id, tie.role): tie.pk for tie in activity.participations.all()}
    activity.participations.filter(pk__in=[pk for key, pk in there.items() if key not in wanted]).delete()
    Participation.objects.bulk_create(
        Participation(activity=activity, body_id=body, role=role) for body, role in sorted(wanted - there.keys())
    )
