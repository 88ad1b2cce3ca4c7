"""Do the links of an activity change as one write with it?"""

import datetime

import pytest
from django.core.exceptions import ValidationError

from commitments.actions.evidence import change_with_evidence, log_with_evidence, set_evidence
from commitments.actions.refusals import NotAllowedError, StaleError
from commitments.models.activities import Activity
from commitments.queries.visibility import principal_of
from tests import factories

pytestmark = pytest.mark.django_db

LINK = {
    "title": "Press release",
    "url": "https://example.org/1",
    "publisher": "NATO",
    "seen_on": datetime.date(2026, 9, 2),
}


@pytest.fixture
def by(analyst):
    return principal_of(analyst)


def told(activity):
    return list(activity.evidence.order_by("title").values_list("title", "url"))


def as_link(row):
    return {"id": row.pk, "title": row.title, "url": row.url, "publisher": row.publisher, "seen_on": row.seen_on}


def test_links_are_added_changed_and_taken_away_in_one_version(by):
    activity = factories.ActivityFactory()
    kept, gone = (factories.EvidenceFactory(activity=activity) for _ in range(2))
    current = set_evidence(activity, [{**as_link(kept), "title": "A new name"}, LINK], by=by)
    assert (told(activity), current.version) == ([("A new name", kept.url), ("Press release", LINK["url"])], 2)
    assert not activity.evidence.filter(pk=gone.pk).exists()


def test_the_same_links_again_change_no_version(by):
    activity = factories.ActivityFactory()
    row = factories.EvidenceFactory(activity=activity)
    assert set_evidence(activity, [as_link(row)], by=by).version == 1


def test_an_uploaded_copy_stays_when_the_links_are_set(by):
    activity = factories.ActivityFactory()
    factories.EvidenceFactory(activity=activity, title="A copy", file="evidence/a.pdf", sha256="0" * 64)
    set_evidence(activity, [], by=by)
    assert [title for title, _url in told(activity)] == ["A copy"]


def test_a_confirmed_activity_goes_back_to_logged(by, manager):
    activity = factories.ActivityFactory(confirmed_by=manager)
    current = set_evidence(activity, [LINK], by=by)
    assert (current.state, current.confirmed_by) == ("logged", None)


def test_a_link_without_an_address_is_refused_with_its_name_and_nothing_is_written(by):
    activity = factories.ActivityFactory()
    with pytest.raises(ValidationError) as refused:
        set_evidence(activity, [LINK, {"title": "Nowhere"}], by=by)
    assert refused.value.message_dict == {"evidence": ["Nowhere: Give an address or a copy."]}
    assert told(activity) == []


def test_a_stale_version_is_refused_and_nothing_is_written(by):
    activity = factories.ActivityFactory(version=3)
    with pytest.raises(StaleError):
        set_evidence(activity, [LINK], by=by, if_version=2)
    assert told(activity) == []


def test_a_viewer_sets_no_evidence(viewer):
    activity = factories.ActivityFactory()
    with pytest.raises(NotAllowedError):
        set_evidence(activity, [LINK], by=principal_of(viewer))
    assert told(activity) == []


def test_an_activity_whose_link_is_refused_is_not_logged(by):
    content = {"title": "T", "kind": "visit", "starts_on": datetime.date(2026, 9, 1)}
    content["commitments"] = [factories.CommitmentFactory()]
    with pytest.raises(ValidationError):
        log_with_evidence(content, [{"title": "Nowhere"}], by=by)
    assert Activity.objects.count() == 0


def test_a_change_whose_link_is_refused_is_not_made(by):
    activity = factories.ActivityFactory(title="As it was", marking="public")
    with pytest.raises(ValidationError):
        change_with_evidence(activity, {"title": "Other"}, [{"title": "Nowhere"}], by=by, if_version=1)
    activity.refresh_from_db()
    assert (activity.title, activity.version) == ("As it was", 1)


def test_content_and_links_changed_together_raise_the_version_once(by):
    activity = factories.ActivityFactory()
    current = change_with_evidence(activity, {"title": "Other"}, [LINK], by=by, if_version=1)
    assert (current.title, current.version, told(activity)) == ("Other", 2, [("Press release", LINK["url"])])
