"""Is bad input a sentence beside the field, or a clean 400 or 404: never a crash, and nothing stored?"""

import pytest

from commitments.models.activities import Activity
from tests import factories
from tests.admin.conftest import ACTIVITIES, change_path, filled, problems

pytestmark = pytest.mark.django_db

ADD = f"{ACTIVITIES}add/"
REQUIRED = "This field is required."
CASES = {
    "nothing": (
        {"title": "", "kind": "", "starts_on": ""},
        [f"{name}: {REQUIRED}" for name in ("Title", "Kind", "Start day")],
    ),
    "blanks": ({"title": "   "}, [f"Title: {REQUIRED}"]),
    "days the wrong way round": (
        {"ends_on": "2026-08-31"},
        ["End day: The end day must be on or after the start day."],
    ),
    "no day": ({"starts_on": "31 February"}, ["Start day: Enter a valid date."]),
    "a day long ago": ({"starts_on": "1066-10-14"}, ["Start day: Give a day from 1900 on."]),
    "a kind that is none": (
        {"kind": "party"},
        ["Kind: Select a valid choice. party is not one of the available choices."],
    ),
    "a nul": ({"title": "Talks\0"}, ["Title: Null characters are not allowed."]),
    "a nul in a name": ({"commitments": "A\0"}, ["Commitments: There is no “…”."]),
    "a nul in a body": ({"bodies": "a\0:host"}, ["Bodies: There is no “a:host”."]),
    "a nul in an area": ({"areas": "a\0"}, ["Areas: There is no “…”."]),
    "a role that is none": ({"bodies": "shape:king"}, ["Bodies: There is no “shape:king”."]),
    "an area that is none": ({"areas": "9" * 40}, [f"Areas: There is no “{'9' * 40}”."]),
    "a title of 301 letters": (
        {"title": "x" * 301},
        ["Title: Ensure this value has at most 300 characters (it has 301)."],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_said_beside_its_field_and_nothing_is_stored(enter, analyst, promise, case):
    factories.BodyFactory(slug="shape")
    given, said = CASES[case]
    response = enter(analyst).post(ADD, filled(promise) | given)
    assert (response.status_code, problems(response), Activity.objects.count()) == (200, said, 0)


def test_an_activity_needs_a_commitment_or_an_area(enter, analyst):
    response = enter(analyst).post(ADD, filled())
    assert problems(response) == ["Commitments: Name at least one commitment or one area."]
    assert Activity.objects.count() == 0


def test_each_problem_links_to_its_field_and_the_field_names_its_problem(enter, analyst, promise):
    page = enter(analyst).post(ADD, filled(promise, title="")).content.decode()
    assert '<a href="#id_title">' in page
    assert '<ul class="errorlist" id="id_title_error">' in page
    field = page.partition('<input type="text" name="title"')[2].partition(">")[0]
    assert ('aria-invalid="true"' in field, "id_title_error" in field) == (True, True)
    assert 'tabindex="-1" autofocus' in page


def test_what_was_typed_stays(enter, analyst, promise):
    page = enter(analyst).post(ADD, filled(promise, ends_on="2026-01-01", outcome="Much was said.")).content.decode()
    kept = ("Much was said.", 'value="Staff talks in Brussels"', 'value="2026-01-01"', promise.quote)
    assert [part for part in kept if part not in page] == []


def test_a_title_of_a_megabyte_is_a_clean_refusal(enter, analyst, promise):
    response = enter(analyst).post(ADD, filled(promise, title="x" * 1_100_000))
    assert (response.status_code, Activity.objects.count()) == (413, 0)


def test_a_marking_above_the_ceiling_is_refused_in_a_sentence(enter, manager, promise, settings):
    settings.MARKING_CEILING = "internal"
    response = enter(manager).post(ADD, filled(promise, marking="restricted"))
    assert problems(response) == ["Marking: This installation holds nothing above “internal”."]


def test_a_marking_lower_than_what_is_named_is_refused_in_a_sentence(enter, analyst):
    commitment = factories.CommitmentFactory(agreement=factories.AgreementFactory(marking="internal"))
    response = enter(analyst).post(ADD, filled(commitment, marking="public"))
    assert problems(response) == ["Marking: It names something marked “internal” and cannot be lower."]


@pytest.mark.parametrize("name", ["9" * 40, "not-a-uuid", "%00", "..", "a" * 5000, "%F0%9F%92%A9", "' or 1=1 --"])
@pytest.mark.parametrize("noun", ["activity", "commitment", "person", "token", "review"])
def test_an_address_that_leads_nowhere_is_a_clean_400_or_404(enter, administrator, noun, name):
    response = enter(administrator).get(f"/admin/commitments/{noun}/{name}/change/")
    assert response.status_code in (400, 404)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=" + "x" * 201, 200),
        ("q=%00", 400),
        ("q=" + "a+" * 99, 200),
        ("q=(*%5B", 200),
        ("kind__exact=%00", 400),
        ("kind__exact=nothing", 200),
        ("area=nothing", 200),
        ("logged_by__password__startswith=a", 400),
        ("p=" + "9" * 40, 200),
        ("o=99.-99.x", 200),
        ("nonsense=1", 400),
        ("logged_by=" + "9" * 40, 400),
        ("title__regex=(((", 400),
        ("starts_on__year=0", 400),
        ("id__in=x", 400),
    ],
)
def test_a_list_asked_for_nonsense_stays_calm(enter, administrator, query, status):
    assert enter(administrator).get(f"{ACTIVITIES}?{query}").status_code == status


@pytest.mark.parametrize("asked", ["person/?password__startswith=p", "token/?digest__startswith=a"])
def test_no_list_answers_questions_about_secrets(enter, administrator, asked):
    assert enter(administrator).get(f"/admin/commitments/{asked}").status_code == 400


@pytest.mark.parametrize("chosen", ["9" * 40, "x", "\0"])
def test_an_action_on_what_is_no_row_is_a_clean_400(enter, manager, promise, chosen):
    factories.ActivityFactory(commitments=[promise])
    given = {"action": "confirm", "_selected_action": chosen}
    assert enter(manager).post(ACTIVITIES, given).status_code == 400


@pytest.mark.parametrize("query", ["day=x", "commitment=%F0%9F", "leaving_out=zz", "day=9999-12-31", "day=0001-01-01"])
def test_the_fragment_beside_the_form_takes_nonsense_for_nothing(enter, analyst, promise, query):
    path = f"{ACTIVITIES}beside/?commitment={promise.reference}&{query}"
    assert enter(analyst).get(path).status_code == 200


def test_a_form_that_came_broken_is_a_problem_and_not_a_crash(enter, analyst, promise):
    activity = factories.ActivityFactory(commitments=[promise])
    broken = {"evidence-TOTAL_FORMS": "x", "evidence-INITIAL_FORMS": "-1", "version": "1"}
    response = enter(analyst).post(change_path(activity), filled(promise) | broken)
    activity.refresh_from_db()
    assert (response.status_code, activity.version) == (200, 1)
