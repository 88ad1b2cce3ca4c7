"""What does a row's standing say, in words?

`standing.py` asks the database; here its annotations become one small value with sentences and dates.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from commitments.queries.standing import WINDOW
from commitments.texts.periods import add_months, months_in
from commitments.vocabulary import Attention, Confidence, Provenance, State

if TYPE_CHECKING:
    from commitments.models.agreements import Agreement
    from commitments.models.commitments import Commitment

A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Reason:
    """One reason for attention: its code, a sentence, and the day since which it holds."""

    code: Attention
    sentence: str
    since: datetime.date


@dataclass(frozen=True)
class Standing:
    """How a commitment stands on a day. `confidence` maps each party's slug, and `agreed`, to a code."""

    on: datetime.date
    state: State
    confidence: dict[str, str]
    evidence_age_days: int | None
    attention: list[Reason]


def standing_of(commitment: Commitment) -> Standing | None:
    """How a commitment annotated by `with_standing` stands; None before its agreement begins."""
    facts: dict[str, Any] = commitment.standing  # type: ignore[attr-defined]
    if facts["state"] is None:
        return None
    on = _date(facts["today"])
    age = (on - _date(facts["proof_on"])).days if facts["proof_on"] else None
    return Standing(
        on=on,
        state=State(facts["state"]),
        confidence={latest["party"] or "agreed": latest["confidence"] for latest in confidences(facts)},
        evidence_age_days=age,
        attention=[Reason(Attention(code), *_WORDING[code](facts)) for code in facts["attention"].split()],
    )


def confidences(facts: dict[str, Any]) -> list[dict[str, str]]:
    """The latest assessments among the facts: {confidence, on, party}; the party of the agreed one is empty.

    Parties in the order of their names, then the agreed one: no database says in which order it finds them.
    """
    said = (each.split(":") for each in (facts["confidences"] or "").split())
    latest = [{"confidence": confidence, "on": on, "party": party} for confidence, on, party in said]
    return sorted(latest, key=lambda each: (not each["party"], each["party"]))


def agreement_attention(agreement: Agreement) -> list[Reason]:
    """The reasons of an agreement annotated by `with_agreement_attention`."""
    row: Any = agreement
    reasons = []
    if row.asks_term_ended:
        since = row.term_ends_on + A_DAY
        sentence = _("The term ended on %(day)s (%(provenance)s) and no outcome is recorded.") % {
            "day": _day(row.term_ends_on),
            "provenance": _provenance_of_end(agreement, row.term_ends_on),
        }
        reasons.append(Reason(Attention.TERM_ENDED, sentence, since))
    if row.asks_review_due:
        sentence = _("The review due on %(day)s has not been held.") % {"day": _day(row.review_due_on)}
        reasons.append(Reason(Attention.REVIEW_DUE, sentence, row.review_due_on))
    return reasons


def quiet_from(proof_on: datetime.date, every: str | None) -> datetime.date:
    """The first day on which a commitment whose latest proof is of `proof_on` is quiet."""
    return (add_months(proof_on, months_in(every)) if every else proof_on + WINDOW) + A_DAY


Facts = dict[str, Any]


def _target_missed(facts: Facts) -> tuple[str, datetime.date]:
    if facts["target_every"]:
        base = max(_date(day) for day in (facts["proof_on"], facts["target_set_on"]) if day)
        months = months_in(facts["target_every"])
        sentence = ngettext(
            "It should happen every month; nothing has been recorded since %(day)s.",
            "It should happen every %(months)s months; nothing has been recorded since %(day)s.",
            months,
        )
        return sentence % {"months": months, "day": _day(base)}, add_months(base, months) + A_DAY
    due_on = _date(facts["target_due_on"])
    return _("The office's own target of %(day)s passed without evidence.") % {"day": _day(due_on)}, due_on + A_DAY


def _off_track(facts: Facts) -> tuple[str, datetime.date]:
    since = min(_date(said["on"]) for said in confidences(facts) if said["confidence"] == Confidence.OFF_TRACK)
    return _("A latest assessment, of %(day)s, says off track.") % {"day": _day(since)}, since


def _parties_disagree(facts: Facts) -> tuple[str, datetime.date]:
    pairs = combinations([said for said in confidences(facts) if said["party"]], 2)
    since = min(max(_date(a["on"]), _date(b["on"])) for a, b in pairs if a["confidence"] != b["confidence"])
    return _("The parties' latest assessments differ since %(day)s.") % {"day": _day(since)}, since


def _plan_lapsed(facts: Facts) -> tuple[str, datetime.date]:
    lapsed_on = _date(facts["lapsed_on"])
    return _("An activity planned for %(day)s is still planned.") % {"day": _day(lapsed_on)}, lapsed_on + A_DAY


def _gone_quiet(facts: Facts) -> tuple[str, datetime.date]:
    proof_on = _date(facts["proof_on"])
    sentence = _("The last evidence is of %(day)s.") % {"day": _day(proof_on)}
    return sentence, quiet_from(proof_on, facts["target_every"])


def _silent(facts: Facts) -> tuple[str, datetime.date]:
    begins_on = _date(facts["begins_on"])
    sentence = _("Nothing was done and nothing is planned since the agreement began on %(day)s.")
    return sentence % {"day": _day(begins_on)}, begins_on + WINDOW


_WORDING: dict[str, Callable[[Facts], tuple[str, datetime.date]]] = {
    Attention.TARGET_MISSED: _target_missed,
    Attention.OFF_TRACK: _off_track,
    Attention.PARTIES_DISAGREE: _parties_disagree,
    Attention.PLAN_LAPSED: _plan_lapsed,
    Attention.GONE_QUIET: _gone_quiet,
    Attention.SILENT: _silent,
}


def _provenance_of_end(agreement: Agreement, ends_on: datetime.date) -> str:
    term = next(term for term in agreement.terms.all() if term.ends_on == ends_on)
    return str(Provenance(term.provenance).label)


def _date(text: str | datetime.date) -> datetime.date:
    return text if isinstance(text, datetime.date) else datetime.date.fromisoformat(text)


def _day(day: datetime.date) -> str:
    return _written(day, get_language())


@lru_cache(maxsize=10_000)
def _written(day: datetime.date, language: str | None) -> str:
    """A day in words. A page of a thousand reasons says the same few days."""
    return date_format(day, "DATE_FORMAT")
