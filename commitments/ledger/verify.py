"""Is the ledger whole, and do rows and counts stand as it says?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from commitments.ledger import lines
from commitments.ledger.comparing import differing_rows, differing_versions, vanished_rows
from commitments.ledger.declaration import tables
from commitments.ledger.models import Change, Revision
from commitments.ledger.progress import along
from commitments.ledger.recounting import drift
from commitments.ledger.redacting import named_as_redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Rule = tuple[str, "Callable[[], Iterable[Any]]"]
"""A sentence, and what finds the rows that break it."""

AT_ONCE = 500


@dataclass
class Findings:
    """What was found: the first revision that does not fit, rows that are not as the ledger says, broken rules."""

    revisions: int = 0
    head: str = ""
    redacted: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def verify(*, head: str = "", rules: Iterable[Rule] = ()) -> Findings:
    """Check the chain, then that every row equals its last change, every count the rows, then the rules handed in.

    `head` is the digest of a revision noted earlier: when the chain does not hold it, its tail was cut or rewritten.
    """
    findings = Findings()
    findings.faults += list(_chain(findings, head))[:1]
    for table in along("Tables", tables(), len(tables())):
        for key in differing_rows(table):
            findings.faults.append(f"{table.source} {key} is not as its last change says.")
        for key in vanished_rows(table):
            findings.faults.append(f"{table.source} {key} is gone, and no change says so.")
        for key in differing_versions(table):
            findings.faults.append(f"{table.source} {key} does not have the version of its last change.")
    findings.faults += drift()
    for sentence, broken in rules:
        findings.faults += [f"{sentence} {row}" for row in broken()]
    return findings


def _chain(findings: Findings, head: str) -> Iterator[str]:
    """What does not fit, in order."""
    previous, heads = Revision(number=None, digest=""), {""}
    redacted = named_as_redacted()
    numbered = Revision.objects.exclude(number=None).order_by("number")
    for revision in along("Revisions", numbered.iterator(AT_ONCE), numbered.count):
        changes = list(revision.changes.order_by("id"))
        for fault in _revision_faults(revision, previous, changes, redacted):
            yield f"Revision {revision.number} ({revision.public_id}): {fault}"
        findings.redacted += [f"change {each.pk} of revision {revision.number}" for each in changes if not each.salt]
        previous = revision
        heads.add(revision.digest)
        findings.revisions, findings.head = findings.revisions + 1, revision.digest
    if Revision.objects.filter(number=None).exists():
        yield "A revision was committed without a number."
    if stray := Change.objects.exclude(revision__in=Revision.objects.values("pk")).first():
        yield f"Change {stray.pk} belongs to no revision."
    if head not in heads:
        yield f"The chain does not hold {head}: its end was cut off or written again."


def _revision_faults(
    revision: Revision, previous: Revision, changes: list[Change], redacted: set[int]
) -> Iterator[str]:
    if previous.number is not None and revision.number != previous.number + 1:
        yield f"the one before it is missing (the last was {previous.number})."
    if previous.number is None and revision.number != 1:
        yield "it is not the first."
    content = ""
    for change in changes:
        blank = not change.salt and not change.before and not change.after
        if blank and change.pk not in redacted:
            yield f"change {change.pk} was blanked, and no redaction names it."
        elif not blank and change.digest != lines.digest(*(getattr(change, name) for name in lines.CHANGE)):
            yield f"change {change.pk} does not fit its digest."
        content = lines.fold(content, change.digest)
    if revision.content != content:
        yield "its changes are not the ones it was sealed with."
    if revision.recorded_at < previous.recorded_at:
        yield "it is older than the one before it."
    if revision.digest != lines.digest(previous.digest, *(getattr(revision, name) for name in lines.REVISION)):
        yield "it does not fit its digest, or the one before it is another."
