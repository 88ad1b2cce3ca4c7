"""Does JSON data have the shape of a row, with codes from the closed lists?"""

import datetime
import types
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from commitments.texts.faults import Fault

ClosedLists = Mapping[str, Collection[str]]
Row = TypeVar("Row")
NAMED_BY = ("reference", "key", "slug", "area", "body", "earlier", "to")
KINDS = {str: "a text", int: "a whole number", bool: "true or false", datetime.date: "a day, YYYY-MM-DD"}


def take(shape: type[Row], data: object, *, where: str, lists: ClosedLists) -> tuple[Row | None, list[Fault]]:
    """Give ``data`` as a row of the dataclass ``shape``, or None and every fault, each with its path in the data.

    Fields without default must be there, others must not; a field's metadata names its closed list (``listed``) or
    its name in the file (``key``).
    """
    faults: list[Fault] = []
    row = _take_row(shape, data, where, lists, faults)
    return (None if faults else row), faults


def _take_row(shape: Any, data: object, where: str, lists: ClosedLists, faults: list[Fault]) -> Any:
    if not isinstance(data, dict):
        faults.append(Fault(where, "must be an object"))
        return None
    hints = get_type_hints(shape)
    values: dict[str, Any] = {}
    known: set[str] = set()
    for spec in fields(shape):
        key = spec.metadata.get("key") or spec.name
        if spec.metadata.get("computed"):
            continue
        known.add(key)
        if key not in data:
            if spec.default is MISSING:
                faults.append(Fault(where, f"“{key}” is missing"))
            continue
        place = f"{where}, {key}"
        values[spec.name] = _take_value(hints[spec.name], data[key], place, lists, faults)
        if name := spec.metadata.get("listed"):
            _check_codes(values[spec.name], name, lists, spec.metadata.get("or_empty", False), place, faults)
    faults += [Fault(where, f"“{key}” is not known here") for key in data if key not in known]
    return None if faults else shape(**values)


def _take_value(hint: Any, value: object, where: str, lists: ClosedLists, faults: list[Fault]) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is types.UnionType:
        return None if value is None else _take_value(arguments[0], value, where, lists, faults)
    if origin is tuple:
        if not isinstance(value, list):
            faults.append(Fault(where, "must be a list"))
            return ()
        return tuple(
            _take_value(arguments[0], part, f"{where}[{_name(part, number)}]", lists, faults)
            for number, part in enumerate(value, start=1)
        )
    if is_dataclass(hint):
        return _take_row(hint, value, where, lists, faults)
    if hint is datetime.date:
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            faults.append(Fault(where, f"must be {KINDS[hint]}, not {value!r}"))
            return None
    if type(value) is not hint:
        faults.append(Fault(where, f"must be {KINDS[hint]}, not {value!r}"))
    elif isinstance(value, str) and value != value.strip():
        faults.append(Fault(where, "begins or ends with white space"))
    return value


def _check_codes(value: object, name: str, lists: ClosedLists, or_empty: bool, where: str, faults: list[Fault]) -> None:
    for code in value if isinstance(value, tuple) else (value,):
        if isinstance(code, str) and code not in lists[name] and not (or_empty and code == ""):
            faults.append(Fault(where, f"“{code}” is not one of {', '.join(sorted(lists[name]))}"))


def _name(part: object, number: int) -> str:
    """Name a row by its public name where it has one, else by its number in the list."""
    named = next((str(part[key]) for key in NAMED_BY if key in part), "") if isinstance(part, dict) else ""
    return named or str(number)
