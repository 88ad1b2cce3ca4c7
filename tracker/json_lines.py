"""How is an entry of the log written as one line of JSON?"""

from __future__ import annotations

import json
import logging
import time
from typing import Any

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"request", "message", "asctime"}


class JsonLines(logging.Formatter):
    """A line of JSON for each entry: when (RFC 3339, UTC), how grave, who says so, what, and what was added to it."""

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        told: dict[str, Any] = {
            "at": f"{at}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {name: value for name, value in vars(record).items() if name not in STANDARD}
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)
