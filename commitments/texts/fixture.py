"""What does a fixture hold, row by row?

The fields are those of the JSON files (fixtures/README.md). Offsets are not in the files: `span` is computed when the
quotes are found in the text.
"""

import datetime
from dataclasses import dataclass, field

from commitments.texts.row_fields import COMPUTED, NOWHERE, DateRow, LabelledDateRow, Quoted, listed, names
from commitments.texts.spans import Span


@dataclass(frozen=True, kw_only=True)
class PartyRow:
    slug: str
    name: str
    short_name: str

    @property
    def label(self) -> str:
        return f"party {self.slug}"


@dataclass(frozen=True, kw_only=True)
class AreaRow:
    slug: str
    name: str
    short_name: str
    order: int
    note: str

    @property
    def label(self) -> str:
        return f"area {self.slug}"


@dataclass(frozen=True, kw_only=True)
class BodyRow:
    slug: str
    name: str
    abbreviation: str
    kind: str = listed("body_kind")
    party: str | None = names("party")
    parent: str | None = names("body")
    parent_provenance: str = listed("provenance", or_empty=True)
    note: str

    @property
    def label(self) -> str:
        return f"body {self.slug}"


@dataclass(frozen=True, kw_only=True)
class LinkRow(Quoted):
    kind: str = listed("agreement_link")
    to: str = names("agreement")
    note: str

    @property
    def label(self) -> str:
        return f"link {self.kind} {self.to}"


@dataclass(frozen=True, kw_only=True)
class TermRow(Quoted):
    starts: datetime.date | None
    ends: datetime.date | None
    duration: str
    provenance: str = listed("provenance")
    note: str

    @property
    def label(self) -> str:
        return f"term in {self.provision}"


@dataclass(frozen=True, kw_only=True)
class AgreementRow:
    """An instrument: held with its text (then `text_file` and `text_sha256` are filled), or only cited."""

    code: str
    slug: str
    title: str
    short_name: str
    kind: str = listed("agreement_kind")
    parties: tuple[str, ...] = names("party")
    dated: LabelledDateRow | None
    place: str
    held: bool = False
    text_file: str = ""
    text_sha256: str = ""
    marking: str = listed("marking", default="public")
    note: str
    links: tuple[LinkRow, ...] = ()

    @property
    def label(self) -> str:
        return f"agreement {self.slug}"


@dataclass(frozen=True, kw_only=True)
class SentenceRow:
    text: str
    gives: str = listed("gives")
    why: str
    span: Span = field(default=NOWHERE, metadata=COMPUTED)


@dataclass(frozen=True, kw_only=True)
class ProvisionRow:
    key: str
    citation: str
    printed_number: str
    role: str = listed("provision_role")
    parent: str | None = names("provision")
    note: str
    sentences: tuple[SentenceRow, ...]
    span: Span = field(default=NOWHERE, metadata=COMPUTED)
    heading_path: tuple[str, ...] = field(default=(), metadata=COMPUTED)

    @property
    def label(self) -> str:
        return f"provision {self.key}"


@dataclass(frozen=True, kw_only=True)
class OperativeRow(Quoted):
    pass


@dataclass(frozen=True, kw_only=True)
class ResponsibilityRow:
    body: str = names("body")
    role: str = listed("responsibility")


@dataclass(frozen=True, kw_only=True)
class CommitmentRow(Quoted):
    reference: str
    title: str
    operative: tuple[OperativeRow, ...]
    strength: str = listed("strength")
    scope: str = listed("scope")
    recurrence: str = listed("recurrence")
    obligated: tuple[str, ...] = names("party")
    areas: tuple[str, ...] = names("area")
    activity_kinds: tuple[str, ...] = listed("activity_kind")
    responsibilities: tuple[ResponsibilityRow, ...]
    note: str

    @property
    def label(self) -> str:
        return f"commitment {self.reference}"


@dataclass(frozen=True, kw_only=True)
class EffectRow:
    reference: str = names("commitment")
    effect: str = listed("milestone_effect")


@dataclass(frozen=True, kw_only=True)
class MilestoneRow(Quoted):
    key: str
    title: str
    planned: bool
    on: DateRow
    commitments: tuple[EffectRow, ...]
    note: str

    @property
    def label(self) -> str:
        return f"milestone {self.key}"


@dataclass(frozen=True, kw_only=True)
class AreaMentionRow(Quoted):
    area: str = names("area")
    named_as: str = field(metadata={"listed": "area_mention", "key": "as"})

    @property
    def label(self) -> str:
        return f"mention of {self.area} in {self.provision}"


@dataclass(frozen=True, kw_only=True)
class BodyMentionRow(Quoted):
    body: str = names("body")

    @property
    def label(self) -> str:
        return f"mention of {self.body} in {self.provision}"


@dataclass(frozen=True, kw_only=True)
class LineageRow:
    earlier: str = names("commitment")
    later: str | None = names("commitment")
    dropped_by: str | None = names("agreement", default=None)
    kind: str = listed("lineage")
    note: str

    @property
    def label(self) -> str:
        return f"lineage {self.earlier} → {self.later or self.dropped_by}"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One agreement as read: a file of its own. `file` and `text` are filled in when it is loaded."""

    agreement: AgreementRow
    terms: tuple[TermRow, ...]
    links: tuple[LinkRow, ...]
    provisions: tuple[ProvisionRow, ...]
    commitments: tuple[CommitmentRow, ...]
    milestones: tuple[MilestoneRow, ...]
    area_mentions: tuple[AreaMentionRow, ...]
    body_mentions: tuple[BodyMentionRow, ...]
    lineage: tuple[LineageRow, ...]
    file: str = field(default="", metadata=COMPUTED)
    text: str = field(default="", metadata=COMPUTED)


@dataclass(frozen=True, kw_only=True)
class Fixtures:
    """All files of a folder of fixtures; `instruments` are the agreements only cited."""

    parties: tuple[PartyRow, ...]
    areas: tuple[AreaRow, ...]
    bodies: tuple[BodyRow, ...]
    instruments: tuple[AgreementRow, ...]
    readings: tuple[Reading, ...] = field(default=(), metadata=COMPUTED)

    @property
    def agreements(self) -> tuple[AgreementRow, ...]:
        """Those held first, then those only cited."""
        return (*(reading.agreement for reading in self.readings), *self.instruments)
