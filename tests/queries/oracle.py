"""How does a commitment stand, worked out slowly in plain Python from the words of the domain?

Written apart from queries/standing.py and sharing nothing with it, so that the two can be held against each other.
"""

from __future__ import annotations

import calendar
import datetime
from typing import Any

from commitments.models.activities import Activity
from commitments.models.commitments import Commitment

DAY = datetime.timedelta(days=1)
YEAR = datetime.timedelta(days=365)
READS = {
    "public": {"public"},
    "internal": {"public", "internal"},
    "restricted": {"public", "internal", "restricted"},
}


def months_later(day: datetime.date, months: int) -> datetime.date:
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return datetime.date(day.year + years, month + 1, min(day.day, last))


def asked(commitment: Commitment, on: datetime.date, clearance: str) -> dict[str, Any] | None:
    """State, evidence age, confidence and attention {code: since}; None before the agreement begins."""
    agreement = commitment.agreement
    readable = READS[clearance]
    terms = [term for term in agreement.terms.all() if term.retired_on is None or term.retired_on > on]
    starts = [term.starts_on for term in terms if term.starts_on]
    begins = min(starts) if starts else agreement.counts_on
    if begins and begins > on:
        return None

    activities = [row for row in commitment.activities.all() if row.marking in readable]
    happened = [row for row in activities if row.stage in ("under_way", "carried_out") and row.starts_on <= on]
    effects = [row for row in commitment.milestone_effects.all() if row.retired_on is None or row.retired_on > on]
    told = [row for row in effects if not row.milestone.planned and row.milestone.counts_on <= on]
    told = [row for row in told if row.milestone.retired_on is None or row.milestone.retired_on > on]
    proofs = [(row.starts_on, last_day(row, on)) for row in happened]
    proofs += [(row.milestone.counts_on, row.milestone.counts_on) for row in told]
    latest = max((until for _, until in proofs), default=None)

    target = in_force(commitment.targets.all(), "set_on", on, readable)
    months = int(target.every[1:-1]) if target and target.every else 0
    good_until = latest and (months_later(latest, months) if months else latest + YEAR)

    closed = closing(commitment, told, on, readable)
    planned = [row for row in activities if row.stage == "planned"]
    ahead = [row for row in activities if row.stage != "cancelled" and row.starts_on > on]
    if closed:
        state = closed
    elif good_until:
        state = "active" if good_until >= on else "quiet"
    else:
        state = "planned" if planned or ahead else "silent"

    said: dict[str, Any] = {}
    for whose in {row.party for row in commitment.assessments.all()}:
        of_one = [row for row in commitment.assessments.all() if row.party == whose]
        if row := in_force(of_one, "assessed_on", on, readable):
            said[whose.slug if whose else "agreed"] = row

    asks: dict[str, datetime.date] = {}
    if target and not months:
        met = any(first <= target.due_on and until >= target.set_on for first, until in proofs)
        if target.due_on < on and not met:
            asks["target_missed"] = target.due_on + DAY
    if target and months:
        base = max(target.set_on, latest) if latest else target.set_on
        if months_later(base, months) < on:
            asks["target_missed"] = months_later(base, months) + DAY
    off = [row.assessed_on for row in said.values() if row.confidence == "off_track"]
    if off:
        asks["off_track"] = min(off)
    of_parties = [row for whose, row in said.items() if whose != "agreed"]
    differ = [max(a.assessed_on, b.assessed_on) for a in of_parties for b in of_parties if a.confidence != b.confidence]
    if differ:
        asks["parties_disagree"] = min(differ)
    lapsed = [row.ends_on or row.starts_on for row in planned if (row.ends_on or row.starts_on) < on]
    if not term_is_over(agreement, terms, on, readable):
        if lapsed:
            asks["plan_lapsed"] = min(lapsed) + DAY
        if state == "quiet" and not (months and "target_missed" in asks):
            asks["gone_quiet"] = good_until + DAY
        if state == "silent" and begins and begins + YEAR <= on:
            asks["silent"] = begins + YEAR
    if closed or (commitment.strength in ("discretion", "affirmation") and target is None):
        asks = {}
    return {
        "state": state,
        "age": (on - latest).days if latest else None,
        "confidence": {whose: row.confidence for whose, row in said.items()},
        "attention": asks,
    }


def last_day(activity: Activity, on: datetime.date) -> datetime.date:
    """The last day it ran, at most the day asked about."""
    if activity.ends_on is None:
        return on if activity.stage == "under_way" else activity.starts_on
    return min(activity.ends_on, on)


def in_force(rows: Any, day: str, on: datetime.date, readable: set[str]) -> Any:
    """The latest of the rows that count; of one day, the one recorded last."""
    count = [row for row in rows if getattr(row, day) <= on and row.withdrawn_at is None and row.marking in readable]
    return max(count, key=lambda row: (getattr(row, day), row.created_at), default=None)


def closing(commitment: Commitment, told: list[Any], on: datetime.date, readable: set[str]) -> str | None:
    decision = in_force(commitment.decisions.all(), "effective_on", on, readable)
    fulfilled = [row.milestone.counts_on for row in told if row.effect == "fulfils"]
    if fulfilled and (decision is None or max(fulfilled) > decision.effective_on):
        return "fulfilled"
    return decision.kind if decision and decision.kind != "reopened" else None


def term_is_over(agreement: Any, terms: list[Any], on: datetime.date, readable: set[str]) -> bool:
    over = bool(terms) and all(term.ends_on is not None and term.ends_on < on for term in terms)
    reviews = [row for row in agreement.reviews.all() if row.marking in readable]
    return over and not any(row.outcome == "renewed" and row.held_on <= on for row in reviews)
