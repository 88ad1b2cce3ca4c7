"""How do tests of evidence send and store copies?"""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from commitments.actions.evidence import add_evidence
from commitments.models.activities import Activity
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests import factories as make
from tests.api.sending import LIST
from tests.copies.making import pdf

CONTENT = pdf()
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def upload(content: bytes = CONTENT, name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(client: Client, activity: Activity, sent: Any = None, **headers: str) -> HttpResponse:
    """Send parts, a title and a PDF where nothing else is given."""
    given = {"title": "Minutes", "file": upload()} if sent is None else sent
    return client.post(
        f"{LIST}{activity.pk}/evidence/",
        given,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def with_copy(manager: Person, marking: str = "public", title: str = "Minutes") -> tuple[Activity, str]:
    """An activity with a copy, and the copy's address."""
    activity = make.ActivityFactory(marking=marking)
    add_evidence(activity, {"title": title}, upload(), by=principal_of(manager))
    return activity, f"{LIST}{activity.pk}/evidence/{activity.evidence.get().pk}/"


def told(answer: HttpResponse) -> tuple[int, list[dict[str, str]]]:
    return answer.status_code, answer.json()["errors"]
