"""How does gunicorn serve the tracker? `gunicorn --config deploy/gunicorn.conf.py tracker.wsgi`

Every value here can be given on the command line instead, which then holds.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

VAR_DIR = Path(os.environ.get("VAR_DIR", "var"))
# In memory where systemd gives a directory there: a process that counts into a file on a full disk is ended (SIGBUS).
KEPT = os.environ.get("RUNTIME_DIRECTORY", str(VAR_DIR))
COUNTED = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", f"{KEPT}/metrics"))

from prometheus_client import multiprocess  # noqa: E402 (it looks for the directory when it is imported)

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 120  # seconds: the longest export
graceful_timeout = 30
keepalive = 5  # longer than the proxy waits between two requests
max_requests = 20_000  # a process is replaced now and then, so that nothing grows for ever
max_requests_jitter = 2_000
limit_request_line = 8_190
limit_request_fields = 50
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
accesslog = None  # the tracker writes a line of its own for each request (docs/for-operators)


def on_starting(server: Any) -> None:
    """Counting begins anew with the server."""
    shutil.rmtree(COUNTED, ignore_errors=True)
    COUNTED.mkdir(parents=True)


def child_exit(server: Any, worker: Any) -> None:
    """What a process that ended had counted goes on counting; its gauges go."""
    multiprocess.mark_process_dead(worker.pid)
