"""Where do the texts name an area or a body, and in which sentence?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from commitments.models.provisions import Sentence
from commitments.queries.sources import in_reading
from commitments.queries.visibility import visible_to
from commitments.vocabulary import ProvisionRole

if TYPE_CHECKING:
    import datetime

    from django.db.models import QuerySet

    from commitments.models.agreements import Agreement
    from commitments.models.provisions import AreaMention, BodyMention, Provision
    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Mentioned:
    """One mention within its sentence; `opening` is what the words of an item complete, empty elsewhere."""

    mention: AreaMention | BodyMention
    provision: Provision
    opening: str
    before: str
    quote: str
    after: str


@dataclass(frozen=True)
class InText:
    """The mentions in one agreement, in the order of its text."""

    agreement: Agreement
    mentions: list[Mentioned]


def mentioned_in(principal: Principal, mentions: QuerySet[Any], *, on: datetime.date) -> list[InText]:
    """These mentions, as the texts had them that were there by the day, agreement by agreement. Two queries."""
    begun = Q(provision__agreement__counts_on=None) | Q(provision__agreement__counts_on__lte=on)
    rows = visible_to(mentions.filter(in_reading(on), in_reading(on, "provision__"), begun), principal)
    sentences = Prefetch("provision__sentences", queryset=Sentence.objects.filter(in_reading(on)))
    rows = rows.select_related("provision__agreement", "provision__parent").prefetch_related(sentences)
    ordered = rows.order_by("provision__position", "start")
    return [
        InText(agreement, [_within(mention) for mention in group])
        for agreement, group in groupby(ordered, key=lambda mention: mention.provision.agreement)
    ]


def _within(mention: AreaMention | BodyMention) -> Mentioned:
    provision, text = mention.provision, mention.provision.agreement.text
    around = [each for each in provision.sentences.all() if each.start <= mention.start and mention.end <= each.end]
    start = around[0].start if around else provision.start
    end = around[0].end if around else provision.end
    above = provision.parent
    opening = above.text if above and above.role != ProvisionRole.HEADING else ""
    return Mentioned(
        mention,
        provision,
        opening,
        text[start : mention.start],
        text[mention.start : mention.end],
        text[mention.end : end],
    )
