"""How do the fixtures get into the database?"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import transaction

from commitments.actions import text_columns as columns
from commitments.actions.text_order import in_order, levels, place
from commitments.actions.text_rows import PartKind, Tally, TextRows
from commitments.models.agreements import Agreement, AgreementLink, Signatory, Term
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment, Lineage, OperativeWords, Responsibility
from commitments.models.milestones import Milestone, MilestoneEffect
from commitments.models.parties import Party
from commitments.models.provisions import AreaMention, BodyMention, Provision, Sentence
from commitments.models.rows import TextRow
from commitments.queries.fixtures import checked_fixtures
from commitments.texts.faults import Fault
from commitments.texts.fixture import Fixtures
from commitments.vocabulary import Marking

SIGNATORY = PartKind(Signatory, ("agreement_id", "party_id"), ("agreement",))
TERM = PartKind(Term, ("agreement_id", "order"), ("agreement",))
LINK = PartKind(AgreementLink, ("agreement_id", "kind", "to_id", "provision_id"), ("agreement",))
SENTENCE = PartKind(Sentence, ("provision_id", "ordinal"), ("provision",))
AREA_MENTION = PartKind(AreaMention, ("area_id", "provision_id", "start"), ("area",))
BODY_MENTION = PartKind(BodyMention, ("body_id", "provision_id", "start"), ("body",))
OPERATIVE = PartKind(OperativeWords, ("commitment_id", "ordinal"), ("commitment",))
RESPONSIBILITY = PartKind(Responsibility, ("commitment_id", "body_id", "role"), ("commitment",))
LINEAGE = PartKind(Lineage, ("earlier_id", "later_id", "dropped_by_id"), ("earlier", "later"))
EFFECT = PartKind(MilestoneEffect, ("milestone_id", "commitment_id"), ("milestone",))


class UnsoundFixtures(ValueError):  # noqa: N818 - reads as a finding
    """The fixtures have faults; nothing was written."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class SeedReport:
    """What seeding did, by kind of row. A row whose parts alone changed counts as changed."""

    tallies: Mapping[type[TextRow], Tally]

    @property
    def total(self) -> Tally:
        rows = self.tallies.values()
        return Tally(
            created=sum(row.created for row in rows),
            changed=sum(row.changed for row in rows),
            unchanged=sum(row.unchanged for row in rows),
            retired=sum(row.retired for row in rows),
        )


def seed(directory: Path, *, on: datetime.date, retire: bool = True) -> SeedReport:
    """Bring the text rows to what the fixtures in ``directory`` say, in one transaction.

    Rows are found by public name and updated in place; one that is not there any more is retired on the day ``on``,
    unless ``retire`` is false, and comes back when it returns. An agreement keeps the marking it has: the fixture's is
    taken when it is new, if the installation's ceiling allows it. Work rows are never touched. Raises
    ``UnsoundFixtures``, having written nothing, when a check finds a fault.
    """
    checked = checked_fixtures(directory)
    if checked.fixtures is None:
        raise UnsoundFixtures(checked.faults)
    with transaction.atomic():
        _refuse_reuse(checked.fixtures)
        _refuse_above_ceiling(checked.fixtures)
        rows = TextRows(on=on, retire=retire)
        _write(checked.fixtures, rows)
        return SeedReport(rows.settle())


def _refuse_reuse(fixtures: Fixtures) -> None:
    """A name is given once: a retired commitment or milestone comes back in its own words or not at all."""
    faults: list[Fault] = []
    for model, named in (
        (Commitment, {row.reference: row.quote for reading in fixtures.readings for row in reading.commitments}),
        (Milestone, {row.key: row.quote for reading in fixtures.readings for row in reading.milestones}),
    ):
        retired = model._default_manager.filter(retired_on__isnull=False)
        for name, quote in retired.values_list(model.public_name, "quote"):
            if named.get(name, quote) != quote:
                faults.append(Fault(name, f"was given to “{quote}” and is never given again; take the next ordinal"))
    if faults:
        raise UnsoundFixtures(tuple(faults))


def _refuse_above_ceiling(fixtures: Fixtures) -> None:
    """Nothing is taken in that is marked above the installation's ceiling."""
    known, allowed = set(Agreement.objects.values_list("slug", flat=True)), Marking.up_to(settings.MARKING_CEILING)
    high = [row for row in fixtures.agreements if row.slug not in known and row.marking not in allowed]
    if high:
        what = "is marked “{}”, and this installation holds nothing above “{}”"
        raise UnsoundFixtures(
            tuple(Fault(row.slug, what.format(row.marking, settings.MARKING_CEILING)) for row in high)
        )


def _write(fixtures: Fixtures, rows: TextRows) -> None:
    ids = columns.Ids()
    ids.parties = rows.write(
        Party,
        {
            row.slug: {"name": row.name, "short_name": row.short_name, "order": order}
            for order, row in enumerate(fixtures.parties, start=1)
        },
    )
    ids.areas = rows.write(
        PriorityArea,
        {
            row.slug: {"name": row.name, "short_name": row.short_name, "order": row.order, "note": row.note}
            for row in fixtures.areas
        },
    )
    ids.bodies = _write_bodies(fixtures, rows, ids)
    order = in_order(fixtures.agreements)
    texts = {reading.agreement.slug: reading.text for reading in fixtures.readings}
    agreements = sorted(fixtures.agreements, key=lambda row: order[row.slug])
    ids.agreements = rows.write(
        Agreement,
        {row.slug: columns.agreement_columns(row, order[row.slug], texts.get(row.slug, "")) for row in agreements},
        first=("marking",),
    )
    rows.write_parts(SIGNATORY, list(chain.from_iterable(columns.signatories(row, ids) for row in agreements)))
    ids.provisions = _write_provisions(fixtures, rows, ids, order)
    rows.write_parts(TERM, _of_each(fixtures, columns.terms, ids))
    rows.write_parts(LINK, list(columns.links(fixtures, ids)))
    rows.write_parts(AREA_MENTION, _of_each(fixtures, columns.area_mentions, ids))
    rows.write_parts(BODY_MENTION, _of_each(fixtures, columns.body_mentions, ids))
    _write_commitments(fixtures, rows, ids, order)
    _write_milestones(fixtures, rows, ids, order)


def _of_each(fixtures: Fixtures, parts: columns.PartsOfReading, ids: columns.Ids) -> list[columns.Columns]:
    return list(chain.from_iterable(parts(reading, ids) for reading in fixtures.readings))


def _write_bodies(fixtures: Fixtures, rows: TextRows, ids: columns.Ids) -> dict[str, int]:
    order = {row.slug: number for number, row in enumerate(fixtures.bodies, start=1)}
    bodies = {row.slug: row for row in fixtures.bodies}
    written: dict[str, int] = {}
    for level in levels({row.slug: row.parent for row in fixtures.bodies}):
        level_rows = {slug: columns.body_columns(bodies[slug], order[slug], ids.parties, written) for slug in level}
        written |= rows.write(Body, level_rows)
    return written


def _write_provisions(fixtures: Fixtures, rows: TextRows, ids: columns.Ids, order: Mapping[str, int]) -> dict[str, int]:
    places = {
        row.key: (row, reading, place(reading, order, row.span.start))
        for reading in fixtures.readings
        for row in reading.provisions
    }
    written: dict[str, int] = {}
    ids.provisions = written
    for level in levels({key: row.parent for key, (row, *_) in places.items()}):
        written |= rows.write(Provision, {key: columns.provision_columns(*places[key], ids) for key in level})
    rows.write_parts(SENTENCE, list(chain.from_iterable(columns.sentences(row, ids) for row, *_ in places.values())))
    return written


def _write_commitments(fixtures: Fixtures, rows: TextRows, ids: columns.Ids, order: Mapping[str, int]) -> None:
    placed = [
        (row, reading, place(reading, order, row.span.start))
        for reading in fixtures.readings
        for row in reading.commitments
    ]
    ids.commitments = rows.write(
        Commitment,
        {row.reference: columns.commitment_columns(row, reading, position, ids) for row, reading, position in placed},
    )
    commitments = [row for row, *_ in placed]
    made = ids.commitments
    rows.choose(
        Commitment,
        "obligated",
        {made[row.reference]: [ids.parties[party] for party in row.obligated] for row in commitments},
    )
    rows.choose(
        Commitment, "areas", {made[row.reference]: [ids.areas[area] for area in row.areas] for row in commitments}
    )
    rows.write_parts(OPERATIVE, list(chain.from_iterable(columns.operative_words(row, ids) for row in commitments)))
    rows.write_parts(
        RESPONSIBILITY, list(chain.from_iterable(columns.responsibilities(row, ids) for row in commitments))
    )
    rows.write_parts(LINEAGE, _of_each(fixtures, columns.lineage, ids))


def _write_milestones(fixtures: Fixtures, rows: TextRows, ids: columns.Ids, order: Mapping[str, int]) -> None:
    placed = [
        (row, reading, place(reading, order, row.span.start))
        for reading in fixtures.readings
        for row in reading.milestones
    ]
    ids.milestones = rows.write(
        Milestone,
        {row.key: columns.milestone_columns(row, reading, position, ids) for row, reading, position in placed},
    )
    rows.write_parts(EFFECT, list(chain.from_iterable(columns.effects(row, ids) for row, *_ in placed)))
