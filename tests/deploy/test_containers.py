"""Do the image and the compose file name only what there is?"""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import pytest
import yaml

from tests.deploy.production import gathered
from tests.deploy.reading import DEPLOY, ROOT, in_example, lines_joined, parse_command

IMAGE = DEPLOY / "Containerfile"
COMPOSE = DEPLOY / "compose/compose.yaml"
STEPS = [line.split(None, 1) for line in lines_joined(IMAGE.read_text()) if line and not line.startswith("#")]
FOUND: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
OURS = {name: service for name, service in FOUND["services"].items() if name != "database"}


def steps(kind: str) -> list[str]:
    return [rest for word, rest in STEPS if word == kind]


def test_every_file_that_the_image_takes_is_there() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    taken = [source for line in steps("COPY") for source in line.split()[:-1]]
    assert [source for source in taken if not (ROOT / source).exists() or source in ignored] == []
    assert {
        path.name for path in ROOT.iterdir() if path.suffix == ".py" or path.name in ("tracker", "fixtures")
    } <= set(taken)


def test_the_image_runs_as_nobody_of_importance_and_says_how_it_is() -> None:
    assert steps("USER") == ["10001:10001"]
    assert [step[0] for step in STEPS].index("USER") < [step[0] for step in STEPS].index("CMD")
    (health,) = steps("HEALTHCHECK")
    (script,) = re.findall(r"deploy/\w+\.py", health)
    assert (ROOT / script).is_file()


def test_the_image_names_a_release_and_no_digest() -> None:
    (image,) = steps("FROM")
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", image)


def test_what_is_installed_is_checked_against_its_hash() -> None:
    installing = [line for line in steps("RUN") if "pip install" in line]
    assert len(installing) == 1
    assert all(option in installing[0] for option in ("--require-hashes", "--no-deps", "--only-binary :all:"))
    assert {path.stem for path in (ROOT / "requirements").glob("*.lock")} >= {"run", "sso", "pdf"}


@pytest.mark.slow
def test_the_styles_are_gathered_as_the_image_gathers_them() -> None:
    (line,) = (line for line in steps("RUN") if "collectstatic" in line)
    assert parse_command(line.split(" && ")[0].split("python ")[-1]) == "collectstatic"
    named = json.loads((gathered() / "staticfiles.json").read_text())["paths"]
    assert {name for name in named if name.startswith("commitments/")}


def test_what_is_counted_is_counted_in_memory() -> None:
    (counted,) = re.findall(r"PROMETHEUS_MULTIPROC_DIR=(\S+)", " ".join(steps("ENV")))
    mounted = [place.split(":")[0] for place in OURS["web"]["tmpfs"]]
    assert any(counted.startswith(f"{place}/") for place in mounted)


def test_there_are_a_server_a_worker_and_a_database() -> None:
    assert set(FOUND["services"]) == {"database", "migrate", "web", "work", "owner"}
    assert FOUND["services"]["database"]["image"] == "postgres:16"


def test_the_server_waits_for_a_database_that_answers_and_has_its_tables() -> None:
    for name in ("web", "work"):
        assert OURS[name]["depends_on"] == {
            "database": {"condition": "service_healthy"},
            "migrate": {"condition": "service_completed_successfully"},
        }
    assert "healthcheck" in FOUND["services"]["database"]


def test_secrets_come_from_files_and_only_commands_of_the_owner_get_the_owners() -> None:
    files = {name: service["env_file"] for name, service in OURS.items()}
    assert files == {
        "migrate": ["tracker.env", "owner.env"],
        "web": ["tracker.env"],
        "work": ["tracker.env"],
        "owner": ["tracker.env", "owner.env"],
    }
    assert not any("environment" in service for service in OURS.values())
    assert "PASSWORD" not in str(FOUND)


def test_every_variable_in_image_and_compose_file_is_a_setting() -> None:
    given = {word.partition("=")[0] for line in steps("ENV") for word in line.split()}
    of_python = {name for name in given if name.startswith(("PYTHON", "PIP_"))}
    assert given - of_python <= set(in_example())


@pytest.mark.parametrize("name", ["migrate", "work"])
def test_a_container_runs_a_command_that_there_is(name: str) -> None:
    parse_command(" ".join(OURS[name]["command"]))


@pytest.mark.parametrize("service", FOUND["services"].values(), ids=FOUND["services"])
def test_what_a_container_keeps_or_mounts_is_there(service: dict[str, Any]) -> None:
    for volume in service["volumes"]:
        source = volume.partition(":")[0]
        assert source in FOUND["volumes"] if source.isalpha() else (COMPOSE.parent / source).exists()


@pytest.mark.parametrize("service", OURS.values(), ids=OURS)
def test_a_container_of_ours_may_do_nothing_but_its_work(service: dict[str, Any]) -> None:
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_this_machine_reaches_the_server_and_nobody_the_database() -> None:
    ports = {name: service.get("ports", []) for name, service in FOUND["services"].items()}
    assert {name: open_ for name, open_ in ports.items() if open_} == {"web": ["127.0.0.1:8000:8000"]}


def test_the_script_that_gives_passwords_is_sound_and_its_variables_are_documented() -> None:
    script = COMPOSE.parent / "passwords.sh"
    assert subprocess.run(["sh", "-n", str(script)]).returncode == 0
    page = (ROOT / "docs/for-operators/install.md").read_text()
    assert all(name in page for name in re.findall(r"\$(TRACKER_\w+)", script.read_text()))
