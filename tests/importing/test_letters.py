"""Are text files read in the letters they were written in, and is that told?"""

from __future__ import annotations

import pytest

from commitments.sheets.cells import as_meant, inert
from commitments.sheets.letters import UnknownLettersError, decoded

FRENCH = "titre;début\r\nRéunion d’état-major à Évreux;«\xa0été\xa0»\r\n"
JAPANESE = "件名,開始日\r\n海上自衛隊との協議、東京にて,2026-09-01\r\n"
KANJI = "議事録,会議\r\n"


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        (FRENCH, "utf-8", "UTF-8"),
        (JAPANESE, "utf-8-sig", "UTF-8"),
        (JAPANESE, "utf-16", "UTF-16"),
        (FRENCH, "utf-16-le", "UTF-16"),
        (FRENCH, "cp1252", "Windows-1252"),
        ("l’accord\r\n", "cp1252", "Windows-1252"),
        (JAPANESE, "cp932", "CP932"),
        (KANJI, "cp932", "CP932"),
        ("plain", "ascii", "UTF-8"),
    ],
)
def test_a_text_comes_out_as_it_was_written(text: str, codec: str, told: str) -> None:
    assert decoded(text.encode(codec)) == (text, told)


def test_what_is_text_in_no_way_is_refused() -> None:
    with pytest.raises(UnknownLettersError):
        decoded(b"\x81\xff\xfe\x81")


@pytest.mark.parametrize("text", ["=1+1", "'=1", "''@x", "+81", "-", "'quoted'", "plain", "", "'", "＝x"])
def test_what_no_spreadsheet_runs_is_read_as_it_was_meant(text: str) -> None:
    assert as_meant(inert(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "@x", "\tx", "＝x", "'=1"])
def test_no_text_is_left_for_a_spreadsheet_to_run(text: str) -> None:
    assert inert(text)[0] == "'"
