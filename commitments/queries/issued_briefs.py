"""Which issued briefs may somebody read, how are they marked today, and do they still say the same?

Never asked inside a record: what a brief rests on has to be marked as it is now.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import translation

from commitments.models.briefs import SOURCES, BriefFile, BriefSource, IssuedBrief
from commitments.queries.as_of import recorded_by
from commitments.queries.brief import brief, subject_of
from commitments.queries.visibility import visible_to
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Again:
    """What a brief says that is asked again: nothing of it any more, or which sentences went and which came."""

    same: bool
    shown: bool
    gone: list[str]
    new: list[str]


@dataclass(frozen=True)
class Raised:
    """A row that a brief rests on, marked higher today than when it was issued: its noun, and how it was and is marked.

    It has no row any more where it was withdrawn.
    """

    noun: str
    row: Any
    before: Marking
    now: Marking


def issued_briefs(principal: Principal) -> QuerySet[IssuedBrief]:
    """The issued briefs that this reader may read, the latest first: with them everything that each rests on."""
    rows = visible_to(IssuedBrief.objects.defer("sentences"), principal)
    return rows.select_related("agreement", "area", "body", "issued_by")


def markings_today(briefs: Iterable[IssuedBrief]) -> dict[uuid.UUID, Marking]:
    """How each brief is marked today: as it was issued, or higher where something that it rests on was raised."""
    briefs = list(briefs)
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = BriefSource.objects.filter(brief__in=briefs).order_by()
    for path in ("marking", *(f"{noun}__marking" for noun in SOURCES)):
        for key, marking in rows.exclude(**{path: None}).values_list("brief", path).distinct():
            found[key].append(marking)
    return {each.pk: Marking.highest([each.marking, *found[each.pk]]) for each in briefs}


def raised_since(issued: IssuedBrief) -> list[Raised]:
    """What the brief rests on and is marked higher today than the brief was issued."""
    above = [marking.value for marking in Marking if marking.rank > Marking(issued.marking).rank]
    before, found = Marking(issued.marking), []
    for noun, model in SOURCES.items():
        rows = issued.sources.filter(**{f"{noun}__marking__in": above}).select_related(noun).order_by(noun)
        name = str(model._meta.verbose_name)
        found += [Raised(name, getattr(row, noun), before, Marking(getattr(row, noun).marking)) for row in rows]
    here = {f"{noun}__marking": None for noun in SOURCES}
    for row in issued.sources.filter(marking__in=above, **here):
        noun = next(noun for noun in SOURCES if getattr(row, f"{noun}_id") is not None)
        found.append(Raised(str(SOURCES[noun]._meta.verbose_name), None, before, Marking(row.marking)))
    return found


def ask_again(issued: IssuedBrief, principal: Principal) -> Again:
    """Ask the same with the same clocks, in its language and with its clearance, or the reader's where it is lower."""
    lower = min(Marking(issued.clearance), principal.clearance, key=lambda marking: marking.rank)
    reader, on = replace(principal, clearance=lower), issued.standing_on
    with translation.override(issued.language), recorded_by(issued.recorded_at, seen_by=lower):
        try:
            subject = subject_of(reader, issued.kind, issued.subject.slug, on=on)
        except Http404:
            return Again(same=False, shown=False, gone=[], new=[])
        says = brief(reader, subject, on=on).sentences
    gone = [sentence for sentence in issued.sentences if sentence not in says]
    new = [sentence for sentence in says if sentence not in issued.sentences]
    return Again(same=says == issued.sentences, shown=True, gone=gone, new=new)


def digest_of(file: BriefFile) -> str:
    """The SHA-256 of the bytes as they are kept; the file is as it was issued where `file.sha256` says the same."""
    return hashlib.sha256(bytes(file.content)).hexdigest()


def files_of(issued: IssuedBrief) -> dict[str, BriefFile]:
    """The files of a brief by their kind: `html`, and `pdf` where one was made."""
    return {file.media_type.rpartition("/")[2]: file for file in issued.files.all()}
