"""Which rows do the names in a file mean? Looked up for many rows together, among those that its owner may see."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commitments.actions.importing.cures import cure_for
from commitments.models.commitments import Commitment
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from commitments.actions.importing.rows import Read
    from commitments.queries.visibility import Principal

AT_ONCE, MOST_GUESSES = 500, 200


class Names:
    """Rows of some nouns by their public names; asked once for each chunk of names."""

    def __init__(self, by: Principal) -> None:
        self.by = by
        self.found: dict[type[Model], dict[str, Any]] = {}
        self.every: dict[type[Model], list[str]] = {}
        self.guesses: dict[tuple[type[Model], str], str] = {}

    def ask(self, noun: Any, names: Iterable[str]) -> None:
        """Look these names up."""
        found = self.found.setdefault(noun, {})
        wanted = sorted(set(names) - found.keys())
        column = noun.public_name
        for first in range(0, len(wanted), AT_ONCE):
            rows = noun._default_manager.filter(**{f"{column}__in": wanted[first : first + AT_ONCE]})
            if noun is Commitment:
                rows = rows.select_related("agreement")
            found |= dict.fromkeys(wanted[first : first + AT_ONCE])
            found |= {getattr(row, column): row for row in visible_to(rows, self.by)}

    def rows(self, read: Read, name: str, noun: Any, names: Iterable[str]) -> list[Any]:
        """The rows of these names; a fault of the column for each that is not there."""
        found = []
        for each in names:
            row = self.found[noun].get(each)
            if row is None:
                read.fault(name, _("There is no “%(name)s”.") % {"name": each[:100]}, self._cure(name, noun, each))
            else:
                found.append(row)
        return found

    def _cure(self, name: str, noun: Any, written: str) -> str:
        if noun not in self.every:
            rows = visible_to(noun._default_manager.filter(retired_on=None), self.by)
            self.every[noun] = list(rows.order_by().values_list(noun.public_name, flat=True))
        if (noun, written) not in self.guesses:
            few = len(self.guesses) < MOST_GUESSES
            near = difflib.get_close_matches(written[:100], self.every[noun], n=1, cutoff=0.75) if few else []
            self.guesses[noun, written] = near[0] if near else ""
        guess = self.guesses[noun, written]
        return _("Did you mean %(name)s?") % {"name": guess} if guess else cure_for(name)
