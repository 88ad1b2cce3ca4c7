"""May an office call its markings what it likes, and is it always clear which is which?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from commitments.actions.labels import digest_of, set_labels
from commitments.actions.refusals import NotAllowedError, StaleError
from commitments.ledger.recording import acting
from commitments.models.access import AccessEvent
from commitments.models.markings import MarkingLabel
from commitments.models.people import Person
from commitments.queries.labels import labels, labels_read_once
from commitments.queries.visibility import principal_of
from commitments.vocabulary import AccessKind, Marking
from tests.factories import ActivityFactory, PersonFactory


@pytest.fixture(autouse=True)
def _as_in_a_request() -> Iterator[None]:
    with labels_read_once():
        yield


def test_a_marking_is_called_what_the_office_calls_it_in_each_language(administrator: Person) -> None:
    wanted = {
        ("internal", "en"): "Official",
        ("internal", "ja"): "部外秘",
        ("restricted", "fr"): "Diffusion restreinte",
    }
    set_labels(wanted, by=principal_of(administrator))
    read = {}
    for language in ("en", "fr", "ja"):
        with translation.override(language):
            read[language] = [str(marking.label) for marking in Marking]
    assert read == {
        "en": ["public", "Official", "restricted"],
        "fr": ["public", "interne", "Diffusion restreinte"],
        "ja": ["公開", "部外秘", "限定"],
    }


def test_a_row_shows_its_marking_in_the_office_s_word(administrator: Person) -> None:
    set_labels({("public", "en"): "Unmarked"}, by=principal_of(administrator))
    assert ActivityFactory().get_marking_display() == "Unmarked"


def test_without_a_language_the_tracker_s_own_word_stands(administrator: Person) -> None:
    set_labels({("public", "en"): "Unmarked"}, by=principal_of(administrator))
    with translation.override(None, deactivate=True), translation.override(None):
        assert str(Marking.PUBLIC.label) == "public"


def test_an_empty_label_goes_back_to_the_tracker_s_own_word(administrator: Person) -> None:
    by = principal_of(administrator)
    set_labels({("public", "en"): "Unmarked"}, by=by)
    set_labels({("public", "en"): "  "}, by=by)
    assert (str(Marking.PUBLIC.label), MarkingLabel.objects.count()) == ("public", 0)


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("x" * 61, "Ensure this value has at most 60 characters (it has 61)."),
        ("In\u0007ternal", "It holds a character that cannot be printed."),
        ("\u200b\u200b", "It holds nothing that can be read."),
        ("restricted", "Another marking reads the same in this language."),
        ("ＲＥＳＴＲＩＣＴＥＤ", "Another marking reads the same in this language."),
        ("Secret  matter", "Another marking reads the same in this language."),
    ],
)
def test_a_label_is_readable_and_its_own(administrator: Person, label: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        set_labels({("internal", "en"): label, ("public", "en"): "secret matter"}, by=principal_of(administrator))
    assert refused.value.message_dict["internal_en"] == [said]
    assert MarkingLabel.objects.count() == 0


def test_the_words_of_two_markings_may_be_exchanged(administrator: Person) -> None:
    set_labels({("internal", "en"): "public", ("public", "en"): "open"}, by=principal_of(administrator))
    assert [str(marking.label) for marking in Marking] == ["open", "public", "restricted"]


@pytest.mark.parametrize("role", ["viewer", "analyst", "manager"])
def test_only_administrators_set_labels(db: None, role: str) -> None:
    with pytest.raises(NotAllowedError):
        set_labels({}, by=principal_of(PersonFactory(role=role)))


def test_the_access_record_tells_of_each_label_that_changed(administrator: Person) -> None:
    by = principal_of(administrator)
    with acting("person:administrator", "admin"):
        set_labels({("public", "en"): "Open", ("internal", "en"): "Official"}, by=by)
    with acting("person:administrator", "admin"):
        set_labels({("public", "en"): "Open"}, by=by)
    told = AccessEvent.objects.filter(kind=AccessKind.LABEL).order_by("id").values_list("subject", "detail")
    assert list(told) == [
        ("marking:public", "en: – → Open"),
        ("marking:internal", "en: – → Official"),
        ("marking:internal", "en: Official → –"),
    ]


def test_labels_that_changed_meanwhile_are_not_saved_over(administrator: Person) -> None:
    by, seen = principal_of(administrator), digest_of(labels())
    set_labels({("public", "en"): "Open"}, by=by, if_digest=seen)
    with pytest.raises(StaleError):
        set_labels({("public", "en"): "Mine"}, by=by, if_digest=seen)
    assert str(Marking.PUBLIC.label) == "Open"


def test_a_request_reads_the_labels_once_and_only_when_it_shows_one(administrator: Person) -> None:
    set_labels({("public", "en"): "Open"}, by=principal_of(administrator))
    with labels_read_once(), CaptureQueriesContext(connection) as queries:
        assert len(queries) == 0
        assert [str(marking.label) for marking in Marking] * 3 == ["Open", "internal", "restricted"] * 3
    assert len(queries) == 1
