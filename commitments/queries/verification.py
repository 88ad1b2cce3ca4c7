"""Do the fixtures, and the text rows in the database, say what the texts say?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from django.db import connection

from commitments.models.agreements import Agreement, AgreementLink, Term
from commitments.models.commitments import Commitment, OperativeWords
from commitments.models.milestones import Milestone
from commitments.models.provisions import AreaMention, BodyMention, Provision, Sentence
from commitments.queries.fixtures import checked_fixtures
from commitments.texts.coverage import uncovered_by_sentences
from commitments.texts.faults import Fault
from commitments.texts.fixture import Fixtures
from commitments.texts.normalise import digest
from commitments.texts.quotes import QuoteAmbiguous, QuoteMissing, locate, verify_span

PlacedQuote: TypeAlias = Commitment | OperativeWords | Milestone | AreaMention | BodyMention
FreeQuote: TypeAlias = Term | AgreementLink
PLACED: tuple[type[PlacedQuote], ...] = (Commitment, OperativeWords, Milestone, AreaMention, BodyMention)
FREE: tuple[type[FreeQuote], ...] = (Term, AgreementLink)


@dataclass(frozen=True)
class Verified:
    """What was checked and what was found. ``stored`` says whether the database held texts to check as well."""

    faults: tuple[Fault, ...]
    hints: tuple[Fault, ...]
    texts: int = 0
    provisions: int = 0
    sentences: int = 0
    quotes: int = 0
    stored: bool = False


def faults_of_texts(directory: Path) -> Verified:
    """Check the fixtures in ``directory`` and every text row that is not retired; change nothing.

    The counts are those of the fixtures. In the database the digest of every text held is compared with the text and
    with the file, every slice and quote with the text by its offsets, and sentences must cover their provisions. A
    database without tables or without texts is no fault: only the fixtures are checked then.
    """
    checked = checked_fixtures(directory)
    stored = _holds_texts()
    faults = [*checked.faults, *(_faults_of_rows(checked.fixtures) if stored else ())]
    if checked.fixtures is None:
        return Verified(tuple(faults), checked.hints, stored=stored)
    readings = checked.fixtures.readings
    return Verified(
        faults=tuple(faults),
        hints=checked.hints,
        texts=len(readings),
        provisions=sum(len(reading.provisions) for reading in readings),
        sentences=sum(len(row.sentences) for reading in readings for row in reading.provisions),
        quotes=_count_quotes(checked.fixtures),
        stored=stored,
    )


def _count_quotes(fixtures: Fixtures) -> int:
    return sum(len(row.links) for row in fixtures.instruments) + sum(
        len(rows)
        for reading in fixtures.readings
        for rows in (
            reading.commitments,
            [words for row in reading.commitments for words in row.operative],
            reading.milestones,
            reading.terms,
            reading.links,
            reading.area_mentions,
            reading.body_mentions,
        )
    )


def _holds_texts() -> bool:
    """Say whether the database has tables, and texts in them."""
    needed = {model._meta.db_table for model in (Agreement, Provision, Sentence, *PLACED, *FREE)}
    if not needed <= set(connection.introspection.table_names()):
        return False
    return Agreement.objects.filter(retired_on=None, held=True).exists()


def _faults_of_rows(fixtures: Fixtures | None) -> Iterator[Fault]:
    files = {row.slug: row.text_sha256 for row in fixtures.agreements} if fixtures else {}
    texts: dict[int, str] = {}
    for agreement in Agreement.objects.filter(retired_on=None, held=True):
        texts[agreement.pk] = agreement.text
        where = f"database, agreement {agreement.slug}"
        if digest(agreement.text.encode()) != agreement.text_sha256:
            yield Fault(where, f"its text has the SHA-256 {digest(agreement.text.encode())}, not the one stored")
        if files.get(agreement.slug, agreement.text_sha256) != agreement.text_sha256:
            yield Fault(where, "its text is not the one in the fixtures: run `manage.py seed`")
    provisions = {row.pk: row for row in Provision.objects.filter(retired_on=None, agreement__in=texts)}
    yield from _faults_of_provisions(provisions.values(), texts)
    for model in PLACED:
        for row in model._default_manager.filter(retired_on=None):
            provision = provisions.get(row.provision_id)
            if provision is None:
                continue
            if fault := verify_span(texts[provision.agreement_id], row.start, row.end, row.quote):
                yield Fault(f"database, {_name(row)}, {fault.where}", fault.what)
            elif not provision.start <= row.start < row.end <= provision.end:
                yield Fault(f"database, {_name(row)}", f"characters {row.start}–{row.end} lie outside {provision.key}")
    for free in FREE:
        for quoting in free._default_manager.filter(retired_on=None):
            provision = provisions.get(quoting.provision_id or 0)
            if provision is not None and (what := _missing(quoting.quote, provision)):
                yield Fault(f"database, {_name(quoting)}", what)


def _faults_of_provisions(provisions: Iterable[Provision], texts: dict[int, str]) -> Iterator[Fault]:
    sentences: dict[int, list[Sentence]] = {}
    for sentence in Sentence.objects.filter(retired_on=None).order_by("provision", "ordinal"):
        sentences.setdefault(sentence.provision_id, []).append(sentence)
    for provision in provisions:
        where = f"database, provision {provision.key}"
        text = texts[provision.agreement_id]
        if text[provision.start : provision.end] != provision.text:
            fault = verify_span(text, provision.start, provision.end, provision.text)
            what = fault.what if fault else "differs from the text in white space"
            yield Fault(f"{where}, characters {provision.start}–{provision.end}", what)
            continue
        own = sentences.get(provision.pk, [])
        for gap in uncovered_by_sentences(text, provision, own):
            yield Fault(f"{where}, characters {gap.start}–{gap.end}", f"no sentence covers “{gap.cut(text)}”")
        for sentence in own:
            if not provision.start <= sentence.start < sentence.end <= provision.end:
                what = f"characters {sentence.start}–{sentence.end} lie outside it"
                yield Fault(f"{where}, sentence {sentence.ordinal}", what)


def _name(row: PlacedQuote | FreeQuote) -> str:
    if isinstance(row, Commitment):
        return f"commitment {row.reference}"
    if isinstance(row, Milestone):
        return f"milestone {row.key}"
    if isinstance(row, OperativeWords):
        return f"operative words {row.ordinal} of {row.commitment.reference}"
    return f"{row._meta.verbose_name} “{row.quote}”"


def _missing(quote: str, provision: Provision) -> str:
    try:
        locate(quote, provision.text, start=provision.start)
    except (QuoteMissing, QuoteAmbiguous) as problem:
        return str(problem)
    return ""
