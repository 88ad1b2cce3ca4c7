"""Are reviews scheduled and held, with what each party wants?"""

import datetime

import pytest

from commitments.ledger.models import Revision
from commitments.ledger.recording import acting
from commitments.models.reviews import Review
from commitments.queries.history import history_of
from tests import factories
from tests.admin.conftest import plain, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(promise):
    return factories.ReviewFactory(agreement=promise.agreement)


def path(review):
    return f"/admin/commitments/review/{review.pk}/change/"


def positions(*rows, there=0):
    given = {"positions-TOTAL_FORMS": len(rows), "positions-INITIAL_FORMS": there}
    for number, row in enumerate(rows):
        named = zip(("commitment", "party", "position", "note"), row, strict=True)
        given |= {f"positions-{number}-{name}": value for name, value in named}
    return given


def held(**changed):
    return {"outcome": "continued", "on": "2026-06-30", "minutes": "All agreed.", "version": 1, **changed}


def test_a_manager_schedules_a_review(enter, manager, promise):
    told = {"agreement": promise.agreement.slug, "due_on": "2027-01-01", "provenance": "agreed", "marking": "internal"}
    assert enter(manager).post("/admin/commitments/review/add/", told).status_code == 302
    rows = list(Review.objects.values_list("agreement", "due_on", "provenance", "outcome", "marking"))
    assert rows == [(promise.agreement.pk, datetime.date(2027, 1, 1), "agreed", "", "internal")]


def test_a_manager_holds_a_review_and_takes_positions_in_one_save(enter, manager, promise, review):
    rows = positions((promise.reference, "japan", "keep", "It works."), ("", "", "", ""))
    assert enter(manager).post(path(review), held() | rows).status_code == 302
    review.refresh_from_db()
    taken = list(review.positions.values_list("commitment", "party__slug", "position", "note"))
    assert (review.outcome, review.held_on, review.minutes) == ("continued", datetime.date(2026, 6, 30), "All agreed.")
    assert taken == [(promise.pk, "japan", "keep", "It works.")]


def test_positions_can_be_taken_before_the_review_is_held(enter, manager, promise, review):
    rows = positions((promise.reference, "nato", "modify", ""))
    enter(manager).post(path(review), held(outcome="", on="", minutes="") | rows)
    review.refresh_from_db()
    assert (review.outcome, [row.position for row in review.positions.all()]) == ("", ["modify"])


def test_a_position_is_replaced_by_the_next(enter, manager, promise, review):
    review.positions.create(commitment=promise, party=promise.obligated.get(slug="japan"), position="keep")
    rows = positions((promise.reference, "japan", "close", "Done."), there=1)
    enter(manager).post(path(review), held() | rows)
    assert list(review.positions.values_list("position", "note")) == [("close", "Done.")]


def test_a_review_is_not_held_without_its_day_or_its_outcome(enter, manager, review):
    client = enter(manager)
    assert problems(client.post(path(review), held(on=""))) == ["Day: Give the day it was held, or found not held."]
    assert problems(client.post(path(review), held(outcome=""))) == ["Outcome: Say what came of the review."]
    review.refresh_from_db()
    assert (review.outcome, review.version) == ("", 1)


def test_a_position_on_another_agreements_commitment_is_refused_and_nothing_is_stored(enter, manager, review):
    other = factories.CommitmentFactory()
    response = enter(manager).post(path(review), held() | positions((other.reference, "japan", "keep", "")))
    review.refresh_from_db()
    assert ("Position 1, Commitment: Nothing that you may see" in problems(response)[0], review.outcome) == (True, "")


def test_a_person_with_a_party_takes_positions_for_it_alone(enter, promise, review):
    japan = promise.obligated.get(slug="japan")
    person = factories.PersonFactory(role="manager", party=japan)
    response = enter(person).post(path(review), held() | positions((promise.reference, "nato", "keep", "")))
    review.refresh_from_db()
    assert (problems(response), review.outcome) == (["You take positions for Japan only."], "")


def test_who_holds_a_review_after_somebody_else_is_told_and_nothing_is_written(enter, manager, review):
    with acting("person:somebody", "admin"):
        Review.objects.filter(pk=review.pk).update(minutes="Theirs")
    page = enter(manager).post(path(review), held()).content.decode()
    review.refresh_from_db()
    assert ("person:somebody saved this after you opened it." in plain(page), review.outcome) == (True, "")
    assert "Minutes Now: Theirs Yours: All agreed." in plain(page)


def test_positions_that_somebody_else_took_stand_beside_ones_own(enter, manager, promise, review):
    japan = promise.obligated.get(slug="japan")
    with acting("person:somebody", "admin"):
        review.positions.create(commitment=promise, party=japan, position="close", note="Done.")
    mine = positions((promise.reference, "japan", "keep", "It works."))
    client = enter(manager)
    page = plain(client.post(path(review), held() | mine).content.decode())
    assert "· close · Done." in page.partition("Positions Now:")[2]
    assert "· keep · It works." in page.partition("Positions Now:")[2].partition("Yours:")[2]
    client.post(path(review), held(version=2) | mine)
    assert list(review.positions.values_list("position", "note")) == [("keep", "It works.")]


def test_holding_a_review_and_taking_positions_is_one_revision_and_one_version(enter, manager, promise, review):
    before = Revision.objects.count()
    rows = positions((promise.reference, "japan", "keep", "It works."), (promise.reference, "nato", "close", ""))
    enter(manager).post(path(review), held() | rows)
    review.refresh_from_db()
    (newest, _first) = history_of(review, seen_by="restricted")
    assert (review.version, newest.version, Revision.objects.count() - before) == (2, 2, 1)
    assert [each.field for each in newest.changes].count("positions") == 2


def test_an_analyst_reads_a_review_and_cannot_hold_it(enter, analyst, review):
    client = enter(analyst)
    assert (client.get(path(review)).status_code, client.post(path(review), held()).status_code) == (200, 403)
    review.refresh_from_db()
    assert review.outcome == ""
