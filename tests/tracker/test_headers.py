"""Does every kind of answer carry the same protection, and do cookies go no further than they must?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracker.test_safety import SOUND

ROOT = Path(__file__).parents[2]
POLICY = (
    "default-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'"
)
EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OVER_HTTPS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload"}
KINDS = {
    "page": 200,
    "admin": 200,
    "API": 200,
    "API without log-in": 401,
    "API, not there": 404,
    "API, method": 405,
    "page, not there": 404,
    "page, fault": 500,
    "API, fault": 500,
    "static file": 200,
    "redirect": 302,
    "healthz": 200,
    "log-in": 200,
    "log-in, wrong": 200,
    "log-in, closed": 429,
    "form from elsewhere": 403,
    "host that is not ours": 400,
}

WALK = """
import json, sys
import django
from django.core.management import call_command
django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
call_command("migrate", verbosity=0)
if settings.PRODUCTION:
    call_command("collectstatic", verbosity=0, interactive=False)
from django.test import Client
from django.templatetags.static import static
from commitments.ledger.recording import acting
from commitments.models.people import Person
import logging
logging.disable(logging.CRITICAL)

with acting("command:test", "test"):
    mori = Person.objects.create_superuser("mori", "a-word-of-mine-7", display_name="Mori")
host = "tracker.example" if settings.PRODUCTION else "localhost"
ask = {"secure": settings.PRODUCTION, "SERVER_NAME": host}
NAMES = json.loads(sys.argv[1])
cookies = {}

def seen(answer):
    for name, morsel in answer.cookies.items():
        if morsel.value:
            cookies[name] = {key: morsel[key] for key in ("path", "domain", "secure", "httponly", "samesite")}
    return answer.status_code, {name: answer.headers.get(name) for name in NAMES}

def log_in(password, client=None, **more):
    return (client or Client()).post(
        "/admin/login/", {"username": "mori", "password": password}, **{**ask, **more})

inside, nobody, strict = Client(raise_request_exception=False), Client(), Client(enforce_csrf_checks=True)
answers = {"log-in": seen(nobody.get("/admin/login/", **ask)), "redirect": seen(log_in("a-word-of-mine-7", inside))}
seen(inside.post("/language/", {"language": "fr"}, **ask))
answers |= {
    "page": seen(inside.get("/", **ask)),
    "admin": seen(inside.get("/admin/", **ask)),
    "API": seen(inside.get("/api/v1/activities/", **ask)),
    "API without log-in": seen(nobody.get("/api/v1/activities/", **ask)),
    "API, not there": seen(inside.get("/api/v1/activities/none/", **ask)),
    "API, method": seen(inside.put("/api/v1/agreements/", **ask)),
    "page, not there": seen(inside.get("/nowhere/", **ask)),
    "static file": seen(nobody.get(static("commitments/tracker.css"), **ask)),
    "healthz": seen(nobody.get("/healthz", **ask)),
    "form from elsewhere": seen(strict.post("/language/", {"language": "fr"}, **ask)),
    "log-in, wrong": seen(log_in("wrong")),
}
closed = [log_in("wrong") for _time in range(9)]
answers["log-in, closed"] = seen(closed[-1])
answers["host that is not ours"] = seen(nobody.get("/", **{**ask, "SERVER_NAME": "elsewhere.example"}))
settings.OFFICE_YEAR_STARTS = None
answers["page, fault"] = seen(inside.get("/", **ask))
answers["API, fault"] = seen(inside.get("/api/v1/summaries/overview/", **ask))
print(json.dumps({"answers": answers, "cookies": cookies}))
"""


def walked(tmp_path: Path, **environment: str) -> dict[str, dict[str, object]]:
    """What each kind of answer carried, and each cookie that was set, in an installation of its own."""
    own = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    names = json.dumps([*EVERYWHERE, *OVER_HTTPS])
    walk = subprocess.run(
        [sys.executable, "-c", WALK, names],
        cwd=ROOT,
        env={**own, **environment, "DATABASE_URL": f"sqlite:///{tmp_path}/t.sqlite3"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert walk.returncode == 0, walk.stderr
    return dict(json.loads(walk.stdout))


@pytest.mark.slow
@pytest.mark.parametrize("production", [True, False])
def test_every_kind_of_answer_and_every_cookie_is_protected(tmp_path: Path, production: bool) -> None:
    found = walked(tmp_path, **(SOUND if production else {}))
    wanted = EVERYWHERE | (OVER_HTTPS if production else {"Strict-Transport-Security": None})
    assert found["answers"] == {kind: [status, wanted] for kind, status in KINDS.items()}
    rules = {"path": "/", "domain": "", "secure": True if production else "", "samesite": "Lax"}
    session, csrf = ("__Host-session", "__Host-csrf") if production else ("sessionid", "csrftoken")
    assert found["cookies"] == {
        session: {**rules, "httponly": True},
        csrf: {**rules, "httponly": ""},  # scripts of ours and callers of the API send it back in a header
        "django_language": {**rules, "httponly": True},
    }
