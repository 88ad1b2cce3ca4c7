"""Does the ledger's list say which parts not everybody may see who sees what they belong to?"""

from __future__ import annotations

from commitments.ledger.declaration import tables
from commitments.queries.visibility import MARKED_BY


def test_a_part_is_quiet_exactly_where_more_than_its_owner_says_who_may_see_it() -> None:
    """Whoever makes a part depend on another text has to make it quiet, or its owner's version tells of that text."""
    of_other_texts = set()
    for part in tables():
        for owner in part.owners:
            tie = part.fields[owner.column].name
            of_owner = {f"{tie}__{path}" for path in MARKED_BY.get(owner.table.model, ())}
            if set(MARKED_BY.get(part.model, of_owner)) - of_owner:
                of_other_texts.add(part.model.__name__)
    assert of_other_texts == {part.model.__name__ for part in tables() if part.quiet}
    assert of_other_texts == {"AreaMention", "BodyMention", "Lineage", "AgreementLink", "Term", "MilestoneEffect"}
