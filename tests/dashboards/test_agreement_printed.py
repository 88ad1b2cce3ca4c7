"""Does the page of an agreement print all of its text, and nothing else as if it were the text?"""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client

from commitments.models.agreements import Agreement
from commitments.models.people import Person
from tests.dashboards.conftest import DAY
from tests.dashboards.reading import folded
from tests.factories import CommitmentFactory, ProvisionFactory

TEXTS = ["declaration-2013", "programme-2020"]
VOID = {"meta", "link", "input", "br", "use"}
BLOCKS = {"p", "h1", "h2", "div", "header"}


class Print(HTMLParser):
    """What stands on paper as the agreement's own words: its article, less numbers, letters, marks and margins."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        inside = self.printing() or (tag == "article" and "text" in classes)
        ours = tag in ("sup", "details") or "vh" in classes
        if tag in BLOCKS:
            self.text += " "
        if tag not in VOID:
            self.open.append((tag, inside and not ours))

    def handle_endtag(self, tag: str) -> None:
        if any(opened == tag for opened, _printing in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.printing():
            self.text += data

    def printing(self) -> bool:
        return bool(self.open) and self.open[-1][1]


def words_on(client: Client, address: str) -> str:
    reader = Print()
    reader.feed(client.get(address).content.decode())
    return folded(reader.text)


@pytest.mark.slow
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("slug", TEXTS)
@pytest.mark.parametrize("on", ["2013-01-01", DAY])
def test_the_page_prints_the_whole_text_and_nothing_else_as_the_text(
    client: Client, viewer: Person, slug: str, on: str
) -> None:
    client.force_login(viewer)

    assert words_on(client, f"/agreements/{slug}/?on={on}") == folded(Agreement.objects.get(slug=slug).text)


def test_signs_in_a_text_stay_signs(client: Client, viewer: Person) -> None:
    client.force_login(viewer)
    provision = ProvisionFactory(text="Both sides will hold <b>talks</b> & visit “ships”.")
    CommitmentFactory(provision=provision, quote="visit “ships”", operative_words="will")

    printed = words_on(client, f"/agreements/{provision.agreement.slug}/")

    assert printed == folded(Agreement.objects.get(pk=provision.agreement.pk).text)
