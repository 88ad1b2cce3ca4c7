"""Why was something not done? Every action raises one of these, or a ValidationError that names the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model

    from commitments.queries.visibility import Principal

from django.core.exceptions import PermissionDenied, ValidationError

from commitments.queries.permissions import refusal


class NotAllowedError(PermissionDenied):
    """Whoever asks may not do it; the message says why, in a sentence."""


class StaleError(Exception):
    """The row was changed since whoever asks last read it; `current` is the row as it stands."""

    def __init__(self, current: Model) -> None:
        super().__init__("The row was changed since it was read.")
        self.current = current


class RowsError(Exception):
    """Some of many rows are at fault: `faults` holds {field: sentences} by the row's index, from 0."""

    def __init__(self, faults: dict[int, dict[str, list[str]]]) -> None:
        super().__init__("Some of the rows are at fault.")
        self.faults = faults


class LinksError(ValidationError):
    """Some of the links of an activity are at fault: `faults` holds {field: sentences} by the link's index, from 0."""

    def __init__(self, said: list[str], faults: dict[int, dict[str, list[str]]]) -> None:
        super().__init__({"evidence": said})
        self.faults = faults


class StateError(Exception):
    """The row is not in a state from which this can be done; the message says why, in a sentence."""


def require(by: Principal, verb: str) -> None:
    """Raise NotAllowedError unless `by` may do it (queries/permissions.py)."""
    if why := refusal(by, verb):
        raise NotAllowedError(why)
