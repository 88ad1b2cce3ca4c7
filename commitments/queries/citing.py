"""What does a sentence say, and which clause or activity does it come from?

A sentence is a translated whole with named places for names, days and numbers; a number is the figure that its list
yields.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commitments.queries.figures import Figure

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from commitments.models.activities import Activity
    from commitments.models.agreements import Agreement
    from commitments.models.commitments import Commitment
    from commitments.models.provisions import Provision
    from commitments.queries.terms import AgreementLine
    from commitments.queries.visibility import Principal

FEW = 6
"""As many clauses stand behind a sentence that a list of all of them follows."""


@dataclass(frozen=True)
class Cite:
    """A citation: the code of a text and the `place` in it (or only one of them), and the page that it leads to.

    `page` is its route, `named` what the route names, `where` what is asked of it, `part` the element on it.
    """

    code: str
    place: str
    page: str
    named: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    part: str = ""

    @property
    def words(self) -> str:
        """The whole citation: IPCP20 3.3."""
        return " ".join(word for word in (self.code, self.place) if word)


@dataclass(frozen=True)
class Said:
    """A sentence: `template` with places for `values`, words or figures, written as their numbers.

    `titles` are the names of what it is about, where it does not say them itself.
    """

    template: str
    values: Mapping[str, str | Figure]
    cites: list[Cite]
    titles: tuple[str, ...] = ()

    def __str__(self) -> str:
        plain = {name: str(each.count) if isinstance(each, Figure) else each for name, each in self.values.items()}
        words = f"{self.template % plain} {listed(self.cites)}"
        for title in reversed(self.titles):
            words = under(title, words)
        return words


@dataclass(frozen=True)
class About:
    """Who asks about what: `where` narrows lists to the subject, on the day; `named_at` is where texts name it."""

    principal: Principal
    where: dict[str, str]
    on: datetime.date
    named_at: list[Cite]

    def commitments(self, count: int, **where: Any) -> Figure:
        """So many commitments of the subject, on the day."""
        return Figure(count, "commitments", {**self.where, **where, "on": self.on.isoformat()})

    def activities(self, count: int, **where: Any) -> Figure:
        """So many activities of the subject that began by the day."""
        return Figure(count, "activities", {**self.where, **where, "started_before": self.on.isoformat()})


def under(title: str | Promise, words: str) -> str:
    """What is said under a title, in one line."""
    return _("%(title)s: %(words)s") % {"title": title, "words": words}


def listed(cites: Iterable[Cite]) -> str:
    """Citations as they stand behind a sentence: [IPCP20 3.3; A-0a1b2c3d]."""
    return f"[{'; '.join(words for words, _cite in shortened(cites))}]"


def shortened(cites: Iterable[Cite]) -> list[tuple[str, Cite]]:
    """Each citation with its words, where the code of a text is not said again: IPCP20 3.1.1; 3.3; JPD13 ¶7."""
    found, code = [], ""
    for cite in cites:
        found.append((cite.place if cite.code == code and cite.place else cite.words, cite))
        code = cite.code
    return found


def paragraph(citation: str) -> str:
    """A bare number is a paragraph: ¶7. What has dots cites itself."""
    return f"¶{citation}" if citation.isdecimal() else citation


def clause(provision: Provision, page: str = "", *named: str) -> Cite:
    """A provision as people cite it: JPD13 ¶7, IPCP20 3.1.4. It leads to its place in the text, or to a page."""
    citation, agreement = provision.citation, provision.agreement
    place = paragraph(citation)
    if page:
        return Cite(agreement.code, place, page, named)
    return Cite(agreement.code, place, "agreement", (agreement.slug,), part=f"p-{citation}")


def clauses(rows: Iterable[Commitment]) -> list[Cite]:
    """The clauses of commitments, each once; it leads to the first commitment that was read out of it."""
    cites: dict[str, Cite] = {}
    for row in rows:
        cite = clause(row.provision, "commitment", row.reference)
        cites.setdefault(cite.words, cite)
    return list(cites.values())


def few(rows: Iterable[Commitment]) -> list[Cite]:
    """The clauses of commitments where they are few, else the texts that they stand in."""
    rows = list(rows)
    cites = clauses(rows)
    return cites if len(cites) <= FEW else list({row.agreement_id: text(row.agreement) for row in rows}.values())


def activity(row: Activity) -> Cite:
    """An activity, by the beginning of its id: A-0a1b2c3d."""
    return Cite("", f"A-{row.pk.hex[:8]}", "activity", (str(row.pk),))


def text(agreement: Agreement) -> Cite:
    """An agreement as a whole, by its code."""
    return Cite(agreement.code, "", "agreement", (agreement.slug,))


def term(line: AgreementLine) -> list[Cite]:
    """Where an agreement says how long it runs, else the agreement as a whole."""
    found = [clause(each.provision) for each in line.terms if each.provision]
    return list({cite.words: cite for cite in found}.values()) or [text(line.agreement)]
