"""How are dates written in each language?"""

from __future__ import annotations

import datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, localize

FIRST, SECOND = datetime.date(2020, 3, 1), datetime.date(2020, 3, 2)


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "1 March 2020", "2 March 2020"),
        ("fr", "1er mars 2020", "2 mars 2020"),
        ("ja", "2020年3月1日", "2020年3月2日"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french_alone(language: str, first: str, second: str) -> None:
    with translation.override(language):
        assert [date_format(FIRST), date_format(SECOND)] == [first, second]


def test_pages_admin_and_sentences_write_it_alike() -> None:
    shown = Template("{{ day|date }}, {{ day|date:'MONTH_DAY_FORMAT' }}, {{ day }}, {{ day|date:'Y-m-d' }}")
    with translation.override("fr"):
        assert shown.render(Context({"day": FIRST})) == "1er mars 2020, 1er mars, 1er mars 2020, 2020-03-01"
        assert localize(FIRST) == "1er mars 2020"
        assert date_format(datetime.datetime(2020, 3, 1, 9, 5), "DATETIME_FORMAT") == "1er mars 2020 09:05"
        assert date_format(datetime.date(2020, 3, 21)) == "21 mars 2020"
