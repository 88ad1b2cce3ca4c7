"""Hold still what a row names until the row is written, so that nobody raises it in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from commitments.models.agreements import Agreement
from commitments.queries.containment import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.models.commitments import Commitment
    from commitments.queries.containment import Keys


def markings_held(named: Keys) -> dict[Any, str]:
    """The markings of these rows as they stand, by key; they stay so until the transaction ends.

    Any number of writers may hold the same row; whoever changes its marking waits for all of them, and they for whom
    changes it. What is named is held before what names it, everywhere in the same order: nobody waits in a circle.
    """
    held: dict[Any, str] = {}
    for model in NAMES:
        if keys := named.get(model):
            rows = model._default_manager.filter(pk__in=keys).order_by("pk").values_list("pk", "marking")
            held |= dict(_shared(rows))
    return held


def agreements_held(commitments: Iterable[Commitment]) -> dict[Any, str]:
    """The same for the agreements of some commitments, by the agreement's key."""
    return markings_held({Agreement: {commitment.agreement_id for commitment in commitments}})


def _shared(rows: Any) -> list[Any]:
    if not connection.features.has_select_for_update:
        return list(rows)  # SQLite: one writer at a time
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR SHARE", values)
        return list(cursor.fetchall())
