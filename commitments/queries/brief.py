"""What does a minister need to know about a subject on a day, in sentences that each say where they come from?

Asked inside a record (`as_of.recorded_by`) it tells what had been recorded by then; nothing in it is read later.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode

from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.queries import citing
from commitments.queries.attention import standing_of
from commitments.queries.banner import highest_marking_of
from commitments.queries.brief_outlook import ahead, unknown
from commitments.queries.brief_sentences import changed, done, finding, of_commitments, of_text
from commitments.queries.brief_sources import mentions_of, rests_on
from commitments.queries.citing import About
from commitments.queries.figures import Figure
from commitments.queries.filters.activities import ActivityFilter
from commitments.queries.filters.commitments import CommitmentFilter
from commitments.queries.listing import activities_list, commitments_list, commitments_read, text_rows_list
from commitments.queries.summaries import REGISTER, Place
from commitments.queries.terms import AgreementLine, agreement_lines
from commitments.texts.periods import add_months
from commitments.vocabulary import Attention, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet

    from commitments.models.commitments import Commitment
    from commitments.queries.citing import Cite, Said
    from commitments.queries.visibility import Principal
    from commitments.vocabulary import Marking

NOUNS: dict[str, type[Agreement | PriorityArea | Body]] = {"agreement": Agreement, "area": PriorityArea, "body": Body}
"""What a brief may be about, by the word that filters use for it."""

COMPARED_MONTHS = 3
"""How long before the day the commitments are looked at for what changed."""


@dataclass(frozen=True)
class Subject:
    """What a brief is about: its kind (a key of NOUNS) and its row."""

    kind: str
    row: Any

    @property
    def where(self) -> dict[str, str]:
        """The query parameter that narrows lists to it."""
        return {self.kind: self.row.slug}

    @property
    def name(self) -> str:
        """As it is called in a heading."""
        return str(self.row.name if self.kind == "body" else self.row.short_name)


@dataclass(frozen=True)
class Stand:
    """How many commitments stand so, and their clauses."""

    state: State
    figure: Figure
    cites: list[Cite]


@dataclass(frozen=True)
class Asking:
    """One kind of reason for attention: how many commitments raise it (None where agreements do), in sentences."""

    code: Attention
    figure: Figure | None
    said: list[Said]


@dataclass(frozen=True)
class Brief:
    """A brief: each part is a list of sentences. `marking` is the highest of what it rests on; None: nothing marked."""

    subject: Subject
    on: datetime.date
    compared_with: datetime.date
    quoted: Commitment | None
    finding: list[Said]
    stands: list[Stand]
    asking: list[Asking]
    done: list[Said]
    ahead: list[Said]
    changed: list[Said]
    unknown: list[Said]
    texts: list[Agreement]
    marking: Marking | None
    rests_on: list[QuerySet[Any]] = field(compare=False)

    @property
    def sentences(self) -> list[str]:
        """What it says, as plain sentences with their citations, in order."""
        quoted = [f"“{self.quoted.quote}”"] if self.quoted else []
        stands = [
            citing.under(stand.state.label, f"{stand.figure.count} {citing.listed(stand.cites)}")
            for stand in self.stands
        ]
        asking = [citing.under(group.code.label, str(said)) for group in self.asking for said in group.said]
        told = [*self.done, *self.ahead, *self.changed, *self.unknown]
        return [self.subject.name, *quoted, *map(str, self.finding), *stands, *asking, *map(str, told)]


def subject_of(principal: Principal, kind: str, slug: str, *, on: datetime.date) -> Subject:
    """The subject of this name; Http404 where this reader knows none such on the day."""
    return Subject(kind, get_object_or_404(text_rows_list(NOUNS[kind], principal, on), slug=slug))


def brief(principal: Principal, subject: Subject, *, on: datetime.date) -> Brief:
    """The brief on a subject as things stood on the day, to this reader. A constant number of queries."""
    compared_with = add_months(on, -COMPARED_MONTHS)
    places = _places(principal, subject, on, commitments_list)
    lines = _lines(principal, subject, places, on)
    activities = _activities(principal, subject)
    mentions = mentions_of(principal, subject.row, on)
    named_at = [citing.clause(each) for each in mentions] or [citing.text(line.agreement) for line in lines]
    about = About(principal, subject.where, on, named_at)
    before = {place.commitment.pk: place.standing for place in _places(principal, subject, compared_with)}
    rests = rests_on(principal, lines, mentions, [place.commitment for place in places], activities)
    return Brief(
        subject,
        on,
        compared_with,
        quoted=_quoted(subject, places),
        finding=finding(about, places),
        stands=_stands(about, places),
        asking=_asking(about, places, lines),
        done=done(about, activities),
        ahead=ahead(about, places, lines, activities),
        changed=changed(about, places, before, compared_with, lines),
        unknown=unknown(about, places, lines, activities),
        texts=[line.agreement for line in lines],
        marking=highest_marking_of(*rests),
        rests_on=rests,
    )


def _places(
    principal: Principal,
    subject: Subject,
    on: datetime.date,
    listed: Callable[..., QuerySet[Commitment]] = commitments_read,
) -> list[Place]:
    rows = CommitmentFilter(_asked(subject.where), listed(principal, on), principal=principal, on=on).qs
    standings = [(row, standing_of(row)) for row in rows.select_related("agreement", "provision__agreement")]
    return [Place(row, standing) for row, standing in standings if standing]


def _activities(principal: Principal, subject: Subject) -> QuerySet[Activity]:
    """The activities of the subject: those that the list shows under the same parameter."""
    rows: QuerySet[Activity] = ActivityFilter(_asked(subject.where), activities_list(principal), principal=principal).qs
    return rows


def _asked(where: dict[str, str]) -> QueryDict:
    return QueryDict(urlencode(where))


def _lines(principal: Principal, subject: Subject, places: Iterable[Place], on: datetime.date) -> list[AgreementLine]:
    """The texts that the brief tells of: the agreement itself, or those that the commitments stand in."""
    told = {place.commitment.agreement_id for place in places}
    if subject.kind == "agreement":
        told.add(subject.row.pk)
    return [line for line in agreement_lines(principal, on=on) if line.agreement.pk in told]


def _quoted(subject: Subject, places: list[Place]) -> Commitment | None:
    """The promise that is quoted: the most wordy one of the latest text; of an agreement none."""
    if subject.kind == "agreement" or not places:
        return None
    latest = places[-1].commitment.agreement_id
    return max((place.commitment for place in places if place.commitment.agreement_id == latest), key=_wordiness)


def _wordiness(commitment: Commitment) -> int:
    return len(commitment.quote)


def _stands(about: About, places: list[Place]) -> list[Stand]:
    found = []
    for state in REGISTER:
        own = [place.commitment for place in places if place.standing.state == state]
        if own:
            found.append(Stand(state, about.commitments(len(own), state=state.value), citing.clauses(own)))
    return found


def _asking(about: About, places: list[Place], lines: list[AgreementLine]) -> list[Asking]:
    """Every reason, the gravest kind first; alike reasons share one sentence."""
    found = []
    for code in Attention:
        own = [(reason, place) for place in places for reason in place.standing.attention if reason.code == code]
        said = [of_text(reason, line) for line in lines for reason in line.attention if reason.code == code]
        alike: dict[str, list[Commitment]] = {}
        for reason, place in sorted(own, key=lambda each: each[0].since):
            alike.setdefault(reason.sentence, []).append(place.commitment)
        said += [of_commitments(sentence, rows) for sentence, rows in alike.items()]
        if said:
            found.append(Asking(code, about.commitments(len(own), attention=code.value) if own else None, said))
    return found
