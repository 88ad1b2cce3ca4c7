"""What do the files of a folder of fixtures say?"""

from pathlib import Path

from commitments import vocabulary
from commitments.texts.faults import Fault
from commitments.texts.reading import Checked, read_fixtures

LISTS: dict[str, type[vocabulary.Listed]] = {
    "activity_kind": vocabulary.ActivityKind,
    "agreement_kind": vocabulary.AgreementKind,
    "agreement_link": vocabulary.AgreementLinkKind,
    "area_mention": vocabulary.AreaMentionKind,
    "body_kind": vocabulary.BodyKind,
    "date_label": vocabulary.DateLabel,
    "date_precision": vocabulary.DatePrecision,
    "gives": vocabulary.Gives,
    "lineage": vocabulary.LineageKind,
    "marking": vocabulary.Marking,
    "milestone_effect": vocabulary.MilestoneEffectKind,
    "provenance": vocabulary.Provenance,
    "provision_role": vocabulary.ProvisionRole,
    "recurrence": vocabulary.Recurrence,
    "responsibility": vocabulary.ResponsibilityRole,
    "scope": vocabulary.Scope,
    "strength": vocabulary.Strength,
}
CODES = {name: frozenset(member.value for member in listed) for name, listed in LISTS.items()}


def checked_fixtures(directory: Path) -> Checked:
    """Read and check the fixtures in ``directory`` (fixtures/README.md): its JSON files and the texts in `texts/`."""
    if not directory.is_dir():
        return Checked(None, (Fault(directory.name, "is no folder"),))
    found = [*directory.glob("*.json"), *(directory / "texts").glob("*")]
    files = {path.relative_to(directory).as_posix(): path.read_bytes() for path in found if path.is_file()}
    return read_fixtures(files, lists=CODES)
