"""Who calls the API in the tests?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commitments.actions.tokens import issue_token
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.models.tokens import TokenUse
from tests import factories as make

API = "/api/v1/"


@pytest.fixture
def token_of() -> Callable[..., str]:
    """The key of a new token for a person."""

    def made(person: Person, *scopes: str, **extra: Any) -> str:
        token, key = issue_token(
            person, name="A test", scopes=scopes or ("read", "write"), now=timezone.now(), days=1, **extra
        )
        TokenUse.objects.create(token=token, last_used_at=timezone.now())  # so that no request notes it
        return key

    return made


@pytest.fixture
def api(token_of: Callable[..., str]) -> Callable[..., Client]:
    """A client that calls with a token of a person's, with the scopes read and write unless others are given."""

    def made(person: Person, *scopes: str, **extra: Any) -> Client:
        return Client(headers={"Authorization": f"Bearer {token_of(person, *scopes, **extra)}"})

    return made


@pytest.fixture
def talks(db: None) -> Commitment:
    """TEST1-1-c1, in the area `cyber`, hosted by `centre`."""
    agreement = make.AgreementFactory(code="TEST1")
    body = make.BodyFactory(slug="centre")
    return make.CommitmentFactory(
        agreement=agreement,
        title="Talks",
        areas=[make.PriorityAreaFactory(slug="cyber")],
        responsibilities=[(body, "host")],
        note="Read so.",
    )
