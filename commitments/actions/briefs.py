"""Issue briefs: keep the files with their digest, both clocks, the clearance, and everything that they rest on."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments.actions.access import note_access
from commitments.actions.refusals import StateError, require
from commitments.copies.paper import PDF, can_print, on_paper
from commitments.models.briefs import SOURCES, BriefFile, BriefSource, IssuedBrief
from commitments.queries.as_of import recorded_by
from commitments.queries.brief import brief, subject_of
from commitments.queries.brief_file import HTML, Issue, html_of
from commitments.vocabulary import AccessKind, Marking

if TYPE_CHECKING:
    import datetime

    from django.db.models import Model

    from commitments.queries.visibility import Principal

LARGEST = 5 * 1024 * 1024
"""How many bytes a file of a brief may have: some hundred times what one has."""

AT_ONCE = 500


def issue_brief(
    kind: str,
    slug: str,
    *,
    on: datetime.date,
    by: Principal,
    now: datetime.datetime,
    moment: datetime.datetime | None = None,
    rooted: str = "",
) -> IssuedBrief:
    """Issue the brief on a subject (`kind` as in NOUNS) as it reads with both clocks to `by`; return it.

    Its second clock is the last revision by `moment`, by `now` without one, that `by` may know of: asked again with it,
    it says the same. Before anything is written in this transaction: it opens a record. Raises NotAllowedError,
    Http404, or StateError for a brief that is too long.
    """
    require(by, "issue_brief")
    with recorded_by(moment or now, seen_by=by.clearance) as record:
        subject = subject_of(by, kind, slug, on=on)
        found = brief(by, subject, on=on)
        sentences, recorded_at = found.sentences, (record.moment if record else None) or moment or now
        rests_on: dict[type[Model], dict[Any, str]] = {}
        for rows in found.rests_on:
            rests_on.setdefault(rows.model, {}).update(rows.order_by().values_list("pk", "marking"))
        issued = IssuedBrief(
            **{kind: subject.row},
            id=uuid.uuid4(),
            standing_on=on,
            recorded_at=recorded_at,
            clearance=by.clearance,
            marking=found.marking or Marking.PUBLIC,
            language=get_language() or "en",
            sentences=sentences,
            issued_by=by.person,
            issued_at=now,
        )
        told = Issue(str(issued.pk), str(by.person), now)
        page = html_of(found, by, recorded_at=recorded_at, rooted=rooted, issue=told)
    files = {HTML: page.encode()}
    if can_print():
        files[PDF] = on_paper(page, issued.pk.hex)
    if max(len(content) for content in files.values()) > LARGEST:
        raise StateError(_("This brief is too long to be kept: ask about a smaller subject."))
    with transaction.atomic():
        issued.save(force_insert=True)
        BriefFile.objects.bulk_create(_file(issued, kind, content) for kind, content in files.items())
        columns: dict[Any, str] = {model: column for column, model in SOURCES.items()}
        BriefSource.objects.bulk_create(
            (
                BriefSource(brief=issued, marking=marking, **{f"{columns[model]}_id": key})
                for model, keys in rests_on.items()
                for key, marking in keys.items()
            ),
            batch_size=AT_ONCE,
        )
        digests = ", ".join(f"{kind} {hashlib.sha256(content).hexdigest()}" for kind, content in files.items())
        detail = f"brief on {subject.kind}:{slug}; marking: {issued.marking}; clearance: {by.clearance}; {digests}"
        note_access(AccessKind.EXPORT, who=by.name, subject=f"brief:{issued.pk}", detail=detail)
    return issued


def _file(issued: IssuedBrief, media_type: str, content: bytes) -> BriefFile:
    digest = hashlib.sha256(content).hexdigest()
    return BriefFile(brief=issued, media_type=media_type, size=len(content), sha256=digest, content=content)
