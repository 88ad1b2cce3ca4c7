"""Does a stolen database hold a key or a password that opens anything?"""

from __future__ import annotations

import datetime

from django.db import connection
from django.test import Client
from django.utils import timezone

from commitments.actions.people import add_person
from commitments.actions.tokens import issue_token, rotate_token
from commitments.models.people import Person
from commitments.queries.visibility import principal_of

PASSWORD, WRONG = "Correct-horse-9-battery", "Correct-horse-8-battery"


def everything() -> str:
    """Every value of every table, as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor, include_views=True)
        rows = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += cursor.fetchall()
    assert len(tables) > 30
    return repr(rows)


def test_every_table_as_text_holds_neither_a_key_nor_a_password(administrator: Person) -> None:
    by, now = principal_of(administrator), timezone.now()
    told = {"username": "ann", "display_name": "Ann", "role": "analyst", "clearance": "internal"}
    ann = add_person(told, password=PASSWORD, by=by)
    token, first = issue_token(ann, name="Desk", scopes=["read", "write"], now=now, days=30)
    _successor, second = rotate_token(token, by=by, now=now, days=30, overlap=datetime.timedelta(days=7))
    entry = Client()
    for typed in (WRONG, PASSWORD):
        entry.post("/admin/login/", {"username": "ann", "password": typed})
    for key in (first, second, "ct_00000000_a-key-that-is-none"):
        caller = Client(headers={"Authorization": f"Bearer {key}"})
        sent = {"title": "A", "kind": "visit", "starts_on": "2026-01-01", "areas": []}
        caller.get("/api/v1/parties/")
        caller.post("/api/v1/activities/", sent, "application/json", headers={"Idempotency-Key": "once"})
    stolen = everything()
    assert [known in stolen for known in (token.prefix, "ann")] == [True, True]  # the tables in use were read
    secrets = [PASSWORD, WRONG, *(key.split("_", 2)[2] for key in (first, second)), "a-key-that-is-none"]
    assert [secret for secret in secrets if secret in stolen] == []
