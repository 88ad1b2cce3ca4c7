"""Who looks? Readers whose clearance is low, whatever their role or their token's owner may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from commitments.actions.tokens import issue_token
from commitments.vocabulary import TokenScope
from tests.privacy.world import World


@dataclass(frozen=True)
class Reader:
    """A person with a browser or, with `token`, a token of theirs with every scope and this clearance.

    `often`: looks whenever the tests run; the others in `make test-long`.
    """

    name: str
    person: str
    clearance: str
    token: bool = False
    often: bool = False

    def client(self, world: World) -> Client:
        person = world.people[self.person]
        if not self.token:
            client = Client()
            client.force_login(person)
            return client
        told = {"name": "A reader", "scopes": TokenScope.values, "clearance": self.clearance}
        _token, key = issue_token(person, **told, now=timezone.now(), days=1)
        return Client(headers={"Authorization": f"Bearer {key}"})


READERS = (
    Reader("viewer", "viewer", "public"),
    Reader("analyst with internal clearance", "analyst", "internal"),
    Reader("manager with public clearance", "manager", "public"),
    Reader("administrator with internal clearance", "administrator", "internal", often=True),
    Reader("token with less than its owner", "keeper", "public", token=True, often=True),
    Reader("token of an administrator", "chief", "internal", token=True),
)
CHIEF = Reader("administrator who may read everything", "chief", "restricted")
