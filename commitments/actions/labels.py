"""Say what the office calls each marking, in each language."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from commitments.actions.access import note_access
from commitments.actions.refusals import StaleError, require
from commitments.actions.validation import validate
from commitments.models.markings import MarkingLabel
from commitments.models.people import LANGUAGES
from commitments.queries.labels import forget_labels
from commitments.vocabulary import MARKING_WORDS, AccessKind, Marking

if TYPE_CHECKING:
    from commitments.queries.labels import Labels
    from commitments.queries.visibility import Principal


def digest_of(labels: Labels) -> str:
    """A digest of the labels that a form was filled with: another one, and somebody changed them meanwhile."""
    told = "\n".join("\0".join([*key, label]) for key, label in sorted(labels.items()))
    return hashlib.sha256(told.encode()).hexdigest()


def set_labels(wanted: Labels, *, by: Principal, if_digest: str | None = None) -> None:
    """Make these the labels, by (marking, language); what is empty or not named goes back to the tracker's own word.

    Two markings never read the same in a language. Raises NotAllowedError, StaleError where `if_digest` is given and
    the labels have another by now, or ValidationError with sentences by "<marking>_<language>".
    """
    require(by, "manage_labels")
    wanted = {key: tidied for key, label in wanted.items() if (tidied := label.strip())}
    with transaction.atomic():
        rows = {(row.marking, row.language): row for row in MarkingLabel.objects.select_for_update().order_by("pk")}
        before = {key: row.label for key, row in rows.items()}
        if if_digest is not None and digest_of(before) != if_digest:
            raise StaleError(next(iter(rows.values()), MarkingLabel()))
        faults: dict[str, list[str]] = {}
        for key, label in wanted.items():
            row = rows.setdefault(key, MarkingLabel(marking=key[0], language=key[1]))
            row.label = label
            faults |= {f"{key[0]}_{key[1]}": said for said in [_faults(row, wanted)] if said}
        if faults:
            raise ValidationError(faults)
        for key, row in rows.items():
            if key not in wanted:
                row.delete()
            elif wanted[key] != before.get(key):
                row.save()
            if wanted.get(key, "") != before.get(key, ""):
                _note(key, before.get(key, ""), wanted.get(key, ""))
    forget_labels()


def _faults(row: MarkingLabel, wanted: Labels) -> list[str]:
    try:
        validate(row)
    except ValidationError as error:
        return list(error.messages)
    for other in Marking:
        if other != row.marking and _alike(_reads(other, row.language, wanted)) == _alike(row.label):
            return [_("Another marking reads the same in this language.")]
    return []


def _reads(marking: Marking, language: str, wanted: Labels) -> str:
    """How a marking would read: as wanted, else in the tracker's own word."""
    with translation.override(language):
        return wanted.get((marking.value, language)) or str(MARKING_WORDS[marking])


def _alike(label: str) -> str:
    """What looks the same is the same: width, case and white space apart."""
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


def _note(key: tuple[str, str], before: str, after: str) -> None:
    marking, language = key
    detail = f"{language}: {before or '–'} → {after or '–'}"
    note_access(AccessKind.LABEL, subject=f"marking:{marking}", detail=detail)


NAMES = [(marking, language) for marking in Marking for language, _name in LANGUAGES]
"""Everything that can have a label."""
