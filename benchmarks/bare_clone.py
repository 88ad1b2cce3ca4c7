"""How long does `make run` take from a bare clone to the first page? Prints seconds."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
PORT = os.environ.get("BENCH_PORT", "8187")
MOST = 300


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{ROOT}", directory], check=True)
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        began = time.perf_counter()
        run = subprocess.Popen(
            ["make", "run"], cwd=directory, env={**kept, "PORT": PORT}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            while not _answers():
                if time.perf_counter() - began > MOST or run.poll() is not None:
                    raise SystemExit("make run brought no page.")
                time.sleep(0.1)
            print(time.perf_counter() - began)
        finally:
            os.killpg(run.pid, signal.SIGTERM)
            run.wait(30)


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/admin/login/", timeout=5) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


if __name__ == "__main__":
    main()
