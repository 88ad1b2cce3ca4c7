"""How does an answer become JSON? Moments are RFC 3339 in UTC with microseconds; days are YYYY-MM-DD."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer

LINES = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE


def moment(at: datetime.datetime) -> str:
    """A moment as it is written in answers."""
    in_utc = at if at.tzinfo is datetime.UTC else at.astimezone(datetime.UTC)
    return f"{in_utc.isoformat(timespec='microseconds')[:-6]}Z"  # strftime takes five times as long


def _other(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"There is no JSON for {type(value).__name__}.")


def as_json(answer: Any) -> bytes:
    """An answer in UTF-8. Raises TypeError for what has no JSON."""
    return orjson.dumps(answer, default=_other, option=orjson.OPT_PASSTHROUGH_DATETIME)


def as_lines(answers: Iterable[Any]) -> bytes:
    """Answers in UTF-8, each on a line. Raises TypeError for what has no JSON."""
    return b"".join([orjson.dumps(answer, default=_other, option=LINES) for answer in answers])


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else as_json(data)


class JSONAlways(BaseContentNegotiation):
    """There is one representation: whatever is asked for, JSON comes back."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        kind = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type
