"""Does the palette offer each reader the pages, lists and beginnings that are theirs, and do all of them lead there?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from commitments.models.people import Person
from commitments.models.views import SavedView
from commitments.queries.visibility import principal_of
from commitments.queries.ways import LISTS, ways
from tests.dashboards.conftest import World
from tests.dashboards.test_palette import addresses, asked, offered

ROLES = ("viewer", "analyst", "manager", "administrator")


def test_who_may_log_nothing_is_offered_no_logging(client: Client, viewer: Person, seeded: None) -> None:
    client.force_login(viewer)

    assert [offered(client, "")[0], offered(client, "log 3.1.4")[0][0]] == [
        ("Actions", ["Change your password"]),
        "Commitments",
    ]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_is_offered_the_lists_of_their_own_workspace(
    request: pytest.FixtureRequest, role: str, day: Any
) -> None:
    person = request.getfixturevalue(role)
    asking = RequestFactory().get("/admin/")
    asking.user = person
    index = {noun["object_name"] for group in admin.site.get_app_list(asking) for noun in group["models"]}

    lists = {noun: ways(principal_of(person), str(noun._meta.verbose_name_plural), on=day) for noun in LISTS}

    assert {
        noun.__name__
        for noun, found in lists.items()
        if f"admin:commitments_{noun._meta.model_name}_changelist" in [way.route for way in found]
    } == index


def test_every_page_of_the_menu_is_offered(client: Client, viewer: Person) -> None:
    client.force_login(viewer)
    html = client.get("/").content.decode()
    menu = re.findall(r'<li><a href="([^"]*)"', html.partition("<nav")[2].partition("</nav>")[0])

    assert set(menu) - set(addresses(asked(client, ""))) == set()


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_way_that_is_offered_can_be_gone(
    request: pytest.FixtureRequest, client: Client, role: str, world: World
) -> None:
    client.force_login(request.getfixturevalue(role))
    every = {
        address for typed in ("", "list", "talk", "log talk", "new") for address in addresses(asked(client, typed))
    }

    assert {address: client.get(address.partition("#")[0]).status_code for address in every} == dict.fromkeys(
        every, 200
    )


def test_views_that_somebody_saved_are_theirs_alone(client: Client, viewer: Person, analyst: Person) -> None:
    for person, name in ((viewer, "Quiet ones"), (analyst, "Quiet others")):
        SavedView.objects.create(owner=person, name=name, address="/commitments/?state=quiet")
    client.force_login(viewer)

    assert offered(client, "quiet") == [("Pages", ["Quiet ones"])]
    assert addresses(asked(client, "quiet")) == ["/commitments/?state=quiet"]
