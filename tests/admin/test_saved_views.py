"""Can a page be saved as it is filtered, found again by its owner alone, renamed and removed?"""

import pytest

from commitments.actions.views import MOST, is_ours
from commitments.ledger.models import Revision
from commitments.models.views import SavedView
from tests import factories
from tests.admin.conftest import ACTIVITIES, plain, problems

pytestmark = pytest.mark.django_db

VIEWS = "/admin/views/"
QUIET = "/commitments/?state=quiet&area=cyber-defence"


@pytest.fixture
def saved(analyst):
    return SavedView.objects.create(owner=analyst, name="Quiet ones", address=QUIET)


@pytest.mark.parametrize("address", [QUIET, f"{ACTIVITIES}?state__exact=logged&o=2", "/?on=2021-06-01", "/activities/"])
def test_a_page_is_saved_with_its_filters_and_leads_back_to_it(enter, analyst, address):
    before = Revision.objects.count()
    answer = enter(analyst).post(VIEWS, {"name": " Mine ", "address": address})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert list(SavedView.objects.values_list("owner", "name", "address")) == [(analyst.pk, "Mine", address)]
    assert Revision.objects.count() == before


@pytest.mark.parametrize("place", [ACTIVITIES, "/admin/commitments/commitment/", "/", "/commitments/", "/activities/"])
def test_lists_and_pages_offer_to_save_themselves_and_what_is_saved(enter, analyst, saved, place):
    page = enter(analyst).get(f"{place}?", follow=True).content.decode()
    assert f'name="address" value="{place}"' in page
    assert '<a href="/commitments/?state=quiet&amp;area=cyber-defence">Quiet ones</a>' in page


def test_a_page_is_offered_with_its_filters(enter, analyst):
    page = enter(analyst).get("/commitments/?state=quiet").content.decode()
    assert 'name="address" value="/commitments/?state=quiet"' in page


@pytest.mark.parametrize(
    "address",
    [
        *("https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "", "commitments/"),
        *("/nowhere/", "/api/v1/commitments/", "/admin/logout/", "/healthz", "/commitments/#x", "/a\nb", "/" * 2001),
    ],
)
def test_only_pages_of_the_tracker_are_saved(enter, analyst, address):
    answer = enter(analyst).post(VIEWS, {"name": "Away", "address": address})
    assert (answer.status_code, SavedView.objects.count()) == (200, 0)


def test_the_same_name_takes_the_new_address(enter, analyst, saved):
    enter(analyst).post(VIEWS, {"name": "Quiet ones", "address": "/activities/"})
    assert list(SavedView.objects.values_list("name", "address")) == [("Quiet ones", "/activities/")]


def test_a_view_without_a_name_is_asked_for_one(enter, analyst):
    answer = enter(analyst).post(VIEWS, {"name": " ", "address": QUIET})
    assert problems(answer) == ["Name: This field is required."]
    assert 'name="address" value="/commitments/?state=quiet&amp;area=cyber-defence"' in answer.content.decode()


def test_a_view_is_renamed(enter, analyst, saved):
    answer = enter(analyst).post(VIEWS, {"view": saved.pk, "name": "Silent"}, follow=True)
    assert "Renamed: Silent" in plain(answer.content.decode())
    assert list(SavedView.objects.values_list("name", "address")) == [("Silent", QUIET)]


def test_two_views_of_one_person_have_two_names(enter, analyst, saved):
    other = SavedView.objects.create(owner=analyst, name="Other", address="/")
    answer = enter(analyst).post(VIEWS, {"view": other.pk, "name": "Quiet ones"})
    assert problems(answer) == ["Name: You have a view of this name."]


def test_a_view_is_removed(enter, analyst, saved):
    answer = enter(analyst).post(VIEWS, {"remove": saved.pk}, follow=True)
    assert ("Removed: Quiet ones" in plain(answer.content.decode()), SavedView.objects.count()) == (True, 0)


def test_nobody_else_sees_renames_or_removes_a_view(enter, saved):
    other = enter(factories.PersonFactory(role="administrator", clearance="restricted"))
    assert "Quiet ones" not in other.get(VIEWS).content.decode() + other.get("/commitments/").content.decode()
    answers = [other.post(VIEWS, {"view": saved.pk, "name": "X"}), other.post(VIEWS, {"remove": saved.pk})]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert SavedView.objects.get().name == "Quiet ones"


@pytest.mark.parametrize("sent", [{"remove": "x"}, {"remove": "\0"}])
def test_a_view_that_is_none_is_not_there(enter, analyst, sent):
    assert enter(analyst).post(VIEWS, sent).status_code == 404


def test_there_is_an_end_to_how_many_are_saved(enter, analyst):
    SavedView.objects.bulk_create(SavedView(owner=analyst, name=str(n), address="/") for n in range(MOST))
    answer = enter(analyst).post(VIEWS, {"name": "One more", "address": "/"})
    assert problems(answer) == [f"Name: You have {MOST} views. Remove one first."]


def test_a_detail_page_is_ours_whether_or_not_the_row_is_there(db):
    assert is_ours("/commitments/IPCP20-3.3-c4/?on=2021-06-01")
