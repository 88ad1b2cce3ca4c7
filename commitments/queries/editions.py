"""How does an agreement read on a day: its printed text, with what became of each pledge beside it?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Prefetch, Q, Value, When

from commitments.models.agreements import AgreementLink
from commitments.models.provisions import Provision, Sentence
from commitments.queries.figures import Figure
from commitments.queries.lacking import unread_provisions
from commitments.queries.listing import agreements_read, text_rows_list
from commitments.queries.margins import Aside, Pledge, asides_of, milestones_of, pledges_of, rests_on
from commitments.queries.posts import Post, posts
from commitments.queries.printed import Printed, Span, printed
from commitments.queries.sources import in_reading
from commitments.queries.successions import Succession, successions
from commitments.queries.summaries import OF_COMMITMENTS, REGISTER
from commitments.queries.terms import AgreementLine, agreement_lines
from commitments.queries.threads import has_begun, ties_known
from commitments.queries.visibility import visible_to
from commitments.texts.normalise import fold
from commitments.texts.pledges import spot_operative_words
from commitments.texts.spans import Span as Place
from commitments.vocabulary import Gives, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from commitments.models.agreements import Agreement
    from commitments.models.milestones import Milestone
    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Margin:
    """What stands beside one provision: notes on its words in their order, and what else is said of it."""

    notes: list[Pledge | Aside]
    links: list[AgreementLink]
    posts: list[Post]

    @property
    def pledges(self) -> list[Pledge]:
        """The notes that are pledges."""
        return [note for note in self.notes if isinstance(note, Pledge)]

    @property
    def asking(self) -> int:
        """How many of the pledges ask for attention."""
        return sum(bool(pledge.standing and pledge.standing.attention) for pledge in self.pledges)


@dataclass(frozen=True)
class Edition:
    """An agreement on a day; `line` are its terms, reviews and reasons for attention, None before its date.

    `text` is None where only other texts cite it. `unread` are the provisions with words that should have been read
    and were not. `total`, `states` and `asking` count its commitments: none before the agreement begins.
    """

    agreement: Agreement
    on: datetime.date
    begins_on: datetime.date | None
    begun: bool
    line: AgreementLine | None
    total: Figure
    states: dict[State, Figure]
    asking: Figure
    text: Printed[Pledge, Aside] | None
    margins: dict[int, Margin]
    unread: list[Provision]
    milestones: list[Milestone]
    links: list[AgreementLink]
    cited_by: list[AgreementLink]
    posts: list[Post]
    successions: list[Succession]


def edition(principal: Principal, slug: str, *, on: datetime.date) -> Edition | None:
    """The agreement of that slug as it read on the day; None when there is none for this reader.

    A constant number of queries, whatever its length.
    """
    agreement: Any = agreements_read(principal, on).prefetch_related("signatories__party").filter(slug=slug).first()
    if agreement is None:
        return None
    ties = ties_known(principal, on)
    pledges = pledges_of(agreement, ties, principal, on=on)
    milestones = milestones_of(agreement, principal, on=on)
    asides = asides_of(agreement, agreement.terms.all(), milestones, principal, on)
    provisions = list(_provisions(agreement, principal, on))
    links = visible_to(AgreementLink.objects.filter(in_reading(on)), principal)
    links = links.filter(Q(agreement=agreement) | Q(to=agreement)).select_related(
        "agreement", "to", "provision__agreement"
    )
    named, told = list(links), posts(principal, on=on, agreement=agreement)
    unread = _unread(agreement, provisions, pledges, on)
    standing = [pledge for pledge in pledges if pledge.standing]
    return Edition(
        agreement=agreement,
        on=on,
        begins_on=agreement.begins_on,
        begun=has_begun(agreement.begins_on, on),
        line=next((line for line in agreement_lines(principal, on=on) if line.agreement == agreement), None),
        total=_counted(agreement, len(standing), on),
        states={
            state: _counted(agreement, sum(_state(pledge) == state for pledge in standing), on, state=state.value)
            for state in REGISTER
        },
        asking=_counted(agreement, sum(_asks(pledge) for pledge in standing), on, attention=OF_COMMITMENTS),
        text=_printed(agreement, provisions, pledges, asides, unread),
        margins={row.pk: _margin(row, pledges, asides, named, told) for row in provisions},
        unread=[row for row in provisions if any(row.start <= span.start < row.end for span in unread)],
        milestones=milestones,
        links=[row for row in named if row.agreement_id == agreement.pk],
        cited_by=[row for row in named if row.to_id == agreement.pk],
        posts=told,
        successions=successions(agreement, ties, principal, on=on) if has_begun(agreement.begins_on, on) else [],
    )


def _provisions(agreement: Agreement, principal: Principal, on: datetime.date) -> QuerySet[Any]:
    unread = Case(When(unread_provisions(on), then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = text_rows_list(Provision, principal, on).filter(agreement=agreement).annotate(is_unread=unread)
    sentences = Prefetch("sentences", queryset=Sentence.objects.filter(in_reading(on)))
    told: QuerySet[Any] = rows.select_related("agreement").prefetch_related(sentences)
    return told


def _printed(
    agreement: Agreement,
    provisions: Sequence[Provision],
    pledges: Sequence[Pledge],
    asides: Sequence[Aside],
    unread: Sequence[Span],
) -> Printed[Pledge, Aside] | None:
    if not agreement.held:
        return None
    standing = [pledge for pledge in pledges if stands(agreement.text, pledge.commitment)]
    return printed(agreement.text, provisions, pledges=standing, asides=asides, unread=unread)


def stands(text: str, row: Any) -> bool:
    """Whether a row's quote is what the text has at its offsets, white space folded.

    Not so for a row that was retired with an earlier version of the text, asked for on a day before.
    """
    return fold(text[row.start : row.end]).text == fold(row.quote).text


def _unread(
    agreement: Agreement, provisions: Sequence[Any], pledges: Sequence[Pledge], on: datetime.date
) -> list[Place]:
    """Words that should have been read: whole provisions that nothing was read out of, and in a sentence that holds a
    pledge those that read like another one."""
    claimed = [(pledge.start, pledge.end) for pledge in pledges] + rests_on(provisions, on)
    found = [Place(row.start, row.end) for row in provisions if row.is_unread]
    for row in provisions:
        for sentence in row.sentences.all():
            if sentence.gives == Gives.COMMITMENT and not row.is_unread:
                words = agreement.text[sentence.start : sentence.end]
                spotted = spot_operative_words(words, start=sentence.start)
                found += [Place(one.start, one.end) for one in spotted if not _claimed(one, claimed)]
    return found


def _claimed(words: Span, claimed: Iterable[tuple[int, int]]) -> bool:
    return any(start < words.end and words.start < end for start, end in claimed)


def _margin(
    provision: Provision,
    pledges: Sequence[Pledge],
    asides: Sequence[Aside],
    links: Sequence[AgreementLink],
    told: Sequence[Post],
) -> Margin:
    notes: list[Pledge | Aside] = [row for row in pledges if row.commitment.provision_id == provision.pk]
    notes += [row for row in asides if row.sentence.provision_id == provision.pk]
    return Margin(
        sorted(notes, key=lambda note: (note.start, note.end)),
        [row for row in links if row.provision_id == provision.pk and row.agreement_id == provision.agreement_id],
        [post for post in told if provision.pk in post.provisions],
    )


def _state(pledge: Pledge) -> State | None:
    return pledge.standing.state if pledge.standing else None


def _asks(pledge: Pledge) -> bool:
    return bool(pledge.standing and pledge.standing.attention)


def _counted(agreement: Agreement, count: int, on: datetime.date, **where: str | list[str]) -> Figure:
    return Figure(count, "commitments", {"agreement": agreement.slug, **where, "on": on.isoformat()})
