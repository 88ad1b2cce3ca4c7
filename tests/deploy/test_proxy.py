"""Does the example of the proxy agree with the server, and does it hand on what the server needs to know?"""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from commitments.copies.kinds import MEGABYTE
from tests.deploy.production import free_port
from tests.deploy.reading import DEPLOY, ROOT
from tracker.uploads import TAKEN_AT

CONF = (DEPLOY / "nginx/tracker.conf").read_text()
GUNICORN = (DEPLOY / "gunicorn.conf.py").read_text()
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
LINES = [line.split("#")[0].strip() for line in CONF.splitlines()]
HOST = "tracker.example"


def directive(name: str) -> list[str]:
    return re.findall(rf"^\s*{name}\s+(.*);", CONF, re.M)


def test_every_block_is_closed_and_every_line_ended() -> None:
    assert CONF.count("{") == CONF.count("}")
    plain = [line for line in LINES if line]
    assert [line for line in plain if not line.endswith((";", "{", "}"))] == []


def test_the_proxy_asks_where_the_server_listens() -> None:
    (listens,) = re.findall(r'"BIND", "([\d.:]+)"', GUNICORN)
    assert re.findall(r"^\s*server ([\d.:]+);", CONF, re.M) == [listens]
    assert set(directive("proxy_pass")) == {"http://tracker"}


def test_the_proxy_is_more_patient_than_the_server() -> None:
    (timeout,) = re.findall(r"^timeout = (\d+)", GUNICORN, re.M)
    assert [int(each.rstrip("s")) > int(timeout) for each in directive("proxy_read_timeout")] == [True]


def test_the_proxy_takes_as_much_as_the_server_does() -> None:
    sizes = dict(re.findall(r"location (/\w*/) \{\s*client_max_body_size (\d+)m", CONF))
    largest = {place: max(most for path, most in TAKEN_AT if path.pattern.startswith(f"^{place}")) for place in sizes}
    assert {place: int(size) * MEGABYTE for place, size in sizes.items()} == {
        "/api/": largest["/api/"],
        "/admin/": largest["/admin/"] + MEGABYTE,
    }


def test_nobody_outside_reads_metrics_and_nobody_else_hands_out_copies() -> None:
    assert re.search(r"location = /metrics \{\s*deny all;", CONF)
    assert not re.search(r"^\s*(alias|root) /var", CONF, re.M)


class Echo(BaseHTTPRequestHandler):
    """Stands in for the server: says what it was handed."""

    def do_GET(self) -> None:
        told = "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode()
        self.send_response(503 if self.path == "/busy" else 200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def proxied(folder: Path, behind: int) -> Iterator[int]:
    """nginx with the example, on ports of its own, with a certificate of its own; the port that speaks https."""
    assert NGINX
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={HOST}", "-days", "1"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )
    secure, plain = free_port(), free_port()
    here = CONF.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("/etc/tracker/tls", str(folder))
    here = here.replace("/etc/tracker/maintenance", f"{folder}/maintenance").replace("/opt/tracker", str(ROOT))
    here = re.sub(r"^\s*listen \[::\].*$", "", here, flags=re.M)
    here = here.replace("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl").replace(
        "listen 80", f"listen 127.0.0.1:{plain}"
    )
    (folder / "tracker.conf").write_text(here)
    paths = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off; pid {folder}/pid; error_log {folder}/errors; worker_processes 1; user root;\nevents {{}}\n"
    whole += f"http {{ types {{ text/html html; }}\naccess_log off;\n{paths}include {folder}/tracker.conf; }}\n"
    (folder / "nginx.conf").write_text(whole)
    checked = subprocess.run([NGINX, "-t", "-c", f"{folder}/nginx.conf"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    running = subprocess.Popen([NGINX, "-c", f"{folder}/nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", secure), timeout=1):
                break
            time.sleep(0.05)
        yield secure
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture
def behind() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def asked(
    port: int, path: str, *, size: int = 0, headers: dict[str, str] | None = None
) -> tuple[int, str, dict[str, str]]:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    at = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
    try:
        with suppress(OSError):  # it may refuse before it has read everything
            at.request("POST" if size else "GET", path, b"x" * size or None, {"Host": HOST, **(headers or {})})
        answer = at.getresponse()
        return answer.status, answer.read().decode(), dict(answer.getheaders())
    finally:
        at.close()


def announced(port: int, path: str, size: int) -> int:
    """What is answered to whoever says how much they will send, before they do."""
    return asked(port, path, headers={"Content-Length": str(size)})[0]


@pytest.mark.skipif(not NGINX or not shutil.which("openssl"), reason="nginx is not on this machine.")
class TestTheProxy:
    """With nginx itself."""

    def test_it_says_who_asks_and_how_whatever_the_caller_claims(self, tmp_path: Path, behind: Any) -> None:
        claimed = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
        with proxied(tmp_path, behind.server_address[1]) as port:
            _status, told, _headers = asked(port, "/", headers=claimed)
        handed = dict(line.split(": ", 1) for line in told.splitlines())
        assert (handed["Host"], handed["X-Forwarded-For"], handed["X-Forwarded-Proto"]) == (HOST, "127.0.0.1", "https")

    def test_it_takes_what_may_be_sent_and_no_more(self, tmp_path: Path, behind: Any) -> None:
        sizes = {"/": 1, "/api/v1/activities/": 25, "/admin/commitments/activity/add/": 100}
        with proxied(tmp_path, behind.server_address[1]) as port:
            taken = {path: asked(port, path, size=size * MEGABYTE)[0] for path, size in sizes.items()}
            refused = {path: announced(port, path, (size + 8) * MEGABYTE) for path, size in sizes.items()}
        assert (taken, refused) == (dict.fromkeys(sizes, 200), dict.fromkeys(sizes, 413))

    def test_metrics_are_for_nobody_and_signs_of_life_for_this_machine(self, tmp_path: Path, behind: Any) -> None:
        with proxied(tmp_path, behind.server_address[1]) as port:
            assert [asked(port, path)[0] for path in ("/metrics", "/healthz", "/readyz")] == [403, 200, 200]

    def test_people_and_machines_are_told_of_maintenance_each_in_their_way(self, tmp_path: Path, behind: Any) -> None:
        with proxied(tmp_path, behind.server_address[1]) as port:
            (tmp_path / "maintenance").touch()
            status, page, headers = asked(port, "/activities/")
            assert (status, headers["Retry-After"], "Back in a moment" in page) == (503, "60", True)
            status, said, headers = asked(port, "/api/v1/activities/", size=10)
            assert (status, headers["Content-Type"]) == (503, "application/problem+json")
            assert '"status": 503' in said
            (tmp_path / "maintenance").unlink()
            assert asked(port, "/activities/")[0] == 200

    def test_it_says_so_where_the_server_is_gone_and_hands_on_the_servers_own_word(
        self, tmp_path: Path, behind: Any
    ) -> None:
        with proxied(tmp_path, behind.server_address[1]) as port:
            status, told, _headers = asked(port, "/busy")
            assert (status, "Host: tracker.example" in told) == (503, True)
        with proxied(tmp_path, free_port()) as port:
            status, page, headers = asked(port, "/")
            assert (status, headers["Retry-After"], "Back in a moment" in page) == (503, "60", True)
