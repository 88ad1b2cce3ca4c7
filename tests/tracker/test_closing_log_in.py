"""Does log-in close to whoever guesses, and to nobody else?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from commitments.actions.people import let_in_again
from commitments.actions.refusals import NotAllowedError
from commitments.models.access import AccessEvent
from commitments.queries.visibility import principal_of
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

RIGHT = "a-word-of-mine-7"
PASSING = ("X-Request-ID", "Expires")
HERE, THERE = "192.0.2.7", "198.51.100.9"


class CountedHasher(MD5PasswordHasher):
    """Says how often a password was hashed, which is what takes time."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        CountedHasher.hashed += 1
        return super().encode(password, salt)


@pytest.fixture
def mori(db: None) -> Any:
    return PersonFactory(username="mori", password=RIGHT)


def attempt(name: str, password: str, address: str = HERE, **headers: Any) -> Any:
    form = {"username": name, "password": password}
    return Client().post("/admin/login/", form, REMOTE_ADDR=address, headers=headers)


def guess(name: str, times: int, address: str = HERE, **headers: Any) -> list[int]:
    return [attempt(name, f"wrong {time}", address, **headers).status_code for time in range(times)]


def later(minutes: float) -> None:
    """So many minutes pass for what is counted."""
    for counted in AccessAttempt.objects.all():
        moment = counted.attempt_time - timezone.timedelta(minutes=minutes)
        AccessAttempt.objects.filter(pk=counted.pk).update(attempt_time=moment)


def test_the_tenth_wrong_password_closes_the_name_to_the_address(mori: Any) -> None:
    assert guess("mori", 12) == [200] * 9 + [429] * 3
    assert attempt("mori", RIGHT).status_code == 429


def test_it_stays_open_to_the_name_elsewhere_and_to_others_here(mori: Any) -> None:
    PersonFactory(username="sato", password=RIGHT)
    guess("mori", 12)
    assert [attempt("mori", RIGHT, THERE).status_code, attempt("sato", RIGHT).status_code] == [302, 302]


def test_somebody_who_tries_many_names_is_stopped_whatever_name_comes_next(mori: Any, settings: Any) -> None:
    settings.LOG_IN_GUESSES_PER_ADDRESS = 20
    tried = [status for number in range(5) for status in guess(f"name-{number}", 5)]
    assert tried == [200] * 19 + [429] * 6
    assert [attempt("mori", RIGHT).status_code, attempt("mori", RIGHT, THERE).status_code] == [429, 302]


def test_a_right_password_between_does_not_let_a_guesser_of_others_go_on(mori: Any, settings: Any) -> None:
    settings.LOG_IN_GUESSES_PER_ADDRESS = 20
    for number in range(19):
        guess(f"name-{number}", 1)
        assert attempt("mori", RIGHT).status_code == 302
    assert guess("name-20", 1) == [429]


def test_a_right_password_forgives_the_wrong_ones_before_it(mori: Any) -> None:
    for _time in range(3):
        assert guess("mori", 9) == [200] * 9
        assert attempt("mori", RIGHT).status_code == 302
    assert AccessAttempt.objects.count() == 0


def test_it_opens_again_after_the_pause_and_trying_meanwhile_does_not_make_it_longer(mori: Any) -> None:
    guess("mori", 10)
    later(14.9)
    assert attempt("mori", RIGHT).status_code == 429
    later(0.2)
    assert attempt("mori", RIGHT).status_code == 302


def test_addresses_of_one_ipv6_subscriber_count_as_one(mori: Any) -> None:
    statuses = [guess("mori", 1, f"2001:db8:7:7::{number:x}")[0] for number in range(1, 12)]
    assert statuses == [200] * 9 + [429] * 2
    assert guess("mori", 1, "2001:db8:7:8::1") == [200]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
def test_an_address_that_the_guesser_wrote_changes_nothing(mori: Any, header: str) -> None:
    statuses = [guess("mori", 1, **{header: f"203.0.113.{number}"})[0] for number in range(11)]
    assert statuses == [200] * 9 + [429] * 2


def test_another_browser_each_time_changes_nothing(mori: Any) -> None:
    assert [guess("mori", 1, **{"User-Agent": f"Browser {number}"})[0] for number in range(11)] == [200] * 9 + [429] * 2


def told(answer: Any, name: str) -> tuple[int, dict[str, str], str]:
    """All that an answer tells: its status, headers and page; without what differs from one answer to the next."""
    page = re.sub(r'(?<=csrfmiddlewaretoken" value=")\w+', "", answer.content.decode()).replace(name, "NAME")
    return answer.status_code, {k: v for k, v in answer.headers.items() if k not in PASSING}, page


def test_nobody_learns_whether_a_name_is_known(mori: Any) -> None:
    PersonFactory(username="gone", password=RIGHT, is_active=False)
    for _time in range(11):
        mine, nobodys, switched_off = (told(attempt(name, "wrong"), name) for name in ("mori", "nobo", "gone"))
        assert mine == nobodys == switched_off
    assert mine[0] == 429


@pytest.mark.parametrize("name", ["nobody", "gone", "mori"])
def test_a_password_is_hashed_once_whether_or_not_the_name_is_known(mori: Any, name: str, settings: Any) -> None:
    PersonFactory(username="gone", password=RIGHT, is_active=False)
    settings.PASSWORD_HASHERS = ["tests.tracker.test_closing_log_in.CountedHasher"]
    CountedHasher.hashed = 0
    attempt(name, "wrong")
    assert CountedHasher.hashed == 1


def test_the_page_says_how_long_and_who_helps_in_the_reader_s_language(mori: Any) -> None:
    guess("mori", 9)
    closed = attempt("mori", "wrong")
    page = " ".join(re.sub(r"<[^>]+>", " ", closed.content.decode()).split())
    assert "log-in is closed here for 15 minutes after the last of them." in page
    assert "An administrator can let you in again" in page
    assert (closed["Retry-After"], closed["Cache-Control"], closed["Content-Language"]) == ("900", "no-store", "en")
    assert attempt("mori", "wrong", **{"Accept-Language": "ja"})["Content-Language"] == "ja"


def test_neither_passwords_nor_what_was_typed_as_a_name_is_stored(mori: Any) -> None:
    address = "/admin/login/?next=/search/?q=secret"
    for name in ("mori", "My-Pass-Word-1"):
        Client().post(address, {"username": name, "password": "hunter2", "next": "secret", "otp": "123456"})
    rows = [*AccessAttempt.objects.values_list(), *AccessEvent.objects.values_list()]
    assert rows
    assert [word for word in ("My-Pass-Word-1", "hunter2", "secret", "123456") if word in str(rows)] == []
    names = sorted(AccessAttempt.objects.values_list("username", flat=True))
    assert (names[0], re.sub("[0-9a-f]{64}", "…", names[1])) == ("mori", "nobody:…")


def test_what_was_counted_is_gone_with_the_next_attempt_after_the_pause(mori: Any) -> None:
    guess("nobody", 3)
    later(16)
    attempt("mori", RIGHT)
    assert [rows.objects.count() for rows in (AccessAttempt, AccessLog, AccessFailureLog)] == [0, 0, 0]


def test_each_attempt_is_noted_once_the_closing_one_as_such(mori: Any) -> None:
    for name in ("mori", "nobody"):
        guess(name, 13)
    noted = AccessEvent.objects.order_by("who", "kind").values_list("who", "address", "kind", "subject", "times")
    page = "/admin/login/"
    assert list(noted) == [
        ("", HERE, "locked_out", page, 1),
        ("", HERE, "log_in_failed", "", 9),
        ("", HERE, "refused", page, 6),
        ("person:mori", HERE, "locked_out", page, 1),
        ("person:mori", HERE, "log_in_failed", "", 9),
    ]


def test_a_wrong_old_password_counts_as_at_log_in(mori: Any) -> None:
    client = Client(REMOTE_ADDR=HERE)
    client.force_login(mori)
    new = {"new_password1": "another-word-77", "new_password2": "another-word-77"}
    answers = [client.post("/admin/password_change/", {"old_password": "wrong", **new}) for _time in range(10)]
    assert [answer.status_code for answer in answers] == [200] * 9 + [429]
    assert client.post("/admin/password_change/", {"old_password": RIGHT, **new}).status_code == 429
    assert attempt("mori", RIGHT).status_code == 429
    assert client.get("/").status_code == 200  # whoever is in stays in
    mori.refresh_from_db()
    assert mori.check_password(RIGHT)


def test_an_administrator_lets_somebody_in_again(mori: Any, administrator: Any) -> None:
    client = Client()
    client.force_login(administrator)
    page = "/admin/commitments/person/mori/"
    assert "Let in again" not in client.get(f"{page}change/").content.decode()
    guess("mori", 10)
    assert "Let in again" in client.get(f"{page}change/").content.decode()
    assert client.get(f"{page}let-in-again/").status_code == 302
    assert attempt("mori", RIGHT).status_code == 429
    assert client.post(f"{page}let-in-again/").status_code == 302
    assert attempt("mori", RIGHT).status_code == 302
    noted = AccessEvent.objects.filter(kind="person").values_list("who", "subject", "detail")
    assert list(noted) == [("person:administrator", "person:mori", "let in again after 10 wrong passwords")]


def test_nobody_else_lets_people_in_again(mori: Any, manager: Any) -> None:
    guess("mori", 10)
    client = Client()
    client.force_login(manager)
    assert client.post("/admin/commitments/person/mori/let-in-again/").status_code == 403
    with pytest.raises(NotAllowedError):
        let_in_again(mori, by=principal_of(manager))
    assert attempt("mori", RIGHT).status_code == 429


def test_a_command_lets_people_in_again(mori: Any) -> None:
    guess("mori", 10)
    call_command("axes_reset_username", "mori", verbosity=0)
    assert attempt("mori", RIGHT).status_code == 302
