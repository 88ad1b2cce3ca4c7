"""Does a cell say what it holds where there is no room for headings?"""

from __future__ import annotations

from django.utils.safestring import SafeString

from commitments.templatetags.cells import under

HEADINGS = [{"text": SafeString('<input type="checkbox">')}, {"text": "name"}, {"text": "last login"}]


def told(*cells: str) -> list[str]:
    return [str(cell) for cell in under([SafeString(cell) for cell in cells], HEADINGS)]


def test_a_cell_has_its_heading_and_an_empty_one_says_so() -> None:
    cells = told('<td class="box"><input></td>', '<th class="field-name"><a href="/">A&amp;B</a></th>', "<td>–</td>")

    assert cells == [
        '<td class="box"><input></td>',
        '<th class="field-name" data-heading="Name"><a href="/">A&amp;B</a></th>',
        '<td data-heading="Last login" data-nil>–</td>',
    ]


def test_a_heading_with_signs_of_html_stays_words() -> None:
    assert [str(cell) for cell in under(["<td>1</td>"], [{"text": 'a "b" & c'}])] == [
        '<td data-heading="A &quot;b&quot; &amp; c">1</td>'
    ]
