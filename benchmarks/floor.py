"""What is the least that a list can cost? The token, five statements and orjson, with no framework around them.

It answers like ours, field by field (race.py compares them); it counts nothing, and checks nothing but the token.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

import orjson
import psycopg

TOKEN = """
SELECT token.digest, token.scopes, token.clearance, person.clearance FROM commitments_token token
JOIN commitments_person person ON person.id = token.owner_id
WHERE token.prefix = %s AND token.revoked_at IS NULL AND token.expires_at > now() AND person.is_active
"""
COLUMNS = (
    *("id", "title", "kind", "stage", "state", "starts_on", "ends_on", "place", "summary", "outcome", "next_steps"),
    *("marking", "source", "external_id", "logged_by", "confirmed_by", "created_at", "updated_at", "version"),
)
SELECT = """
SELECT a.id, a.title, a.kind, a.stage, a.state, a.starts_on, a.ends_on, a.place, a.summary, a.outcome, a.next_steps,
a.marking, a.source, a.external_id, p.username, c.username, a.created_at, a.updated_at, a.version
FROM commitments_activity a JOIN commitments_person p ON p.id = a.logged_by_id
LEFT JOIN commitments_person c ON c.id = a.confirmed_by_id WHERE a.marking = ANY(%s)
"""
LIST = f"{SELECT} ORDER BY a.starts_on DESC, a.id LIMIT %s"
DETAIL = f"{SELECT} AND a.id = %s"
ALL = f"{SELECT} ORDER BY a.starts_on DESC, a.id"
TIES = {
    "commitments": """SELECT tie.activity_id, named.reference FROM commitments_activity_commitments tie
        JOIN commitments_commitment named ON named.id = tie.commitment_id
        WHERE tie.activity_id = ANY(%s) ORDER BY named.position""",
    "areas": """SELECT tie.activity_id, named.slug FROM commitments_activity_areas tie
        JOIN commitments_priorityarea named ON named.id = tie.priorityarea_id
        WHERE tie.activity_id = ANY(%s) ORDER BY named."order" """,
    "bodies": """SELECT tie.activity_id, named.slug, tie.role FROM commitments_participation tie
        JOIN commitments_body named ON named.id = tie.body_id
        WHERE tie.activity_id = ANY(%s) ORDER BY named."order", tie.role""",
    "evidence": """SELECT activity_id, id, title, publisher, nullif(url, ''), seen_on, NULL, nullif(sha256, '')
        FROM commitments_evidence WHERE activity_id = ANY(%s) ORDER BY created_at, id""",
}
TOLD: dict[str, Callable[..., Any]] = {
    "commitments": lambda name: name,
    "areas": lambda name: name,
    "bodies": lambda body, role: {"body": body, "role": role},
    "evidence": lambda *values: dict(zip(EVIDENCE, values, strict=True)),
}
EVIDENCE = ("id", "title", "publisher", "url", "seen_on", "file", "sha256")
MARKINGS = ("public", "internal", "restricted")
ROOT = "http://127.0.0.1/api/v1/activities/"
AT_ONCE = 1_000


class Floor:
    """A WSGI application over one connection: `/activities/`, `/activities/<id>/`, `/export/`."""

    def __init__(self, database: str) -> None:
        self.connection = psycopg.connect(database, autocommit=True)

    def __call__(self, environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        readable = self._markings(environment.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer "))
        start("200 OK", [("Content-Type", "application/json")])
        name = environment["PATH_INFO"].strip("/").rpartition("/")[2]
        if name == "export":
            return self._export(readable)
        if name != "activities":
            return [orjson.dumps(self._read(self.connection.execute(DETAIL, [readable, name]).fetchall())[0])]
        size = int(parse_qs(environment["QUERY_STRING"]).get("page_size", ["50"])[0])
        rows = self.connection.execute(LIST, [readable, size]).fetchall()
        return [orjson.dumps({"results": self._read(rows), "next": None, "previous": None})]

    def _markings(self, key: str) -> list[str]:
        found = self.connection.execute(TOKEN, [key.split("_")[1]]).fetchone()
        if found is None or found[0] != hashlib.sha256(key.encode()).hexdigest():
            raise PermissionError
        clearance = min(found[2] or found[3], found[3], key=MARKINGS.index)
        return list(MARKINGS[: MARKINGS.index(clearance) + 1])

    def _read(self, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
        keys = [row[0] for row in rows]
        ties: dict[str, dict[Any, list[Any]]] = {name: defaultdict(list) for name in TIES}
        for name, statement in TIES.items():
            for key, *told in self.connection.execute(statement, [keys]):
                ties[name][key].append(TOLD[name](*told))
        return [
            {
                "url": f"{ROOT}{row[0]}/",
                **dict(zip(COLUMNS, row, strict=True)),
                **{name: found.get(row[0], []) for name, found in ties.items()},
            }
            for row in rows
        ]

    def _export(self, readable: list[str]) -> Iterator[bytes]:
        with self.connection.transaction(), self.connection.cursor("all") as cursor:
            cursor.execute(ALL, [readable])
            while rows := cursor.fetchmany(AT_ONCE):
                yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in self._read(rows))
