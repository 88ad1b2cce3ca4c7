"""Does the tracker refuse to start where it would not be safe, and say everything that is wrong at once?"""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from commitments.vocabulary import Marking
from tracker.safety import FLAGS, MARKINGS, NUMBERS, faults_of

ROOT = Path(__file__).parents[2]
SOUND = {
    "PRODUCTION": "1",
    "SECRET_KEY": "kJ8-vX2_qLmN5rTz0aWbYc4dHgFpUeRiSoVnB7xCtQ1yZ9uG3jM6",
    "ALLOWED_HOSTS": "tracker.example,.mod.example",
    "DATABASE_URL": "sqlite:///t.sqlite3",
}
FAULTS = [
    ({"SECRET_KEY": ""}, "Production needs SECRET_KEY in the environment."),
    ({"SECRET_KEY": SOUND["SECRET_KEY"][:49]}, "SECRET_KEY is too easy to guess"),
    ({"SECRET_KEY": "abcd" * 20}, "SECRET_KEY is too easy to guess"),
    ({"SECRET_KEY": "django-insecure-" + SOUND["SECRET_KEY"]}, "SECRET_KEY is a placeholder"),
    ({"SECRET_KEY": "Change-me-" + SOUND["SECRET_KEY"]}, "SECRET_KEY is a placeholder"),
    ({"DEBUG": "1"}, "DEBUG is on"),
    ({"ALLOWED_HOSTS": ""}, "Production needs ALLOWED_HOSTS in the environment"),
    ({"ALLOWED_HOSTS": " , "}, "Production needs ALLOWED_HOSTS in the environment"),
    ({"ALLOWED_HOSTS": "tracker.example, *"}, "ALLOWED_HOSTS holds “*”"),
    ({"ALLOWED_HOSTS": "*.example"}, "ALLOWED_HOSTS holds “*.example”"),
    ({"ALLOWED_HOSTS": ".com"}, "ALLOWED_HOSTS holds “.com”, which is half the internet"),
    ({"ALLOWED_HOSTS": "https://tracker.example"}, "ALLOWED_HOSTS holds “https://tracker.example”; give the name"),
    ({"SECURE_SSL_REDIRECT": "0"}, "SECURE_SSL_REDIRECT is off and BEHIND_PROXY is not set"),
    ({"SECURE_SSL_REDIRECT": "no", "BEHIND_PROXY": "0"}, "SECURE_SSL_REDIRECT is off and BEHIND_PROXY is not set"),
    ({"CSRF_TRUSTED_ORIGINS": "http://tracker.example"}, "CSRF_TRUSTED_ORIGINS holds “http://tracker.example”"),
    ({"CSRF_TRUSTED_ORIGINS": "https://*.com"}, "CSRF_TRUSTED_ORIGINS holds “https://*.com”, which trusts everybody"),
    ({"SECURE_HSTS_SECONDS": "0"}, "SECURE_HSTS_SECONDS is 0"),
    ({"SAMPLES": "1"}, "SAMPLES is on"),
    ({"DEMO_PASSWORD": "open sesame please"}, "DEMO_PASSWORD is set"),
    ({"DATABASE_URL": ""}, "Production needs DATABASE_URL in the environment."),
]
SENSELESS = [
    ({"MARKING_CEILING": "secret"}, "MARKING_CEILING is “secret”; give one of public, internal, restricted."),
    ({"OFFICE_TIME_ZONE": "Tokyo"}, "OFFICE_TIME_ZONE is “Tokyo”; give a time zone such as Asia/Tokyo."),
    ({"OFFICE_TIME_ZONE": ""}, "OFFICE_TIME_ZONE is “”; give a time zone such as Asia/Tokyo."),
    (
        {"OFFICE_TIME_ZONE": "../etc/passwd"},
        "OFFICE_TIME_ZONE is “../etc/passwd”; give a time zone such as Asia/Tokyo.",
    ),
    *(
        ({"OFFICE_YEAR_STARTS": given}, f"OFFICE_YEAR_STARTS is “{given}”; give a whole number from 1 to 12.")
        for given in ("0", "13", "April", "", "1.5", "-1", "４", " 4")
    ),
    ({"PRODUCTION": "ture"}, "PRODUCTION is “ture”; give 1 or 0."),
    ({"API_RATE": "many"}, "API_RATE is “many”; give a number and a time, such as 1200/min."),
]


def test_a_sound_environment_has_no_fault() -> None:
    assert faults_of(SOUND) == []
    assert faults_of({}) == []


@pytest.mark.parametrize(("changed", "said"), FAULTS)
def test_production_refuses_what_is_not_safe(changed: dict[str, str], said: str) -> None:
    (fault,) = faults_of({**SOUND, **changed})
    assert fault.startswith(said)
    assert faults_of({**SOUND, **changed, "PRODUCTION": "0"}) == []


@pytest.mark.parametrize(("changed", "said"), SENSELESS)
def test_what_makes_no_sense_is_refused_everywhere(changed: dict[str, str], said: str) -> None:
    assert faults_of(changed) == [said]


@pytest.mark.parametrize("name", sorted(NUMBERS))
@pytest.mark.parametrize("beyond", [-1, 1])
def test_a_number_beyond_its_bounds_is_refused_and_the_bounds_are_not(name: str, beyond: int) -> None:
    default, least, most = NUMBERS[name]
    bound = most if beyond > 0 else least
    assert faults_of({name: str(bound)}) == []
    assert faults_of({name: str(bound + beyond)}) == [
        f"{name} is “{bound + beyond}”; give a whole number from {least} to {most}."
    ]
    assert least <= default <= most


@pytest.mark.parametrize("name", FLAGS)
def test_yes_and_no_are_written_in_four_ways_and_no_other(name: str) -> None:
    ways = ("1", "true", "YES", "on", "0", "false", "No", "off", "")
    assert [fault for way in ways for fault in faults_of({**SOUND, name: way}) if "give 1 or 0" in fault] == []
    assert f"{name} is “perhaps”; give 1 or 0." in faults_of({**SOUND, name: "perhaps"})


def test_https_may_be_the_proxy_s_business() -> None:
    assert faults_of({**SOUND, "SECURE_SSL_REDIRECT": "0", "BEHIND_PROXY": "1"}) == []


def test_the_markings_are_those_of_the_domain() -> None:
    assert list(MARKINGS) == Marking.values


def test_every_setting_it_knows_is_read_and_told_to_operators() -> None:
    settings, told = (ROOT / "tracker/settings.py").read_text(), (ROOT / "docs/for-operators/README.md").read_text()
    for name in (*NUMBERS, *FLAGS):
        assert (f'"{name}"' in settings or name == "SAMPLES", f"`{name}`" in told) == (True, True), name


def start(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=own, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_server_does_not_start_and_says_everything_at_once(tmp_path: Path) -> None:
    environment = {**SOUND, "SECRET_KEY": "changeme", "ALLOWED_HOSTS": "*", "DEBUG": "1", "OFFICE_YEAR_STARTS": "x"}
    started = start(tmp_path, "-c", "import tracker.wsgi", **environment, DJANGO_SETTINGS_MODULE="tracker.settings")
    assert started.returncode == 1
    assert re.findall(r"^(OFFICE_YEAR_STARTS|SECRET_KEY|ALLOWED_HOSTS|DEBUG)\b", started.stderr, re.M) == [
        *("OFFICE_YEAR_STARTS", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG"),
    ]


def test_commands_refuse_as_well_and_a_sound_production_has_nothing_to_warn_of(tmp_path: Path) -> None:
    environment = {**SOUND, "DATABASE_URL": f"sqlite:///{tmp_path}/t.sqlite3"}
    refused = start(tmp_path, "manage.py", "check", **{**environment, "SECURE_HSTS_SECONDS": "0"})
    assert (refused.returncode, "SECURE_HSTS_SECONDS is 0" in refused.stderr) == (1, True)
    checked = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment)
    assert (checked.returncode, checked.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_demo_s_key_is_random_and_its_owner_s_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    show = f"import os; os.umask({umask}); from tracker import settings; print(settings.SECRET_KEY)"
    first, again = start(tmp_path, "-c", show).stdout, start(tmp_path, "-c", show).stdout
    other = start(tmp_path / "another", "-c", show).stdout
    assert (len(first.strip()) >= 50, first == again, first == other) == (True, True, False)
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_key_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("kept from before")
    (tmp_path / "secret_key").chmod(0o644)
    shown = start(tmp_path, "-c", "from tracker import settings; print(settings.SECRET_KEY)")
    assert shown.stdout == "kept from before\n"
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
