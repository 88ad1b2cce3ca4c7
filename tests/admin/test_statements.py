"""Are assessments, decisions and targets made through their forms, never edited, and withdrawn with a reason?"""

import datetime

import pytest

from commitments.models.assessments import Assessment
from commitments.models.decisions import Decision
from commitments.models.targets import Target
from tests import factories
from tests.admin.conftest import problems

pytestmark = pytest.mark.django_db


def add(client, noun, **given):
    return client.post(f"/admin/commitments/{noun}/add/", {"marking": "internal", **given})


def judged(promise, **changed):
    return {"commitment": promise.reference, "confidence": "at_risk", "assessed_on": "2026-06-01", **changed}


def test_an_analyst_assesses_a_commitment_for_all_parties(enter, analyst, promise):
    response = add(enter(analyst), "assessment", **judged(promise, narrative="No date yet."))
    rows = list(
        Assessment.objects.values("commitment", "party", "confidence", "assessed_on", "narrative", "by", "marking")
    )
    assert response.status_code == 302
    assert rows == [
        {
            "commitment": promise.pk,
            "party": None,
            "confidence": "at_risk",
            "assessed_on": datetime.date(2026, 6, 1),
            "narrative": "No date yet.",
            "by": analyst.pk,
            "marking": "internal",
        }
    ]


def test_a_person_with_a_party_assesses_for_it_alone(enter, promise):
    japan = promise.obligated.get(slug="japan")
    client = enter(factories.PersonFactory(party=japan))
    page = client.get("/admin/commitments/assessment/add/").content.decode().partition('name="party"')[2]
    assert ('value="japan" selected' in page, 'value="nato"' in page) == (True, False)
    assert problems(add(client, "assessment", **judged(promise, party="nato"))) == ["Party: There is no “nato”."]
    assert problems(add(client, "assessment", **judged(promise))) == ["Party: This field is required."]
    add(client, "assessment", **judged(promise, party="japan"))
    assert [row.party for row in Assessment.objects.all()] == [japan]


def test_a_decision_needs_a_reason(enter, manager, promise):
    told = {"commitment": promise.reference, "kind": "fulfilled", "effective_on": "2026-06-01"}
    assert problems(add(enter(manager), "decision", **told)) == ["Reason: This field is required."]
    assert add(enter(manager), "decision", **told, reason="It was done.").status_code == 302
    assert [(row.kind, row.reason, row.by) for row in Decision.objects.all()] == [
        ("fulfilled", "It was done.", manager)
    ]


def test_a_target_is_a_date_or_a_rhythm(enter, manager, promise):
    told = {"commitment": promise.reference, "set_on": "2026-01-01"}
    rhythm = {**told, "kind": "rhythm", "every": "P1Y"}
    assert add(enter(manager), "target", **rhythm).status_code == 302
    assert [(row.kind, row.every, row.due_on) for row in Target.objects.all()] == [("rhythm", "P12M", None)]
    faults = problems(add(enter(manager), "target", **{**told, "kind": "date", "reason": "Moved."}))
    assert faults == ["Kind: Give a day for a date, or an interval for a rhythm."]
    assert problems(add(enter(manager), "target", **rhythm)) == ["Reason: Say why the target is moved."]
    assert Target.objects.count() == 1


@pytest.mark.parametrize("typed", ["NOSUCH-1-c1", "9" * 40, "a\0b", "%"])
def test_an_unknown_commitment_is_said_beside_the_field(enter, analyst, promise, typed):
    response = add(enter(analyst), "assessment", **judged(promise, commitment=typed))
    assert [each.startswith("Commitment: Nothing that you may see") for each in problems(response)] == [True]
    assert Assessment.objects.count() == 0


MADE = {
    "assessment": factories.AssessmentFactory,
    "decision": factories.DecisionFactory,
    "target": factories.TargetFactory,
}


@pytest.mark.parametrize("noun", MADE)
def test_a_statement_is_for_reading_once_it_is_made(enter, administrator, noun):
    row = MADE[noun]()
    path = f"/admin/commitments/{noun}/{row.pk}/change/"
    client = enter(administrator)
    assert (client.get(path).status_code, client.post(path, {"marking": "restricted"}).status_code) == (200, 403)
    row.refresh_from_db()
    assert (row.marking, row.version) == ("public", 1)


@pytest.mark.parametrize("noun", MADE)
def test_a_statement_is_withdrawn_with_a_reason(enter, manager, noun):
    row = MADE[noun]()
    path, client = f"/admin/commitments/{noun}/{row.pk}/withdraw/", enter(manager)
    assert client.get(path).status_code == 200
    assert problems(client.post(path, {"reason": "  "})) == ["Reason: This field is required."]
    assert (
        client.post(path, {"reason": "Wrong commitment."})["Location"] == f"/admin/commitments/{noun}/{row.pk}/change/"
    )
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_because, row.withdrawn_at is None) == (manager, "Wrong commitment.", False)
    assert problems(client.post(path, {"reason": "Again."})) == ["It is withdrawn already."]
    assert b"/withdraw/" not in client.get(f"/admin/commitments/{noun}/{row.pk}/change/").content


@pytest.mark.parametrize("noun", ["decision", "target"])
def test_an_analyst_withdraws_no_decision_and_no_target(enter, analyst, noun):
    row = MADE[noun]()
    path, client = f"/admin/commitments/{noun}/{row.pk}/withdraw/", enter(analyst)
    assert (client.get(path).status_code, client.post(path, {"reason": "Wrong."}).status_code) == (403, 403)
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_a_person_with_a_party_does_not_withdraw_the_judgement_of_another(enter, promise):
    japan, nato = promise.obligated.all()
    row = factories.AssessmentFactory(commitment=promise, party=nato)
    path = f"/admin/commitments/assessment/{row.pk}/withdraw/"
    response = enter(factories.PersonFactory(party=japan)).post(path, {"reason": "Wrong."})
    row.refresh_from_db()
    assert (problems(response), row.withdrawn_at) == (["You assess for Japan only."], None)
