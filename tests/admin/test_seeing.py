"""Does the admin keep to what the reader may see: in lists, counts, pages, suggestions and choices?"""

import json

import pytest

from tests import factories
from tests.admin.conftest import titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(db):
    """A restricted agreement, and one row of each noun in its shadow."""
    agreement = factories.AgreementFactory(code="SECRET", marking="restricted")
    commitment = factories.CommitmentFactory(agreement=agreement, title="Hidden promise")
    marked = {"marking": "restricted"}
    return {
        "agreement": agreement.slug,
        "commitment": commitment.reference,
        "provision": commitment.provision.key,
        "milestone": factories.MilestoneFactory(agreement=agreement).key,
        "activity": str(factories.ActivityFactory(commitments=[commitment], title="Hidden talks", **marked).pk),
        "assessment": str(factories.AssessmentFactory(commitment=commitment, **marked).pk),
        "decision": str(factories.DecisionFactory(commitment=commitment, **marked).pk),
        "target": str(factories.TargetFactory(commitment=commitment, **marked).pk),
        "review": str(factories.ReviewFactory(agreement=agreement, **marked).pk),
    }


def test_a_row_one_may_not_see_is_not_there(enter, analyst, manager, secret):
    hidden = {noun: enter(analyst).get(f"/admin/commitments/{noun}/{name}/change/") for noun, name in secret.items()}
    assert {noun: response.status_code for noun, response in hidden.items()} == dict.fromkeys(secret, 404)
    seen = {noun: enter(manager).get(f"/admin/commitments/{noun}/{name}/change/") for noun, name in secret.items()}
    assert {noun: response.status_code for noun, response in seen.items()} == dict.fromkeys(secret, 200)


def test_a_row_one_may_not_see_is_in_no_list_and_in_no_count(enter, analyst, secret):
    client = enter(analyst)
    pages = {noun: client.get(f"/admin/commitments/{noun}/").content.decode() for noun in secret}
    assert [noun for noun, page in pages.items() if "Nothing answers to this" not in page] == []
    assert [noun for noun, page in pages.items() if "SECRET" in page or "Hidden" in page] == []


def test_suggestions_leave_out_what_one_may_not_see(enter, analyst, manager, secret):
    path = "/admin/autocomplete/?app_label=commitments&model_name=activity&field_name=commitments&term=hidden"
    answers = [json.loads(enter(person).get(path).content)["results"] for person in (analyst, manager)]
    shown = {"id": secret["commitment"], "text": f"{secret['commitment']} Hidden promise"}
    assert answers == [[], [shown]]


def test_a_commitment_one_may_not_see_can_be_neither_typed_nor_sent(enter, analyst, secret):
    client = enter(analyst)
    for given in ({"commitments": secret["commitment"]}, {"commitments_add": secret["commitment"]}):
        page = client.post("/admin/commitments/activity/add/", {"title": "x", **given}).content.decode()
        assert "Hidden promise" not in page


def test_the_words_beside_the_form_are_only_those_one_may_see(enter, analyst, manager, secret):
    path = f"/admin/commitments/activity/beside/?commitment={secret['commitment']}&day=2026-09-01"
    said = [b"Hidden talks" in enter(person).get(path).content for person in (analyst, manager)]
    assert said == [False, True]


def test_filters_by_name_offer_only_what_one_may_see(enter, analyst, manager, secret):
    path = "/admin/commitments/commitment/"
    assert [
        f"?agreement={secret['agreement']}" in enter(person).get(path).content.decode() for person in (analyst, manager)
    ] == [False, True]


def test_a_review_one_may_not_see_cannot_be_named_in_a_decision(enter, promise, secret):
    person = factories.PersonFactory(role="manager", clearance="internal")
    told = {
        "commitment": promise.reference,
        "kind": "fulfilled",
        "effective_on": "2026-06-01",
        "reason": "Done.",
        "review": secret["review"],
        "marking": "internal",
    }
    page = enter(person).post("/admin/commitments/decision/add/", told)
    assert page.status_code == 200
    assert promise.decisions.count() == 0


def test_an_activity_lists_only_with_the_count_one_may_see(enter, analyst, promise):
    factories.ActivityFactory(title="Seen", commitments=[promise])
    factories.ActivityFactory(title="Unseen", commitments=[promise], marking="restricted")
    response = enter(analyst).get(f"/admin/commitments/activity/?commitment={promise.reference}")
    assert (titles(response), b"1 activity" in response.content) == (["Seen"], True)


def test_nothing_in_a_page_is_a_database_id(enter, manager, promise):
    for path in (f"commitment/{promise.reference}/change/", "commitment/", "agreement/", "body/"):
        page = enter(manager).get(f"/admin/commitments/{path}").content.decode()
        assert f"/{promise.pk}/change/" not in page
