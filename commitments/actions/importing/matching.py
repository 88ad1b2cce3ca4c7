"""Which activity does a row of a file mean? The one of its id, of its source and external id, or the one it repeats.

A row without a key of its own repeats the activity that begins on the same day under the same title and names the
same commitments (the same areas, where it names none). Where somebody gave that activity another day or title since,
the row is known again as long as its import is kept.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from commitments.models.activities import Activity
from commitments.models.imports import STORED_OUTCOMES, ImportRow
from commitments.models.tokens import Token
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.actions.importing.rows import Read
    from commitments.queries.visibility import Principal

AT_ONCE = 200


def origin_in(read: Read) -> tuple[str, str]:
    """Source and external id of a row."""
    return read.values.get("source") or "", read.values.get("external_id") or ""


def identity_of(read: Read) -> str:
    """What a row is known by within its file and in files to come; empty where it says too little."""
    values = read.values
    if values.get("id"):
        return _digest(["id", str(values["id"]).lower()])
    if all(origin_in(read)):
        return _digest(["origin", *origin_in(read)])
    if not values.get("title") or not values.get("starts_on"):
        return ""
    named = ["commitments", *sorted(values.get("commitments") or [])]
    if len(named) == 1:
        named = ["areas", *sorted(values.get("areas") or [])]
    return _digest(["row", values["starts_on"].isoformat(), _folded(values["title"]), named])


class Matches:
    """The activities that the rows of a chunk mean, those that `by` may see; `taken`: keys of those they may not."""

    def __init__(self, reads: Iterable[Read], by: Principal) -> None:
        self.by, reads = by, list(reads)
        self.by_id: dict[str, Activity] = {}
        self.by_origin: dict[tuple[str, str], Activity] = {}
        self.by_words: dict[tuple[Any, str], list[Activity]] = {}
        self.by_key: dict[str, str] = {}
        self.taken: set[tuple[str, str]] = set()
        self.owned = _owned_sources(origin_in(read)[0] for read in reads)
        for first in range(0, len(reads), AT_ONCE):
            self._ask(reads[first : first + AT_ONCE])

    def of(self, read: Read) -> Activity | None:
        """The activity that a row means; None where it is new, or where its id names nothing."""
        if named := read.values.get("id"):
            return self.by_id.get(str(named).lower())
        if all(origin_in(read)):
            return self.by_origin.get(origin_in(read))
        words = (read.values.get("starts_on"), _folded(read.values.get("title") or ""))
        for activity in self.by_words.get(words, ()):
            if _names_the_same(activity, read):
                return activity
        return self.by_id.get(self.by_key.get(identity_of(read), ""))

    def _ask(self, reads: list[Read]) -> None:
        ids = {name for read in reads if (name := str(read.values.get("id") or "").lower()) and is_uuid(name)}
        origins = {origin_in(read) for read in reads if all(origin_in(read))}
        plain = [read for read in reads if not read.values.get("id") and not all(origin_in(read))]
        keys = {key for read in plain if (key := identity_of(read))}
        kept = ImportRow.objects.filter(key__in=keys, of__owner=self.by.person, outcome__in=STORED_OUTCOMES)
        self.by_key |= dict(kept.order_by("pk").values_list("key", "name"))
        ids |= {self.by_key[key] for key in keys if key in self.by_key}
        asked = Q(pk__in=ids)
        for source in {source for source, _name in origins}:
            asked |= Q(source=source, external_id__in={name for of, name in origins if of == source})
        days = {read.values["starts_on"] for read in plain if read.values.get("starts_on")}
        titles = {title for read in plain if (title := read.values.get("title"))}
        if days and titles:
            asked |= Q(starts_on__in=days, title__in=titles)
        rows = Activity.objects.filter(asked).order_by("created_at", "pk")
        found = visible_to(rows, self.by).prefetch_related("commitments__agreement", "areas", "participations__body")
        for activity in found:
            self.by_id[str(activity.pk)] = activity
            if activity.external_id:
                self.by_origin[activity.source, activity.external_id] = activity
            self.by_words.setdefault((activity.starts_on, _folded(activity.title)), []).append(activity)
        self.taken |= set(rows.values_list("source", "external_id")) & origins - self.by_origin.keys()


def _owned_sources(names: Iterable[str]) -> set[str]:
    """Those of these sources that belong to a token: a system pushes its activities itself."""
    return set(Token.objects.filter(source__in={name for name in names if name}).values_list("source", flat=True))


def _names_the_same(activity: Activity, read: Read) -> bool:
    commitments = set(read.values.get("commitments") or ())
    there = {each.reference for each in activity.commitments.all()}
    if commitments or there:
        return commitments == there
    return {each.slug for each in activity.areas.all()} == set(read.values.get("areas") or ())


def is_uuid(name: str) -> bool:
    """Whether it can be the id of a row at all."""
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
