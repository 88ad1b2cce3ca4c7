"""Is a row found by its words, however they are written and whichever way it was saved?"""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from commitments.models.activities import Activity, ActivityWords
from commitments.models.commitments import Commitment
from commitments.queries import words
from commitments.queries.filters.searching import holding
from commitments.queries.words import rows_with, rows_without_their_words
from commitments.texts.searching import prepared, tokens
from tests import factories as make

pytestmark = pytest.mark.django_db

SUMMARY = (
    "Séminaire à Öland on cyber-defence, 2026年の海洋安全保障に関する協議。"
    "ﾊﾝｶｸ ガイド IPCP20-3.3-c4, STRASSE ΝΑΤΟΣ naïve"
)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("seminaire", True),
        ("SÉMIN", True),
        ("oland", True),
        ("def", True),
        ("fence", False),
        ("cyber-def", True),
        ("cyber defence", True),
        ("defence cyber", True),
        ("defence-cyber", False),
        ("海洋", True),
        ("海洋安全", True),
        ("安全保障", True),
        ("海洋保障", False),
        ("海", True),
        ("障", True),
        ("議", True),
        ("米", False),
        ("2026年", True),
        ("2026年の海洋", True),
        ("26年", False),
        ("ハンカク", True),
        ("ﾊﾝｶｸ", True),
        ("ｶﾞｲﾄﾞ", True),
        ("カイト", False),
        ("ガイド 海洋 semin", True),
        ("ガイド 海洋 nothing", False),
        ("3.3-c4", True),
        ("3.3-c", True),
        ("3.3-c5", False),
        ("33", False),
        ("IPCP20-3.3-c4", True),
        ("straße", True),
        ("νατος", True),
        ("naive", True),
        ("NAÏVE", True),
        ("nai\u0308ve", True),
        ("ｃｙｂｅｒ", True),
        ("'", False),
        ('"cyber"', True),
        ("cyber*", True),
        ("cyber OR nothing", False),
        ("NOT", False),
        ("& | !", False),
        ("%", False),
        ("_", False),
        ("   ", True),
        ("\u3000", True),
    ],
)
def test_every_word_given_is_the_beginning_of_a_word(search: str, found: bool) -> None:
    activity = make.ActivityFactory(title="Talks", place="", summary=SUMMARY)
    make.ActivityFactory(title="Else", place="", summary="x") if search.strip() else None
    rows = holding(Activity.objects.order_by(), search, Activity.searched)
    assert list(rows) == ([activity] if found else [])


@pytest.mark.parametrize("search", ["3.3-c4", "ipcp20-3.3", "reference talk", "HOLD"])
def test_commitments_are_found_by_title_quote_and_reference(search: str) -> None:
    commitment = make.CommitmentFactory(title="A reference")
    Commitment.objects.filter(pk=commitment.pk).update(reference="IPCP20-3.3-c4")
    commitment.refresh_from_db()
    commitment.save()
    assert list(holding(Commitment.objects.all(), search, Commitment.searched)) == [commitment]


@pytest.mark.parametrize("few", [0, 1, 2_000])
def test_rows_are_the_same_however_many_have_the_words(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "FEW", few)
    told = {"a": "Talks at sea", "b": "Talks on land", "c": "海洋安全保障", "d": "Sea talks, 3.1.4 and Élan"}
    for title in told.values():
        make.ActivityFactory(title=title, summary="")
    typed = {
        "talk": "abd",
        "talks se": "ad",
        "海洋": "c",
        "洋安": "c",
        "3.1.4 elan": "d",
        "1.4": "d",
        "alks": "",
        "…": "",
    }

    found = {
        search: {row.title for row in holding(Activity.objects.all(), search, Activity.searched)} for search in typed
    }

    assert found == {search: {told[name] for name in names} for search, names in typed.items()}


def test_the_words_follow_the_row_however_it_is_saved() -> None:
    activity = make.ActivityFactory(title="Alpha", summary="")
    activity.title = "Beta"
    activity.save()
    assert not rows_with(Activity, ["alpha"]).exists()
    assert rows_with(Activity, ["beta"]).exists()
    activity.title = "Gamma"
    activity.save(update_fields=["title"])
    assert rows_with(Activity, ["gamma"]).exists()
    (many,) = Activity.objects.bulk_create(
        [Activity(title="Delta", kind="visit", starts_on=activity.starts_on, logged_by=activity.logged_by)]
    )
    assert list(rows_with(Activity, ["delt"])) == [{"row": many.pk}]
    activity.delete()
    assert not rows_with(Activity, ["gamma"]).exists()
    assert ActivityWords.objects.count() == 1


def test_what_was_written_past_the_tracker_is_found_out_and_mended(capsys: pytest.CaptureFixture[str]) -> None:
    activity = make.ActivityFactory(title="Alpha", summary="")
    other = make.ActivityFactory(title="Other", summary="")
    call_command("verify_search")
    Activity.objects.filter(pk=activity.pk).update(title="Beta")
    ActivityWords.objects.filter(row=other).delete()
    assert set(rows_without_their_words(Activity)) == {activity, other}
    with pytest.raises(CommandError):
        call_command("verify_search")
    assert str(activity.pk) in capsys.readouterr().err
    call_command("verify_search", "--mend")
    call_command("verify_search")
    assert list(rows_with(Activity, ["beta"])) == [{"row": activity.pk}]
    assert rows_with(Activity, ["oth"]).exists()


def test_a_search_among_many_rows_is_answered_by_the_index() -> None:
    make.ActivityFactory(title="Needle", summary="")
    logger = Activity.objects.get().logged_by
    Activity.objects.bulk_create(
        Activity(title=f"Hay {number}", kind="visit", starts_on="2026-01-01", logged_by=logger)
        for number in range(2_000)
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE commitments_activitywords")
    explained = rows_with(Activity, ["needle"]).explain()
    assert "commitments_activitywords_index" in explained or "VIRTUAL TABLE INDEX" in explained
    assert "Seq Scan" not in explained
    assert "SCAN commitments_activitywords\n" not in explained


def test_words_are_prepared_for_both_engines() -> None:
    assert tokens("IPCP20-3.3-c4 海洋２０") == ["ipcp20", "3", "3", "c4", "海洋", "20"]
    assert prepared(["Öl", "海洋安"]) == " ol 海洋安 \n 海洋 洋安 安 "


@pytest.mark.parametrize("few", [0, 1, 5])
def test_a_search_finds_the_same_rows_whether_their_words_are_rare_or_common(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "FEW", few)
    for title in ("Alpha one", "Alpha two", "Beta"):
        make.ActivityFactory(title=title, summary="")
    found = {
        search: sorted(holding(Activity.objects.all(), search, Activity.searched).values_list("title", flat=True))
        for search in ("alp", "beta", "alpha two", "gamma")
    }
    assert found == {"alp": ["Alpha one", "Alpha two"], "beta": ["Beta"], "alpha two": ["Alpha two"], "gamma": []}
