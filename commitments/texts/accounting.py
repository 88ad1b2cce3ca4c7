"""Is every sentence of a reading accounted for, and every promise-like word?"""

from commitments.texts.faults import Fault
from commitments.texts.fixture import Reading
from commitments.texts.pledges import spot_operative_words
from commitments.texts.row_fields import Quoted
from commitments.texts.spans import Span


def unaccounted(reading: Reading) -> list[Fault]:
    """Give the sentences of a placed reading whose ``gives`` is not what rests on them (rule of reading 1).

    A sentence gives the first of commitment, milestone, term and area of which a row is quoted from it; else it is
    context and says why. A provision that holds a commitment is not of the role context.
    """
    kinds: tuple[tuple[str, tuple[Quoted, ...]], ...] = (
        ("commitment", reading.commitments),
        ("milestone", reading.milestones),
        ("term", reading.terms),
        ("area", reading.area_mentions),
    )
    faults: list[Fault] = []
    for provision in reading.provisions:
        for number, sentence in enumerate(provision.sentences, start=1):
            where = f"{reading.file}, {provision.label}, sentence {number}"
            resting = [(kind, row) for kind, rows in kinds for row in rows if _meet(row.span, sentence.span)]
            kind = resting[0][0] if resting else "context"
            if sentence.gives != kind:
                because = f"{resting[0][1].label} rests on it" if resting else "no row rests on it"
                faults.append(Fault(where, f"gives {sentence.gives}, but {because}: it gives {kind}"))
            elif bool(sentence.why) != (kind == "context"):
                what = "is context and does not say why" if kind == "context" else f"gives {kind} and needs no reason"
                faults.append(Fault(where, what))
            if kind == "commitment" and provision.role in ("context", "heading"):
                faults.append(Fault(f"{reading.file}, {provision.label}", "holds a commitment, so it is operative"))
    return faults


def unclaimed(reading: Reading) -> list[Fault]:
    """Give the words that read like a promise (rule 4) and that no commitment quotes: hints, not faults."""
    claimed = [row.span for row in reading.commitments]
    claimed += [words.span for row in reading.commitments for words in row.operative]
    return [
        Fault(
            f"{reading.file}, {provision.label}, sentence {number}, characters {spotted.start}–{spotted.end}",
            f"“{spotted.words}” reads like a promise ({spotted.strength}) and is quoted by no commitment",
        )
        for provision in reading.provisions
        for number, sentence in enumerate(provision.sentences, start=1)
        for spotted in spot_operative_words(sentence.span.cut(reading.text), start=sentence.span.start)
        if not any(_meet(span, Span(spotted.start, spotted.end)) for span in claimed)
    ]


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
