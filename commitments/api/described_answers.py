"""What may an operation answer, beside what it is asked for? Its refusals and headers, in the words of OpenAPI.

The description is the same for everybody, in English (description.py): these sentences are in no catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from commitments.api.problems import CONTENT_TYPE, problem

Described = dict[str, Any]

PROBLEM: Described = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "errors"],
    "properties": {
        "type": {"type": "string", "description": "Always about:blank: the status says of which kind it is."},
        "title": {"type": "string", "description": "The name of the status."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "Where: a JSON pointer into the body, or a slash and the parameter's name.",
                    },
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
REFUSALS = {
    400: "The query or the body is not sound; `errors` says where and why.",
    401: "No token, or one that is not known, has expired, was revoked or comes from elsewhere.",
    403: "The role or the scopes do not suffice; `detail` says which do.",
    404: "There is nothing of this name, or the caller may not see it.",
    409: "It is not in a state in which this can be done; `detail` says why.",
    410: "The cursor leads nowhere any more; `Link` says where to start again.",
    412: "It was changed since it was read: `ETag` holds the version it has by now.",
    413: "The body is too large.",
    415: "The body comes in a form that is not read here.",
    422: "The Idempotency-Key was sent with another request.",
    428: "If-Match is missing.",
    429: "Too many requests within the minute.",
    500: "Something went wrong here; it has been noted.",
    503: "Others were in the way, nothing can be stored now, or an upgrade is under way; nothing was saved.",
}
HEADERS = {
    "Content-Disposition": "With a file: `attachment`, and the name to save it by.",
    "ETag": 'The version, such as `"7"`; for what is computed, a digest. Weak where the answer is compressed.',
    "Link": 'With `rel="start"`: where to start again.',
    "Location": "The address of what was made.",
    "Marking": "The highest marking of what it holds, or of what a file rests on; left out where there is none.",
    "Idempotency-Replayed": "`true` where the same request was carried out before.",
    "RateLimit-Limit": "How many requests are allowed within the minute.",
    "RateLimit-Policy": "The same with its length in seconds, such as `1200;w=60`.",
    "RateLimit-Remaining": "How many of them are left.",
    "RateLimit-Reset": "In how many seconds they begin anew.",
    "Recorded-By": "With `recorded_by`: the last write that the answer knows of; `none` before the first.",
    "Retry-After": "In how many seconds to ask again.",
    "WWW-Authenticate": "How to say who asks.",
    "X-Request-ID": "What this request is called in the logs: the caller's own, where one was sent.",
}
RATE = tuple(name for name in HEADERS if name.startswith("RateLimit-"))
HEADERS_OF = {
    401: ("WWW-Authenticate",),
    410: ("Link", *RATE),
    412: ("ETag", *RATE),
    429: ("Retry-After", *RATE),
    503: ("Retry-After",),
}


def with_answers(result: Described, **extra: Any) -> Described:
    """The description with every refusal and header of each operation."""
    components = result["components"]
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    for field in (field for shape in components["schemas"].values() for field in shape.get("properties", {}).values()):
        if any(each.get("maxLength") == 0 for each in field.get("oneOf", [])):
            field["anyOf"] = field.pop("oneOf")  # an empty text may be of both kinds
    components["headers"] = {
        name: {"description": said, "schema": {"type": "string"}} for name, said in HEADERS.items()
    }
    components["responses"] = {_named(status): _refusal(status) for status in REFUSALS} | {
        "NotModified": {"description": "What the caller has is as it stands.", "headers": _headers("ETag", *RATE)}
    }
    for path, operations in result["paths"].items():
        for verb, operation in operations.items():
            answers = operation["responses"]
            for status, done in answers.items():
                if status.startswith("2"):
                    done["headers"] = _headers(*_of_success(operation, verb, status, done, result), *RATE)
            given = {"304": "NotModified"} if "If-None-Match" in _sent(operation) else {}
            given |= {str(status): _named(status) for status in _statuses(path, verb, operation)}
            answers |= {status: {"$ref": f"#/components/responses/{name}"} for status, name in given.items()}
    return result


def _sent(operation: Described) -> set[str]:
    return {each["name"] for each in operation.get("parameters", []) if each["in"] == "header"}


def _statuses(path: str, verb: str, operation: Described) -> Iterator[int]:
    """With what an operation may be refused."""
    yield from (400, 401, 403, 429, 500, 503)
    if "{" in path:
        yield 404
    if "/changes/" in path:
        yield 410
    if verb != "get":
        yield from (409, 413, 415)
    if "If-Match" in _sent(operation):
        yield from (412, 428)
    if "Idempotency-Key" in _sent(operation):
        yield from (404, 422)


def _of_success(operation: Described, verb: str, status: str, done: Described, result: Described) -> Iterator[str]:
    """The headers of what was done."""
    yield "X-Request-ID"
    if set(done.get("content", {})) - {"application/json", "text/plain"}:
        yield "Content-Disposition"
    kinds: list[Described] = list(done.get("content", {}).values())
    fields = _fields(kinds[0].get("schema", {}) if kinds else {}, result)
    if "version" in fields or "If-None-Match" in _sent(operation):
        yield "ETag"
    if status == "201" and "url" in fields:
        yield "Location"
    asked = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
    if "marking" in fields | _fields(fields.get("results", {}), result) or asked & {"format", "after"}:
        yield "Marking"
    if "recorded_by" in asked:
        yield "Recorded-By"
    if "Idempotency-Key" in _sent(operation):
        yield "Idempotency-Replayed"


def _fields(shape: Described, result: Described) -> Described:
    """The fields of an object, or of the objects of an array."""
    if "$ref" in shape:
        return _fields(result["components"]["schemas"][shape["$ref"].rpartition("/")[2]], result)
    if "items" in shape:
        return _fields(shape["items"], result)
    found: Described = shape.get("properties", {})
    return found


def _headers(*names: str) -> Described:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _named(status: int) -> str:
    """Such as NotFound."""
    return "".join(word for word in HTTPStatus(status).phrase.title() if word.isalpha())


def _refusal(status: int) -> Described:
    errors = [{"pointer": "/starts_on", "detail": "This field is required."}] if status == 400 else []
    example = problem(status, REFUSALS[status], "/api/v1/activities/", errors)
    return {
        "description": REFUSALS[status],
        "headers": _headers("X-Request-ID", *HEADERS_OF.get(status, RATE)),
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }
