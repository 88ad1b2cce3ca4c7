"""Which columns do the rows of a reading come to?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from commitments.texts.fixture import (
    AgreementRow,
    BodyRow,
    CommitmentRow,
    Fixtures,
    MilestoneRow,
    ProvisionRow,
    Reading,
)
from commitments.texts.periods import last_day_of
from commitments.texts.row_fields import Quoted

Columns = dict[str, Any]


@dataclass
class Ids:
    """The database ids of rows by their public names, noun by noun."""

    parties: Mapping[str, int] = field(default_factory=dict)
    areas: Mapping[str, int] = field(default_factory=dict)
    bodies: Mapping[str, int] = field(default_factory=dict)
    agreements: Mapping[str, int] = field(default_factory=dict)
    provisions: Mapping[str, int] = field(default_factory=dict)
    commitments: Mapping[str, int] = field(default_factory=dict)
    milestones: Mapping[str, int] = field(default_factory=dict)


class PartsOfReading(Protocol):
    """Gives the columns of every part of a kind in a reading."""

    def __call__(self, reading: Reading, ids: Ids) -> Iterator[Columns]: ...


def agreement_columns(row: AgreementRow, order: int, text: str) -> Columns:
    dated = row.dated
    return {
        "code": row.code,
        "title": row.title,
        "short_name": row.short_name,
        "kind": row.kind,
        "dated_on": dated.date if dated else None,
        "date_precision": dated.precision if dated else "",
        "date_label": dated.label if dated else "",
        "counts_on": last_day_of(dated.date, dated.precision) if dated else None,
        "place": row.place,
        "held": row.held,
        "text": text,
        "text_sha256": row.text_sha256,
        "marking": row.marking,
        "note": row.note,
        "order": order,
    }


def body_columns(row: BodyRow, order: int, parties: Mapping[str, int], parents: Mapping[str, int]) -> Columns:
    return {
        "name": row.name,
        "abbreviation": row.abbreviation,
        "kind": row.kind,
        "party_id": parties[row.party] if row.party else None,
        "parent_id": parents[row.parent] if row.parent else None,
        "parent_provenance": row.parent_provenance,
        "note": row.note,
        "order": order,
    }


def provision_columns(row: ProvisionRow, reading: Reading, position: int, ids: Ids) -> Columns:
    return {
        "agreement_id": ids.agreements[reading.agreement.slug],
        "position": position,
        "citation": row.citation,
        "printed_number": row.printed_number,
        "heading_path": list(row.heading_path),
        "parent_id": ids.provisions[row.parent] if row.parent else None,
        "role": row.role,
        "text": row.span.cut(reading.text),
        "note": row.note,
        **_span(row),
    }


def commitment_columns(row: CommitmentRow, reading: Reading, position: int, ids: Ids) -> Columns:
    return {
        "title": row.title,
        "provision_id": ids.provisions[row.provision],
        "agreement_id": ids.agreements[reading.agreement.slug],
        "position": position,
        "quote": row.quote,
        **_span(row),
        "strength": row.strength,
        "scope": row.scope,
        "recurrence": row.recurrence,
        "activity_kinds": list(row.activity_kinds),
        "note": row.note,
    }


def milestone_columns(row: MilestoneRow, reading: Reading, position: int, ids: Ids) -> Columns:
    return {
        "title": row.title,
        "provision_id": ids.provisions[row.provision],
        "agreement_id": ids.agreements[reading.agreement.slug],
        "position": position,
        "planned": row.planned,
        "dated_on": row.on.date,
        "date_precision": row.on.precision,
        "counts_on": last_day_of(row.on.date, row.on.precision),
        "quote": row.quote,
        **_span(row),
        "note": row.note,
    }


def signatories(row: AgreementRow, ids: Ids) -> Iterator[Columns]:
    for order, party in enumerate(row.parties, start=1):
        yield {"agreement_id": ids.agreements[row.slug], "party_id": ids.parties[party], "order": order}


def terms(reading: Reading, ids: Ids) -> Iterator[Columns]:
    for order, row in enumerate(reading.terms, start=1):
        yield {
            "agreement_id": ids.agreements[reading.agreement.slug],
            "order": order,
            "starts_on": row.starts,
            "ends_on": row.ends,
            "duration": row.duration,
            "provenance": row.provenance,
            "provision_id": ids.provisions[row.provision],
            "quote": row.quote,
            "note": row.note,
        }


def links(fixtures: Fixtures, ids: Ids) -> Iterator[Columns]:
    linking = [(reading.agreement.slug, reading.links) for reading in fixtures.readings]
    linking += [(row.slug, row.links) for row in fixtures.instruments]
    for slug, rows in linking:
        for order, row in enumerate(rows, start=1):
            yield {
                "agreement_id": ids.agreements[slug],
                "order": order,
                "kind": row.kind,
                "to_id": ids.agreements[row.to],
                "provision_id": ids.provisions[row.provision],
                "quote": row.quote,
                "note": row.note,
            }


def sentences(row: ProvisionRow, ids: Ids) -> Iterator[Columns]:
    for ordinal, sentence in enumerate(row.sentences, start=1):
        yield {
            "provision_id": ids.provisions[row.key],
            "ordinal": ordinal,
            "gives": sentence.gives,
            "why": sentence.why,
            **_span(sentence),
        }


def area_mentions(reading: Reading, ids: Ids) -> Iterator[Columns]:
    for row in reading.area_mentions:
        yield {"area_id": ids.areas[row.area], "named_as": row.named_as, **_quoted(row, ids)}


def body_mentions(reading: Reading, ids: Ids) -> Iterator[Columns]:
    for row in reading.body_mentions:
        yield {"body_id": ids.bodies[row.body], **_quoted(row, ids)}


def operative_words(row: CommitmentRow, ids: Ids) -> Iterator[Columns]:
    for ordinal, words in enumerate(row.operative, start=1):
        yield {"commitment_id": ids.commitments[row.reference], "ordinal": ordinal, **_quoted(words, ids)}


def responsibilities(row: CommitmentRow, ids: Ids) -> Iterator[Columns]:
    for part in row.responsibilities:
        yield {
            "commitment_id": ids.commitments[row.reference],
            "body_id": ids.bodies[part.body],
            "role": part.role,
        }


def lineage(reading: Reading, ids: Ids) -> Iterator[Columns]:
    for row in reading.lineage:
        yield {
            "earlier_id": ids.commitments[row.earlier],
            "later_id": ids.commitments[row.later] if row.later else None,
            "dropped_by_id": ids.agreements[row.dropped_by] if row.dropped_by else None,
            "kind": row.kind,
            "note": row.note,
        }


def effects(row: MilestoneRow, ids: Ids) -> Iterator[Columns]:
    for part in row.commitments:
        yield {
            "milestone_id": ids.milestones[row.key],
            "commitment_id": ids.commitments[part.reference],
            "effect": part.effect,
        }


def _span(row: Any) -> Columns:
    return {"start": row.span.start, "end": row.span.end}


def _quoted(row: Quoted, ids: Ids) -> Columns:
    return {"provision_id": ids.provisions[row.provision], "quote": row.quote, **_span(row)}
