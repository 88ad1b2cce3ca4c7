"""Is an activity logged as it was filled in, with what follows from its commitments?"""

import datetime

import pytest

from commitments.models.activities import Activity
from tests import factories
from tests.admin.conftest import ACTIVITIES, filled, problems

pytestmark = pytest.mark.django_db

ADD = f"{ACTIVITIES}add/"


def links(*rows, there=0):
    """The evidence part of the form."""
    given = {"evidence-TOTAL_FORMS": len(rows), "evidence-INITIAL_FORMS": there}
    for number, row in enumerate(rows):
        given |= {f"evidence-{number}-{name}": value for name, value in row.items()}
    return given


def test_an_activity_is_logged_by_whoever_filled_it_in(enter, analyst, promise):
    response = enter(analyst).post(ADD, filled(promise, outcome="They agreed.", place=" Brussels "))
    assert (response.status_code, response["Location"]) == (302, ACTIVITIES)
    row = Activity.objects.values(
        *("title", "kind", "stage", "state", "starts_on", "ends_on", "place", "outcome", "marking", "version"),
        *("logged_by__username", "source", "external_id"),
    )
    assert list(row) == [
        {
            "title": "Staff talks in Brussels",
            "kind": "consultation",
            "stage": "carried_out",
            "state": "logged",
            "starts_on": datetime.date(2026, 9, 1),
            "ends_on": None,
            "place": "Brussels",
            "outcome": "They agreed.",
            "marking": "public",
            "version": 1,
            "logged_by__username": "analyst",
            "source": "",
            "external_id": "",
        }
    ]


def test_areas_and_bodies_left_empty_follow_from_the_commitments(enter, analyst):
    area, host = factories.PriorityAreaFactory(), factories.BodyFactory()
    commitment = factories.CommitmentFactory(areas=[area], responsibilities=[(host, "host")])
    enter(analyst).post(ADD, filled(commitment))
    activity = Activity.objects.get()
    ties = [(tie.body, tie.role) for tie in activity.participations.all()]
    assert (list(activity.areas.all()), ties) == ([area], [(host, "host")])


def test_areas_and_bodies_that_are_given_stay_as_they_are(enter, analyst, promise):
    area, body = factories.PriorityAreaFactory(), factories.BodyFactory()
    enter(analyst).post(ADD, filled(promise, areas=[area.slug], bodies=[f"{body.slug}:organiser"]))
    activity = Activity.objects.get()
    ties = [(tie.body, tie.role) for tie in activity.participations.all()]
    assert (list(activity.areas.all()), ties) == ([area], [(body, "organiser")])


@pytest.mark.parametrize("typed", ["reference", "clause", "words"])
def test_without_a_script_a_commitment_is_typed_by_reference_clause_or_words(enter, analyst, promise, typed):
    said = {"reference": promise.reference.lower(), "clause": promise.provision.key, "words": "talks on subj"}[typed]
    enter(analyst).post(ADD, filled(commitments_add=said))
    assert list(Activity.objects.get().commitments.all()) == [promise]


def test_several_commitments_are_typed_with_commas_between(enter, analyst):
    first, second = factories.CommitmentFactory(), factories.CommitmentFactory()
    enter(analyst).post(ADD, filled(commitments_add=f"{first.reference}, {second.reference}"))
    assert set(Activity.objects.get().commitments.all()) == {first, second}


def test_words_that_fit_several_commitments_are_asked_back_with_each_of_them_as_a_box(enter, analyst):
    agreement = factories.AgreementFactory(code="TALKS")
    first, second = [factories.CommitmentFactory(agreement=agreement, title="Hold talks") for _ in range(2)]
    response = enter(analyst).post(ADD, filled(commitments_add="talks"))
    page = response.content.decode()
    fits = f"Commitments: “talks” fits more than one: {first.reference}, {second.reference}. Choose one of them."
    assert problems(response) == [fits]
    assert all(f'value="{each.reference}"> <span>' in page for each in (first, second))


def test_a_body_is_typed_by_its_abbreviation_and_given_a_role(enter, analyst, promise):
    body = factories.BodyFactory(abbreviation="CCDCOE")
    enter(analyst).post(ADD, filled(promise, bodies_add="ccdcoe", bodies_role="host"))
    assert [(tie.body, tie.role) for tie in Activity.objects.get().participations.all()] == [(body, "host")]


def test_evidence_is_stored_with_the_activity_in_one_write(enter, analyst, promise):
    link = {"title": "Press release", "url": "https://example.org/1", "publisher": "NATO", "seen_on": "2026-09-02"}
    enter(analyst).post(ADD, filled(promise) | links(link, {}))
    activity = Activity.objects.get()
    stored = list(activity.evidence.values("title", "url", "publisher", "seen_on"))
    assert (activity.version, stored) == (1, [{**link, "seen_on": datetime.date(2026, 9, 2)}])


def test_evidence_without_an_address_is_refused_beside_its_row_and_nothing_is_stored(enter, analyst, promise):
    response = enter(analyst).post(
        ADD, filled(promise) | links({"title": "Press release", "url": "javascript:alert(1)"})
    )
    assert problems(response) == ["Evidence 1, Address: Enter a valid URL."]
    assert Activity.objects.count() == 0


def test_the_address_prefills_the_form(enter, analyst, promise):
    page = enter(analyst).get(f"{ADD}?commitment={promise.reference}").content.decode()
    assert f'name="commitments" value="{promise.reference}" checked' in page
    assert 'value="cyber-defence" id="id_areas_0" checked' in page
    assert promise.quote in page


def test_an_area_in_the_address_prefills_the_area_alone(enter, analyst, promise):
    page = enter(analyst).get(f"{ADD}?area=cyber-defence").content.decode()
    assert ('value="cyber-defence" id="id_areas_0" checked' in page, promise.quote in page) == (True, False)


@pytest.mark.parametrize("name", ["NOSUCH-1-c1", "9" * 40, "<script>", "' OR 1=1"])
def test_a_commitment_in_the_address_that_is_not_there_is_said_and_left_out(enter, analyst, name):
    response = enter(analyst).get(ADD, {"commitment": name})
    assert (response.status_code, b"the form begins without it" in response.content) == (200, True)


def test_required_choices_are_not_made_for_anybody(enter, analyst):
    page = enter(analyst).get(ADD).content.decode()
    assert '<option value="" selected>' in page.partition('name="kind"')[2].partition("</select>")[0]
    stage = page.partition('name="stage"')[2].partition("</select>")[0]
    assert '<option value="carried_out" selected>' in stage


def test_a_new_activity_is_marked_internal_and_never_above_ones_clearance(enter, analyst):
    reader = factories.PersonFactory(role="analyst", clearance="public")
    chosen = []
    for person in (analyst, reader):
        part = enter(person).get(ADD).content.decode().partition('name="marking"')[2].partition("</select>")[0]
        chosen.append([code for code in ("public", "internal") if f'value="{code}" selected' in part])
    assert chosen == [["internal"], ["public"]]


def test_save_and_log_another_keeps_what_repeats(enter, analyst, promise):
    client, body = enter(analyst), factories.BodyFactory(slug="shape")
    given = filled(promise, bodies=["shape:host"], _addanother="1")
    response = client.post(ADD, given)
    query = f"commitment={promise.reference}&area=cyber-defence&body=shape%3Ahost&kind=consultation"
    assert response["Location"] == f"{ADD}?{query}"
    page = client.get(response["Location"]).content.decode()
    kept = ['value="shape:host" checked', 'value="consultation" selected', f'value="{promise.reference}" checked']
    assert [part for part in kept if part not in page] == []
    assert body.name in page
    assert 'value="Staff talks in Brussels"' not in page


def test_duplicate_begins_with_a_copy_of_today(enter, analyst, promise):
    activity = factories.ActivityFactory(title="Yearly talks", commitments=[promise], starts_on="2020-01-01")
    page = enter(analyst).get(f"{ADD}?like={activity.pk}").content.decode()
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    kept = ['value="Yearly talks"', f'value="{day}"', f'value="{promise.reference}" checked']
    assert [part for part in kept if part not in page] == []
    assert Activity.objects.count() == 1


def test_an_activity_one_may_not_see_cannot_be_duplicated(enter, analyst):
    activity = factories.ActivityFactory(marking="restricted")
    assert enter(analyst).get(f"{ADD}?like={activity.pk}").status_code == 404


def test_a_like_activity_near_the_day_is_shown_before_saving(enter, analyst, promise):
    factories.ActivityFactory(title="Staff talks, Brussels", commitments=[promise], starts_on="2026-08-20")
    factories.ActivityFactory(title="Exercise at sea", commitments=[promise], starts_on="2026-08-21")
    factories.ActivityFactory(title="Staff talks long ago", commitments=[promise], starts_on="2026-05-01")
    query = {"commitment": promise.reference, "day": "2026-09-01", "title": "Staff talks in Brussels"}
    page = enter(analyst).get(f"{ACTIVITIES}beside/", query).content.decode()
    assert [page.count(word) for word in ("Staff talks, Brussels", "Exercise at sea", "long ago", "much like")] == [
        1,
        1,
        0,
        1,
    ]


def test_how_the_commitment_stands_and_what_was_done_stand_beside_the_form(enter, analyst, promise):
    factories.ActivityFactory(commitments=[promise], starts_on=datetime.date(2020, 9, 1))
    page = enter(analyst).get(f"{ADD}?commitment={promise.reference}").content.decode()
    assert ("quiet</span>" in page, "1 activity</a>, the last proof of 1 September 2020" in page) == (True, True)
