"""Do many guesses sent at once get further than as many sent one after another?"""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.ledger.server import Installation, Server, empty_database

MORI = """
import django
django.setup()
from commitments.ledger.recording import acting
from commitments.models.people import Person

with acting("command:test", "test"):
    Person.objects.create_user("mori", "a-word-of-mine-7", display_name="Mori")
"""
COUNTED = """
import django
django.setup()
from axes.models import AccessAttempt
from commitments.models.access import AccessEvent

rows = AccessAttempt.objects.values_list("username", "failures_since_start")
print(sum(failures for name, failures in rows if name == "mori"))
print(AccessEvent.objects.filter(kind="locked_out", who="person:mori").count())
"""
GUESSES, AT_ONCE = 16, 8


def guess(port: int, number: int) -> int:
    """The status of a wrong password for mori, from a browser of its own."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    browser.addheaders = [("User-Agent", f"Browser {number}")]
    log_in = f"http://127.0.0.1:{port}/admin/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.open(log_in, timeout=60).read().decode())
    assert token
    form = {"username": "mori", "password": f"wrong {number}", "csrfmiddlewaretoken": token[1]}
    try:
        return int(browser.open(log_in, urllib.parse.urlencode(form).encode(), timeout=60).status)
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.slow
def test_of_many_guesses_at_once_no_more_are_answered_than_one_after_another(tmp_path: Path) -> None:
    with empty_database(tmp_path) as address, Installation(address, tmp_path) as installed:
        installed.run("-c", MORI)
        server = Server(installed)
        try:
            with ThreadPoolExecutor(AT_ONCE) as together:
                answered = Counter(together.map(lambda number: guess(installed.port, number), range(GUESSES)))
            counted, noted = installed.run("-c", COUNTED).split()
        finally:
            server.kill()
    assert answered == {200: 9, 429: GUESSES - 9}
    assert (counted, noted) == ("10", "1")
