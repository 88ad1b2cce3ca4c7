"""Is every parameter that a list does not declare refused by its name, whatever it would reach for?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import Field
from django.test import Client

from commitments.api.audit import AccessEventViewSet
from commitments.api.nouns import VIEWSETS
from commitments.models.people import Person
from tests import factories as make

Api = Callable[..., Client]
LISTS = (*VIEWSETS, AccessEventViewSet)
REACHING = (
    *("owner__password__startswith", "logged_by__password__startswith", "by__password", "recorded__gt", "pk", "pk__in"),
    *(
        "id__gt",
        "marking__lt",
        "commitments__activities__marking",
        "withdrawn_by__email",
        "retired_on",
        "_state",
        "_order",
    ),
    *(
        "search__regex",
        "starts_on__year",
        "title__icontains",
        "limit",
        "offset",
        "page",
        "fields",
        "q",
        "Ordering",
        "SEARCH",
    ),
)


@pytest.fixture
def client(api: Api, administrator: Person) -> Client:
    return api(administrator, "read", "write", "changes", "audit")


@pytest.mark.parametrize("viewset", LISTS, ids=lambda viewset: viewset.resource)
def test_a_list_knows_its_own_parameters_and_no_other(client: Client, viewset: type[VIEWSETS[0]]) -> None:  # type: ignore[valid-type]
    columns = [field.name for field in viewset.noun._meta.get_fields() if isinstance(field, Field)]
    lookups = [f"{name}__{lookup}" for name in columns for lookup in ("gt", "regex", "isnull", "in", "year")]
    known = viewset.filter_class.base_filters
    for name in [*REACHING, *lookups, *(name for name in columns if name not in known)]:
        answer = client.get(f"/api/v1/{viewset.resource}/", {name: "1"})
        assert (name, answer.status_code) == (name, 400)
        assert answer.json()["errors"] == [{"pointer": f"/{name}", "detail": f"There is no parameter “{name}”."}]


@pytest.mark.parametrize("viewset", LISTS, ids=lambda viewset: viewset.resource)
def test_a_list_stands_in_the_orders_that_it_declares_and_no_other(client: Client, viewset: type[VIEWSETS[0]]) -> None:  # type: ignore[valid-type]
    columns = [field.name for field in viewset.noun._meta.get_fields() if isinstance(field, Field)]
    asked = [*columns, *(f"-{name}" for name in columns), *REACHING, "?", "--title", "title,starts_on", "title,-title"]
    for ordering in asked:
        answer = client.get(f"/api/v1/{viewset.resource}/", {"ordering": ordering})
        assert (ordering, answer.status_code) == (ordering, 200 if ordering in viewset.orders() else 400)
        if answer.status_code == 400:
            assert [error["pointer"] for error in answer.json()["errors"]] == ["/ordering"]


@pytest.mark.parametrize(
    "address",
    ["summaries/overview/", "summaries/areas/", "summaries/quarters/", "summaries/gaps/", "changes/", "audit/head/"],
)
def test_what_is_no_list_knows_its_own_parameters_too(client: Client, address: str) -> None:
    for name in (*REACHING, "page_size", "cursor", "ordering", "search", "marking"):
        if (address, name) == ("changes/", "limit"):
            continue
        answer = client.get(f"/api/v1/{address}", {name: "1"})
        assert (name, answer.status_code) == (name, 400), answer.content
        assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{name}"]


def test_a_detail_and_its_history_know_theirs(client: Client) -> None:
    activity = make.ActivityFactory()
    for address in (f"activities/{activity.pk}/", f"activities/{activity.pk}/history/"):
        for name in (*REACHING, "ordering", "search", "on"):
            answer = client.get(f"/api/v1/{address}", {name: "2026-01-01"})
            assert (name, answer.status_code) == (name, 400)
            assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{name}"]
