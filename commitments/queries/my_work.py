"""What waits for somebody: what they logged, what they are to confirm, what went quiet, what others changed?"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict

from commitments.ledger.declaration import table_of
from commitments.ledger.models import Change
from commitments.models.activities import Activity
from commitments.models.bodies import Body
from commitments.models.tokens import Token
from commitments.queries.drafts import drafts_of
from commitments.queries.filters.commitments import CommitmentFilter
from commitments.queries.listing import activities_list, commitments_list
from commitments.queries.permissions import may
from commitments.queries.visibility import visible_to
from commitments.vocabulary import ActivityState, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.models.commitments import Commitment
    from commitments.models.drafts import Draft
    from commitments.queries.visibility import Principal

LATELY = datetime.timedelta(days=14)
LAST_YEAR = datetime.timedelta(days=365)
MOST = 500
"""How many of the activities that changed last are looked at."""


@dataclass(frozen=True)
class MyWork:
    """What waits for somebody. `to_confirm` is None for whoever confirms nothing; `quiet_query` asks for the quiet."""

    drafts: list[Draft]
    logged: QuerySet[Activity]
    to_confirm: QuerySet[Activity] | None
    bodies: list[Body]
    quiet: QuerySet[Commitment] | None
    quiet_query: str
    changed: QuerySet[Activity]


def my_work(principal: Principal, *, now: datetime.datetime, today: datetime.date) -> MyWork:
    """Everything that waits for this person, none of it asked for before it is read, but for drafts and bodies."""
    unconfirmed = activities_list(principal).filter(state=ActivityState.LOGGED).order_by("starts_on", "id")
    bodies = bodies_of_person(principal, today=today)
    query = quiet_of(bodies)
    return MyWork(
        drafts=drafts_of(principal, now=now),
        logged=unconfirmed.filter(logged_by=principal.person),
        to_confirm=unconfirmed.exclude(logged_by=principal.person) if may(principal, "confirm_activity") else None,
        bodies=bodies,
        quiet=_quiet(principal, query, today) if bodies else None,
        quiet_query=query.urlencode(),
        changed=activities_list(principal).filter(pk__in=changed_by_others(principal, now=now)).order_by("-updated_at"),
    )


def bodies_of_person(principal: Principal, *, today: datetime.date) -> list[Body]:
    """Where a person works; else the bodies of their party; else those of what they logged within a year."""
    person = principal.person
    if own := list(person.bodies.filter(retired_on=None)):
        return own
    if person.party_id is not None:
        return list(Body.objects.filter(party=person.party_id, retired_on=None))
    mine = visible_to(Activity.objects.filter(logged_by=person, starts_on__gte=today - LAST_YEAR), principal)
    return list(Body.objects.filter(activities__in=mine.order_by(), retired_on=None).distinct())


def quiet_of(bodies: list[Body]) -> QueryDict:
    """The question for the commitments of these bodies that went quiet, as the list of commitments asks it."""
    query = QueryDict(mutable=True)
    query.setlist("state", [State.QUIET.value])
    query.setlist("body", [body.slug for body in bodies])
    return query


def changed_by_others(principal: Principal, *, now: datetime.datetime) -> list[uuid.UUID]:
    """The ids of the activities they logged that somebody else changed within LATELY, of the last MOST that changed."""
    person = principal.person
    mine = visible_to(Activity.objects.filter(logged_by=person, updated_at__gte=now - LATELY), principal)
    keys = list(mine.order_by("-updated_at").values_list("pk", flat=True)[:MOST])
    own = [f"person:{person.username}", *(f"token:{prefix}" for prefix in _prefixes(principal))]
    since = (now - LATELY).astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    changes = Change.objects.filter(type=table_of(Activity).type, object_id__in=[str(key) for key in keys])
    changes = changes.filter(revision__recorded_at__gte=since).exclude(revision__actor__in=own)
    return [uuid.UUID(name) for name in changes.order_by().values_list("object_id", flat=True).distinct()]


def _prefixes(principal: Principal) -> list[str]:
    return list(Token.objects.filter(owner=principal.person).values_list("prefix", flat=True))


def _quiet(principal: Principal, query: QueryDict, today: datetime.date) -> QuerySet[Commitment]:
    rows = commitments_list(principal, today).select_related("provision__agreement")
    found: QuerySet[Commitment] = CommitmentFilter(query, rows, principal=principal, on=today).qs
    return found
