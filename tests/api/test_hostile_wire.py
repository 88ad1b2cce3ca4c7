"""Does whatever a stranger may send over the wire get a refusal from the real server, which goes on serving?"""

from __future__ import annotations

import gzip
import socket
import time
from pathlib import Path

import pytest

from commitments.models.people import Person
from tests import factories as make
from tests.api.serving import PATIENCE, Server, serving

SOUND = b'{"title": "A", "kind": "visit", "starts_on": "2026-01-01", "areas": ["cyber"]}'
LIST = b"/api/v1/activities/"
JSON = b"Content-Type: application/json"


def sized(body: bytes, *headers: bytes, verb: bytes = b"POST") -> bytes:
    """A request to the list of activities whose body has the length that it says."""
    lines = [verb + b" " + LIST + b" HTTP/1.1", *headers, b"Content-Length: %d" % len(body)]
    return b"\r\n".join(lines) + b"\r\nKEY\r\n" + body


def bare(first: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([first, *headers]) + b"\r\nKEY\r\n"


def in_chunks(*pieces: bytes, kind: bytes = JSON) -> bytes:
    """A request to the list of activities whose body comes in pieces, and nobody says how long it is."""
    begin = bare(b"POST " + LIST + b" HTTP/1.1", kind, b"Transfer-Encoding: chunked")
    return begin + b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in (*pieces, b""))


def status(server: Server, key: str, sent: bytes) -> int:
    """The status of the answer; 0 where the server hung up without one."""
    named = f"Host: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n".encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as caller:
        try:
            caller.sendall(sent.replace(b"KEY\r\n", named + b"\r\n", 1))
            if b"chunked" in sent:
                caller.shutdown(socket.SHUT_WR)  # nothing more comes, whatever was promised
            first = caller.makefile("rb").readline()
        except (BrokenPipeError, ConnectionResetError):
            return 0
    return int(first.split()[1]) if first.startswith(b"HTTP/") else 0


WIRE: dict[str, tuple[bytes, set[int]]] = {
    "a sound body": (sized(SOUND, JSON), {201}),
    "a body in UTF-16": (sized(SOUND.decode().encode("utf-16"), JSON), {400}),
    "a body in UTF-16 that says so": (sized(SOUND.decode().encode("utf-16"), JSON + b"; charset=utf-16"), {415}),
    "a body in Latin-1": (sized(SOUND.replace(b'"A"', b'"\xe9"'), JSON), {400}),
    "a byte order mark": (sized(b"\xef\xbb\xbf" + SOUND, JSON), {400}),
    "a body that is packed": (sized(gzip.compress(SOUND), JSON, b"Content-Encoding: gzip"), {400, 415}),
    "a packed body of zeros": (sized(gzip.compress(b"0" * 5_000_000), JSON, b"Content-Encoding: gzip"), {400, 415}),
    "chunks without an end": (
        bare(b"POST " + LIST + b" HTTP/1.1", JSON, b"Transfer-Encoding: chunked") + b"zz\r\n",
        {0, 400},
    ),
    "chunks of nonsense": (
        bare(b"POST " + LIST + b" HTTP/1.1", JSON, b"Transfer-Encoding: chunked") + b"3\r\n{{{\r\n0\r\n\r\n",
        {400},
    ),
    "a sound body in chunks": (in_chunks(SOUND[:9], SOUND[9:]), {201}),
    "a body in chunks that is too large": (in_chunks(*[b'" ' + b"x" * 100_000] * 12), {413}),
    "more in chunks than is taken anywhere": (in_chunks(*[b" " * 1_000_000] * 30), {413, 0}),
    "a body in chunks of another kind": (in_chunks(SOUND, kind=b"Content-Type: text/plain"), {415}),
    "chunks that break off before the last": (in_chunks(SOUND)[: -len(b"0\r\n\r\n")], {0, 400}),
    "a length and chunks": (
        bare(b"POST " + LIST + b" HTTP/1.1", JSON, b"Content-Length: 3", b"Transfer-Encoding: chunked")
        + b"3\r\n{{{\r\n0\r\n\r\n",
        {0, 400},
    ),
    "a length below nothing": (bare(b"POST " + LIST + b" HTTP/1.1", JSON, b"Content-Length: -1"), {0, 400}),
    "a length that is no number": (bare(b"POST " + LIST + b" HTTP/1.1", JSON, b"Content-Length: many"), {0, 400}),
    "a length of forty digits": (
        bare(b"POST " + LIST + b" HTTP/1.1", JSON, b"Content-Length: " + b"9" * 40),
        {0, 400, 413},
    ),
    "two lengths": (
        bare(b"POST " + LIST + b" HTTP/1.1", JSON, b"Content-Length: 1", b"Content-Length: 2") + b"{}",
        {0, 400},
    ),
    "no body and no length": (bare(b"POST " + LIST + b" HTTP/1.1", JSON), {400}),
    "a verb in small letters": (bare(b"get " + LIST + b" HTTP/1.1"), {400, 405}),
    "a verb of another standard": (bare(b"PROPFIND " + LIST + b" HTTP/1.1"), {405}),
    "a trace": (bare(b"TRACE " + LIST + b" HTTP/1.1"), {405}),
    "a verb that is none": (bare(b"G\xc3\x89T " + LIST + b" HTTP/1.1"), {0, 400}),
    "an HTTP that is none": (bare(b"GET " + LIST + b" HTTP/9.9"), {0, 400, 505}),
    "a path with a broken escape": (bare(b"GET " + LIST + b"%zz/ HTTP/1.1"), {404}),
    "a path with bytes that are no text": (bare(b"GET " + LIST + b"%ff%fe/ HTTP/1.1"), {404}),
    "a path with raw bytes": (bare(b"GET " + LIST + b"\xff\xfe/ HTTP/1.1"), {400, 404}),
    "a path that climbs": (bare(b"GET /api/v1/../../etc/passwd HTTP/1.1"), {404}),
    "a query with a broken escape": (bare(b"GET " + LIST + b"?kind=%zz HTTP/1.1"), {400}),
    "a header of twenty kilobytes": (bare(b"GET " + LIST + b" HTTP/1.1", b"X-Long: " + b"a" * 20_000), {400, 431}),
    "a cookie of twenty kilobytes": (bare(b"GET " + LIST + b" HTTP/1.1", b"Cookie: a=" + b"a" * 20_000), {400, 431}),
    "a thousand headers": (
        bare(b"GET " + LIST + b" HTTP/1.1", *(b"X-%d: 1" % each for each in range(1_000))),
        {400, 431},
    ),
    "an address without end": (bare(b"GET " + LIST + b"?search=" + b"a" * 100_000 + b" HTTP/1.1"), {0, 400, 414}),
    "another host": (bare(b"GET http://example.org" + LIST + b" HTTP/1.1", b"X-Forwarded-Host: example.org"), {200}),
    "a second line in a header": (bare(b"GET " + LIST + b" HTTP/1.1", b"If-Match: a", b" b: c"), {0, 200, 400}),
    "nothing of HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03KEY\r\n", {0, 400}),
}


@pytest.mark.slow
def test_whatever_comes_over_the_wire_is_answered_and_the_server_goes_on(
    committed: None, tmp_path: Path, analyst: Person
) -> None:
    make.PriorityAreaFactory(slug="cyber")
    key = make.TokenFactory(owner=analyst).key
    with serving(tmp_path) as server:
        for name, (sent, statuses) in WIRE.items():
            started = time.monotonic()
            told = status(server, key, sent)
            if told == 0 and 0 not in statuses:  # a busy machine: whoever is hung up on asks again
                told = status(server, key, sent)
            assert (name, told in statuses, time.monotonic() - started < PATIENCE / 2) == (name, True, True), told
            assert (name, server.ask(key, "GET", "activities/").status) == (name, 200)
        assert server.ask(key, "GET", "activities/?count=true").body["count"] == 2  # the sound ones
