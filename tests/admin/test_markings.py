"""Does the admin offer to change a marking, say what goes with it, and carry the right one itself?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commitments.actions.labels import set_labels
from commitments.models.activities import Activity
from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.queries.visibility import principal_of
from tests.admin.conftest import ACTIVITIES, plain, problems
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    DecisionFactory,
    PersonFactory,
    ReviewFactory,
    TargetFactory,
)

Enter = Callable[[Person], Client]
FACTORIES = {
    "agreement": AgreementFactory,
    "review": ReviewFactory,
    "target": TargetFactory,
    "activity": ActivityFactory,
    "assessment": AssessmentFactory,
    "decision": DecisionFactory,
}


def address(row: Any, step: str = "marking") -> str:
    name = row.slug if isinstance(row, Agreement) else row.pk
    return f"/admin/commitments/{row._meta.model_name}/{name}/{step}/"


def said(client: Client, path: str) -> str:
    """What a page carries as its marking, at its top."""
    text = client.get(path).content.decode()
    top = text[text.index('<div class="marking') :]
    return plain(top[: top.index("</div>")])


@pytest.mark.parametrize("noun", FACTORIES)
def test_a_manager_changes_the_marking_of_each_noun(enter: Enter, manager: Person, noun: str) -> None:
    row, client = FACTORIES[noun](), enter(manager)
    assert f'href="{address(row)}">Change marking</a>' in client.get(address(row, "change")).content.decode()
    version = row.__class__.objects.get(pk=row.pk).version
    answer = client.post(address(row), {"marking": "restricted", "reason": "Talks began.", "version": version})
    assert (answer.status_code, answer["Location"]) == (302, address(row, "change"))
    assert row.__class__.objects.get(pk=row.pk).marking == "restricted"


@pytest.mark.parametrize("noun", FACTORIES)
@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_it_is_offered_to_those_alone_who_may(db: None, enter: Enter, noun: str, role: str) -> None:
    row, client = FACTORIES[noun](), enter(PersonFactory(role=role))
    allowed = role == "analyst" and noun in ("activity", "assessment")
    assert ("Change marking" in client.get(address(row, "change")).content.decode()) is allowed
    assert client.get(address(row)).status_code == (200 if allowed else 403)


def test_what_goes_up_with_it_is_shown_before(enter: Enter, manager: Person, promise: Commitment) -> None:
    ActivityFactory(commitments=[promise])
    ActivityFactory(commitments=[promise], marking="internal")
    AssessmentFactory(commitment=promise)
    text = plain(enter(manager).get(address(promise.agreement)).content.decode())
    internal, restricted = text.index("If it is marked “internal”"), text.index("If it is marked “restricted”")
    assert "Activities 1 Assessments 1" in text[internal:restricted]
    assert "Activities 2 Assessments 1" in text[restricted:]


def test_nobody_is_told_of_rows_above_their_clearance(enter: Enter, promise: Commitment) -> None:
    ActivityFactory(commitments=[promise], marking="internal")
    boss = PersonFactory(role="manager", clearance="internal")
    text = plain(enter(boss).get(address(promise.agreement)).content.decode())
    assert "If it is marked “restricted”" not in text
    assert "Nothing else has to be raised." in text


def test_what_is_refused_stands_beside_its_field_and_nothing_is_stored(enter: Enter, manager: Person) -> None:
    row = AgreementFactory(marking="internal", version=2)
    answer = enter(manager).post(address(row), {"marking": "public", "reason": "", "version": 2})
    assert problems(answer) == ["Reason: Say why the marking is lowered."]
    assert Agreement.objects.get(pk=row.pk).marking == "internal"


def test_a_row_that_changed_meanwhile_leads_to_the_conflict_page(enter: Enter, manager: Person) -> None:
    row = ActivityFactory(marking="restricted", version=2)
    text = enter(manager).post(address(row), {"marking": "internal", "version": 1}).content.decode()
    assert "Save mine over it" in text
    assert Activity.objects.get(pk=row.pk).marking == "restricted"


def test_what_somebody_may_not_see_is_not_there(enter: Enter, analyst: Person) -> None:
    assert enter(analyst).get(address(ActivityFactory(marking="restricted"))).status_code == 404


def test_an_administrator_sets_the_labels_and_every_page_uses_them(enter: Enter, administrator: Person) -> None:
    client, path = enter(administrator), "/admin/commitments/markinglabel/"
    form = client.get(path).content.decode()
    digest = form.split('name="digest" value="')[1].split('"')[0]
    answer = client.post(
        path, {"digest": digest, "internal_en": "Official", "internal_fr": "Officiel", "internal_ja": "公務"}
    )
    assert answer.status_code == 302
    row = ActivityFactory(marking="internal")
    shown = {}
    for language in ("en", "fr", "ja"):
        Person.objects.filter(pk=administrator.pk).update(language=language)
        pages = [address(row, "change"), ACTIVITIES, f"/activities/{row.pk}/", "/activities/", address(row)]
        word = {"en": "Official", "fr": "Officiel", "ja": "公務"}[language]
        shown[language] = [word in client.get(page).content.decode() for page in pages]
    assert shown == {language: [True] * 5 for language in ("en", "fr", "ja")}


def test_labels_that_cannot_be_are_refused_beside_their_field(enter: Enter, administrator: Person) -> None:
    client, path = enter(administrator), "/admin/commitments/markinglabel/"
    digest = client.get(path).content.decode().split('name="digest" value="')[1].split('"')[0]
    answer = client.post(path, {"digest": digest, "internal_en": "Restricted"})
    assert problems(answer) == ["Internal: Another marking reads the same in this language."]


def test_labels_that_another_one_changed_are_not_saved_over(enter: Enter, administrator: Person) -> None:
    client, path = enter(administrator), "/admin/commitments/markinglabel/"
    digest = client.get(path).content.decode().split('name="digest" value="')[1].split('"')[0]
    set_labels({("public", "en"): "Open"}, by=principal_of(administrator))
    answer = client.post(path, {"digest": digest, "public_en": "Mine"})
    assert problems(answer) == [
        "Somebody else changed the labels after you opened this page. Open it again to see theirs."
    ]


@pytest.mark.parametrize("role", ["viewer", "analyst", "manager"])
def test_labels_are_for_administrators(db: None, enter: Enter, role: str) -> None:
    client, path = enter(PersonFactory(role=role)), "/admin/commitments/markinglabel/"
    assert (client.get(path).status_code, client.post(path, {"public_en": "Mine"}).status_code) == (403, 403)


HIGHEST = {"viewer": "public", "analyst": "internal", "manager": "restricted"}


@pytest.mark.parametrize("who", HIGHEST)
def test_a_page_carries_the_highest_marking_of_what_its_reader_sees_on_it(
    request: pytest.FixtureRequest, enter: Enter, promise: Commitment, who: str
) -> None:
    person = request.getfixturevalue(who)
    public = ActivityFactory(commitments=[promise])
    for marking in ("internal", "restricted"):
        ActivityFactory(commitments=[promise], marking=marking)
    client, highest = enter(person), HIGHEST[who]
    tail = f"as seen with clearance “{highest}”"
    pages = {
        ACTIVITIES: f"{highest} · {tail}",
        f"{ACTIVITIES}?marking__exact=public": f"public · {tail}",
        address(public, "history"): f"public · {tail}",
        f"/admin/commitments/commitment/{promise.reference}/change/": f"{highest} · {tail}",
        f"/admin/commitments/agreement/{promise.agreement.slug}/change/": f"public · {tail}",
        "/admin/commitments/priorityarea/cyber-defence/change/": f"public · {tail}",
        "/admin/commitments/priorityarea/": tail,
        "/admin/": f"{highest} · {tail}",  # how much waits rests on activities
    }
    assert {path: said(client, path) for path in pages} == pages


def test_a_list_carries_what_its_filters_name(enter: Enter, manager: Person) -> None:
    AgreementFactory(marking="internal")
    assert said(enter(manager), "/admin/commitments/review/").startswith("internal · ")


def test_the_withdrawn_carry_what_they_were_marked(enter: Enter, manager: Person, committed: None) -> None:
    row, client = ActivityFactory(marking="internal"), enter(manager)
    version = Activity.objects.get().version
    client.post(address(row, "withdraw"), {"reason": "A mistake.", "seen": f"{row.pk}:{version}"})
    client.get("/admin/")  # what was said about it is read
    assert said(client, f"{ACTIVITIES}withdrawn/").startswith("internal · ")


def test_a_message_may_name_anything_its_reader_may_see(enter: Enter, manager: Person, promise: Commitment) -> None:
    ActivityFactory(marking="restricted")
    row, client = ActivityFactory(commitments=[promise]), enter(manager)
    client.post(address(row, "withdraw"), {"reason": "A mistake.", "seen": f"{row.pk}:1"})
    assert said(client, "/admin/").startswith("restricted · ")
