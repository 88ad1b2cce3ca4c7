"""Whom and what do the lines of tests/matrix.csv ask for? One public row of each noun, and everybody who asks."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from commitments.actions.evidence import add_evidence
from commitments.actions.importing.storing import send_file
from commitments.actions.labels import set_labels
from commitments.actions.rebuilding import queue_rebuild
from commitments.models.markings import MarkingLabel
from commitments.queries.visibility import principal_of
from commitments.vocabulary import JobKind, Marking, Role, TokenScope
from tests import factories as make

PLURALS = {"activities": "activity", "bodies": "body", "parties": "party", "priorityarea": "area"}


class World:
    """Everything is public, so that only the role, the scopes and the verb decide."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)  # one for all: a new one loads all middleware again
        self.keys: dict[str, dict[str, str]] = {"anonymous": {}}
        people = {
            role: make.PersonFactory(username=role.value, role=role, clearance=Marking.RESTRICTED) for role in Role
        }
        for role, person in people.items():
            browser = Client()
            browser.force_login(person)
            self.keys[role.value] = {"session": browser.cookies[settings.SESSION_COOKIE_NAME].value}
        administrator = people[Role.ADMINISTRATOR]
        for scope in TokenScope:
            self.keys[f"token-{scope.value}"] = {
                "token": make.TokenFactory(owner=administrator, scopes=[scope.value]).key
            }
        an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
        self.keys["token-expired"] = {"token": make.TokenFactory(owner=administrator, expires_at=an_hour_ago).key}
        self.rows = _rows() | _labelled(administrator)
        self.rows["job"] = queue_rebuild(JobKind.REBUILD_WORDS, by=principal_of(administrator)).pk
        self.rows["import"] = send_file("activities", "rows.csv", b"title", by=principal_of(administrator)).pk

    def status(self, principal: str, verb: str, route: str) -> int:
        """What is answered; whatever was written is taken back."""
        key, address, client = self.keys[principal], self.address(route), self.client
        client.cookies.clear()  # log-out and the like leave their mark
        if "session" in key:
            client.cookies[settings.SESSION_COOKIE_NAME] = key["session"]
        sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {key['token']}"}} if "token" in key else {}
        if verb in ("POST", "PUT", "PATCH"):
            api = route.startswith("/api/")
            sent["content_type"] = "application/json" if api else "application/x-www-form-urlencoded"
            sent["data"] = b"{}" if api else b""
        with transaction.atomic():
            answer = client.generic(verb, address, **sent)
            if answer.streaming:
                b"".join(answer.streaming_content)  # read to its end it is closed, as the others are
            transaction.set_rollback(True)
        return int(answer.status_code)

    def address(self, route: str) -> str:
        """The route with its parameters filled in."""
        words = route.removeprefix("/api/v1").removeprefix("/admin/commitments").strip("/").split("/")
        noun = PLURALS.get(words[0], words[0].removesuffix("s"))
        named = dict.fromkeys(("name", "object_id", "id", "reference", "slug"), self.rows.get(noun, "nothing"))
        return route.format(
            **named,
            evidence=self.rows["evidence"],
            source="erp",
            external_id="7",
            content_type_id=1,
            app_label="commitments",
            url="nothing-here/",
            noun="activities",
            form="csv",
        )


def _rows() -> dict[str, Any]:
    """The public name of one row of each noun."""
    public = {"marking": Marking.PUBLIC}
    commitment = make.CommitmentFactory(areas=[make.PriorityAreaFactory(slug="cyber")])
    activity, dated = make.ActivityFactory(commitments=[commitment], **public), {"commitment": commitment, **public}
    logger = principal_of(activity.logged_by)
    copied = add_evidence(activity, {"title": "Minutes"}, SimpleUploadedFile("minutes.txt", b"Agreed."), by=logger)
    return {
        "party": make.PartyFactory().slug,
        "agreement": commitment.agreement.slug,
        "provision": commitment.provision.key,
        "area": "cyber",
        "body": make.BodyFactory().slug,
        "commitment": commitment.reference,
        "milestone": make.MilestoneFactory(agreement=commitment.agreement).key,
        "activity": activity.pk,
        "evidence": copied.evidence.get().pk,
        "assessment": make.AssessmentFactory(**dated).pk,
        "decision": make.DecisionFactory(**dated).pk,
        "target": make.TargetFactory(**dated).pk,
        "brief": make.IssuedBriefFactory(agreement=commitment.agreement, **public).pk,
        "review": make.ReviewFactory(agreement=commitment.agreement, **public).pk,
        "person": make.PersonFactory(username="somebody").username,
        "token": make.TokenFactory().prefix,
    }


def _labelled(administrator: Any) -> dict[str, Any]:
    set_labels({(Marking.PUBLIC.value, "en"): "open"}, by=principal_of(administrator))
    return {"markinglabel": MarkingLabel.objects.get().pk}
