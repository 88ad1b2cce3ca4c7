"""How is what was prepared from the rows made anew by a job: the counts behind figures, the words of searches?

Some keys or rows at a time are compared, which nobody has to wait for; what differs is put right in a batch of its own,
so that others write between two. After a break it goes on after the last batch; begun again, it finds nothing to do.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commitments.actions.leases import ask_to_stop, queue_job
from commitments.actions.refusals import StateError, require
from commitments.actions.words import mend, mend_index
from commitments.ledger.counting import rollups
from commitments.ledger.recounting import drift_of, keys_of, recount_among
from commitments.models.jobs import Job
from commitments.queries.jobs import OPEN
from commitments.queries.words import SEARCHED, lacking_words, rows_after
from commitments.vocabulary import REBUILDS

if TYPE_CHECKING:
    import datetime

    from commitments.actions.leases import Held
    from commitments.ledger.counting import Rollup
    from commitments.ledger.recounting import Range
    from commitments.queries.visibility import Principal
    from commitments.queries.words import Noun
    from commitments.vocabulary import JobKind

VERB = "rebuild"
log = logging.getLogger("commitments.work")


def queue_rebuild(kind: JobKind, *, by: Principal) -> Job:
    """Have something made anew by `manage.py work`. Raises NotAllowedError, or StateError where that is under way."""
    require(by, VERB)
    if kind not in REBUILDS:
        raise StateError(_("This is not made anew from the rows."))
    if Job.objects.filter(kind=kind, state__in=OPEN).exists():
        raise StateError(_("That is waiting or under way already."))
    return queue_job(kind, by=by)


def cancel_rebuild(job: Job, *, by: Principal) -> None:
    """Stop it after its batch; what was put right by then stays. Raises NotAllowedError or StateError."""
    require(by, VERB)
    if job.kind not in REBUILDS or not Job.objects.filter(pk=job.pk, state__in=OPEN).exists():
        raise StateError(_("It is neither waiting nor under way."))
    ask_to_stop(job)


def carry_out_counts(held: Held, on: datetime.date) -> None:
    """Hold every count against the rows, some keys at a time; count anew where one differs."""
    keys = {f"{number}:{key}": key for number, rollup in enumerate(rollups()) for key in keys_of(rollup)}
    places = list(keys)
    done = places.index(held.job.place) + 1 if held.job.place in keys else 0
    held.begin(total=len(places), done=done)
    for number, rollup in enumerate(rollups()):
        left = [place for place in places[done:] if place.startswith(f"{number}:")]
        held.fewest = held.size = 1  # one key may stand for every activity there is
        while left:
            some, left = left[: held.size], left[held.size :]
            _next_counts(held, rollup, (keys[some[0]], keys[some[-1]]), len(some), some[-1])
    held.finish(lambda: None)


def _next_counts(held: Held, rollup: Rollup, keys: Range, number: int, place: str) -> None:
    """Look at so many keys that follow one another. They are compared before anybody has to wait for it."""
    began = time.monotonic()
    wrong = list(drift_of(rollup, keys))
    with held.batch(str(held.job), since=began) as by:
        require(by, VERB)
        if wrong:
            recount_among(rollup, keys)
        held.progress(number, place=place, mended=len(wrong))
    for sentence in wrong:
        log.warning("%s It was put right.", sentence)


def carry_out_words(held: Held, on: datetime.date) -> None:
    """Hold the words of every row against what it says, in the order of keys; write those again that differ."""
    nouns = {str(model._meta.model_name): model for model in SEARCHED}
    at, _colon, after = held.job.place.partition(":")
    held.begin(total=sum(model._base_manager.count() for model in nouns.values()), done=held.job.done if at else 0)
    for name in list(nouns)[list(nouns).index(at) if at in nouns else 0 :]:
        key: str | None = after if name == at else ""
        while key is not None:
            key = _next_words(held, name, nouns[name], key)
    with held.batch(str(held.job)) as by:
        require(by, VERB)
        mend_index()
    held.finish(lambda: None)


def _next_words(held: Held, name: str, noun: Noun, after: str) -> str | None:
    """Look at some rows after the one with this key; return the key of the last of them, None where there was none."""
    began = time.monotonic()
    rows = rows_after(noun, after, held.size)
    if not rows:
        return None
    last, lacking = str(rows[-1].pk), lacking_words(noun, rows)
    with held.batch(str(held.job), since=began) as by:
        require(by, VERB)
        held.progress(len(rows), place=f"{name}:{last}", mended=mend(noun, lacking))
    return last
