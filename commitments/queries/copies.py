"""Where does the copy of a piece of evidence lie, who may have it, and is every copy there?"""

from __future__ import annotations

import hashlib
import re
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from commitments.copies.kinds import KINDS
from commitments.ledger.declaration import table_of
from commitments.ledger.models import Change
from commitments.ledger.progress import along
from commitments.ledger.reading import UNREADABLE, values_in
from commitments.models.activities import Evidence
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator

    from commitments.models.activities import Activity
    from commitments.queries.visibility import Principal

DIRECTORY = "evidence/"
STORED = re.compile(r"evidence/[0-9a-f]{32}(?:\.part)?")
LONGEST_NAME = 120
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\:*?\"<>|]+")
"""What a file's name cannot hold somewhere, or what hides how it ends."""


def copy_of(activity: Activity, evidence: uuid.UUID, principal: Principal) -> Evidence | None:
    """The evidence of the activity with this id, when it has a copy and the principal may see it."""
    rows = visible_to(Evidence.objects.filter(activity=activity, pk=evidence), principal)
    return rows.exclude(file="").first()


def opened(evidence: Evidence) -> BufferedReader | None:
    """The bytes of its copy, to be read and closed; None where the file is not there (it was redacted, or lost)."""
    name = str(evidence.file)
    if not is_stored(name):
        return None
    try:
        return path_of(name).open("rb")
    except OSError:
        return None


def name_to_save(evidence: Evidence) -> str:
    """What a copy is called when somebody takes it home: its title, with the ending of its kind."""
    kind = KINDS.get(evidence.media_type)
    words = " ".join(UNFIT.sub(" ", evidence.title).split())
    title = words.strip(" .")[:LONGEST_NAME].strip(" .") or _("copy")
    if kind is None:
        return title
    stem = title.rpartition(".")[0] if title.lower().endswith(tuple(f".{each}" for each in kind.endings)) else title
    return f"{stem or title}.{kind.endings[0]}"


def is_stored(name: str) -> bool:
    """Whether it is a name under which a copy is stored; the one that a redaction leaves behind is none."""
    return STORED.fullmatch(name) is not None


def path_of(name: str) -> Path:
    """Where the file of this name lies. Raises SuspiciousFileOperation for a name that leads elsewhere."""
    return Path(default_storage.path(name))


def stored_copies() -> list[str]:
    """The names of all files that are there, unfinished ones included."""
    directory = path_of(DIRECTORY)
    names = [f"{directory.name}/{path.name}" for path in directory.iterdir()] if directory.is_dir() else []
    return sorted(name for name in names if is_stored(name))


def copies_named(row: Evidence | None = None) -> set[str]:
    """The names of the copies that any row or any change of the ledger names; of one row, when it is given."""
    rows, table = Evidence.objects.exclude(file=""), table_of(Evidence)
    changes = Change.objects.filter(source=table.source)
    if row is not None:
        rows, changes = rows.filter(pk=row.pk), changes.filter(row_id=str(row.pk))
    named = set(rows.values_list("file", flat=True))
    for texts in changes.values_list("before", "after").iterator():
        for text in texts:
            if "evidence/" in text:
                try:
                    named.add(str(values_in(table, text).get("file") or ""))
                except UNREADABLE:
                    continue
    return {name for name in named if is_stored(name)}


def faults_of_copies() -> Iterator[str]:
    """What is wrong with the copies, a sentence each: files that are not there, or not as they were stored."""
    copies = Evidence.objects.exclude(file="").order_by("pk")
    for evidence in along("Copies", copies.iterator(), copies.count):
        named = {"id": evidence.pk, "activity": evidence.activity_id}
        if not is_stored(str(evidence.file)):
            continue  # redacted
        file = opened(evidence)
        if file is None:
            yield _("The copy of evidence %(id)s (activity %(activity)s) is not there.") % named
            continue
        with file:
            if hashlib.file_digest(file, "sha256").hexdigest() != evidence.sha256:
                yield _("The copy of evidence %(id)s (activity %(activity)s) is not the one that was stored.") % named
