"""Does the server of this container answer? `python deploy/healthy.py` exits 0 or 1.

It asks as the proxy would: by a name that the tracker knows, and over https.
"""

from __future__ import annotations

import http.client
import os
import sys

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
port = int(os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2])
at = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
try:
    at.request(
        "GET", sys.argv[1] if len(sys.argv) > 1 else "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    sys.exit(0 if at.getresponse().status == 200 else 1)
except OSError as problem:
    sys.exit(str(problem))
