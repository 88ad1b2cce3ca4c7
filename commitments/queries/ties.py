"""Does a change tie a row to something that this reader may not see?

A part of a row may name another text, which is marked by itself: a mention, a thread of lineage, a link. Who may not
see that text is told of no change of the part, neither by the row's version (models/tracked.py: `quiet`) nor here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from commitments.ledger.declaration import Table, table_named
from commitments.ledger.models import Change
from commitments.ledger.reading import values_in
from commitments.queries.visibility import MARKED_BY, up_to
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "\0hidden"
"""In place of the name of a row that this reader may not see; no name holds a NUL."""

Names = dict[tuple[str, str], str]
"""The public name of a row, or HIDDEN, by its table and key."""


def seen_in(changes: Iterable[Change], names: Names, *, seen_by: str) -> list[Change]:
    """Those of the changes that tell something to whoever may read the rows they are changes of, with this clearance.

    A change of the row itself does. That of a part does where the part, as it was or as it is, names nothing hidden:
    one that passes from a hidden text to another comes for this reader, or goes. A quiet part that was redacted is
    taken for the highest marking: what it named cannot be known any more. `names` are those of `names_in`.
    """
    return [change for change in changes if _is_seen(change, names, seen_by)]


def side_of(change: Change, text: str, names: Names) -> dict[str, Any]:
    """A part `before` or `after` its change, by the names of its fields; empty for none, and where it names what is
    hidden."""
    told = told_in(change, text, names)
    return {} if HIDDEN in told.values() else told


def told_in(change: Change, text: str, names: Names) -> dict[str, Any]:
    """A row `before` or `after` its change, by the names of its fields: rows of other tables by public name.

    Database ids never leave the house. Before a redaction there is nothing.
    """
    if change.op == "R" and text == "before":
        return {}
    table = table_named(change.source)
    return {
        field.name: names.get((target, str(value))) if (target := _target(field)) else value
        for column, value in values_in(table, getattr(change, text)).items()
        if column != table.key or isinstance(table.fields[column], models.UUIDField)
        for field in [table.fields[column]]
    }


def names_in(changes: Iterable[Change], seen_by: str) -> Names:
    """The public name of every row that the changes name, by table and id; a person's log-in name; or HIDDEN.

    Hidden is what is marked above the clearance today, and a marked row that is gone.
    """
    names: Names = {}
    for model, keys in _named_in(changes).items():
        source = model._meta.db_table
        if hasattr(model, "USERNAME_FIELD"):
            people = model._default_manager.filter(pk__in=keys).values_list("pk", model.USERNAME_FIELD)
            names |= {(source, str(key)): name for key, name in people}
        else:
            known = Change.objects.filter(source=source, row_id__in=[str(key) for key in keys]).order_by("id")
            names |= {(source, row_id): name for row_id, name in known.values_list("row_id", "object_id")}
        if model in MARKED_BY:
            seen = set(up_to(model._base_manager.filter(pk__in=keys), seen_by).values_list("pk", flat=True))
            names |= {(source, str(key)): HIDDEN for key in keys - seen}
    return names


def _is_seen(change: Change, names: Names, seen_by: str) -> bool:
    table = table_named(change.source)
    if not table.owners:
        return True
    if not change.before and not change.after:
        return not table.quiet or seen_by == Marking.highest(Marking.values)
    return any(side_of(change, text, names) for text in ("before", "after"))


def _named_in(changes: Iterable[Change]) -> dict[type[models.Model], set[Any]]:
    wanted: dict[type[models.Model], set[Any]] = {}
    for change in changes:
        table = table_named(change.source)
        for text in (change.before if change.op != "R" else "", change.after):
            for column, value in values_in(table, text).items():
                if value is not None and column not in _owned(table):
                    field = table.fields[column]
                    if isinstance(field, models.ForeignKey):
                        wanted.setdefault(field.related_model, set()).add(value)
    return wanted


def _owned(table: Table) -> set[str]:
    """The column that only says whose part a row is."""
    return {owner.column for owner in table.owners} if len(table.owners) == 1 else set()


def _target(field: models.Field[Any, Any]) -> str:
    return str(field.related_model._meta.db_table) if isinstance(field, models.ForeignKey) else ""
