"""Is every setting that is read documented and in env.example, and nothing else?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.reading import DEPLOY, ROOT, documented, in_example, variables_read
from tracker import safety, sso

READING = [
    *(ROOT / "tracker").glob("*.py"),
    ROOT / "commitments/management/commands/demo.py",
    DEPLOY / "gunicorn.conf.py",
]
OTHERS = {"DJANGO_SETTINGS_MODULE", "RUNTIME_DIRECTORY"}  # set by ourselves, and by systemd
READ = (
    set.union(*(variables_read(path) for path in READING))
    | set(safety.NUMBERS)
    | set(safety.FLAGS)
    | set(safety.RATES)
    | set(sso.NEEDED)
    | set(sso.OPTIONAL)
) - OTHERS
DOCS = ROOT / "docs/for-operators"
GIVEN = {name: value for name, value in in_example().items() if value is not None}


def test_what_is_read_is_in_the_example_and_nothing_else() -> None:
    assert set(in_example()) == READ


def test_what_is_read_is_documented_and_nothing_else() -> None:
    pages = documented(DOCS / "README.md") | documented(DOCS / "second-factor-and-single-sign-on.md")
    assert pages == READ


def test_a_variable_that_is_read_is_found_however_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text(
        'flag("ONE")\nnumber("TWO")\nos.environ.get("THREE", "x")\nenvironment.get("FOUR")\nother.get("FIVE")'
    )
    assert variables_read(file) == {"ONE", "TWO", "THREE", "FOUR"}


def test_the_example_with_its_secrets_filled_in_is_safe() -> None:
    filled = {**GIVEN, "SECRET_KEY": "k7#Qz!m2" * 8}
    assert safety.faults_of(filled) == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_the_example_without_one_of_them_is_refused(name: str) -> None:
    filled = {**GIVEN, "SECRET_KEY": "k7#Qz!m2" * 8, name: ""}
    assert any(name in fault for fault in safety.faults_of(filled))


def test_a_default_in_the_example_is_the_default() -> None:
    told = {}
    for line in (DEPLOY / "env.example").read_text().splitlines():
        name, equals, value = line.removeprefix("#").partition("=")
        if line.startswith("#") and equals and name in safety.NUMBERS:
            told[name] = int(value)
    assert told == {name: number.default for name, number in safety.NUMBERS.items()}
