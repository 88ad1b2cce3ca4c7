"""What is there to be seen, and what is hidden beside it?

`open_world` holds what everybody may read, and all people. `furnish` adds some forty rows of one marking: agreements
with all their text rows, and every kind of work row, on hidden and on public commitments. `happen` is what people
then do to them.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commitments.actions.access import note_access
from commitments.actions.activities import change_activity, confirm_activity, withdraw_activity
from commitments.actions.assessments import withdraw_assessment
from commitments.actions.copies import keep_copy
from commitments.actions.decisions import withdraw_decision
from commitments.actions.targets import set_target, withdraw_target
from commitments.ledger.recording import acting
from commitments.models.activities import Activity, Evidence
from commitments.models.agreements import Agreement, AgreementLink, Term
from commitments.models.areas import PriorityArea
from commitments.models.assessments import Assessment
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment, Lineage
from commitments.models.markings import MarkingLabel
from commitments.models.milestones import MilestoneEffect
from commitments.models.people import Person
from commitments.models.provisions import AreaMention, BodyMention
from commitments.models.reviews import ReviewPosition
from commitments.queries.copies import DIRECTORY
from commitments.queries.visibility import Principal, principal_of
from commitments.vocabulary import AccessKind, Marking, Role
from tests import factories as make
from tests.privacy.canaries import Canaries, hanging
from tests.privacy.files import send_files

DAY = datetime.date(2026, 11, 21)
HIDDEN = (Marking.INTERNAL.value, Marking.RESTRICTED.value)
TERM = (datetime.date(2020, 6, 26), datetime.date(2030, 6, 26))


@dataclass
class World:
    """The words that were given out, the people, and what every text and work row may be tied to."""

    canaries: Canaries = field(default_factory=Canaries)
    people: dict[str, Person] = field(default_factory=dict)
    areas: list[PriorityArea] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    promises: list[Commitment] = field(default_factory=list)

    def principal(self, name: str) -> Principal:
        return principal_of(self.people[name])


def open_world() -> World:
    """What is public, all people, rows that were hidden and are public now, and hidden texts that name public rows."""
    world = World()
    people = {
        "viewer": (Role.VIEWER, "public"),
        "analyst": (Role.ANALYST, "internal"),
        "manager": (Role.MANAGER, "public"),
        "administrator": (Role.ADMINISTRATOR, "internal"),
        "chief": (Role.ADMINISTRATOR, "restricted"),
        "keeper": (Role.MANAGER, "restricted"),
        "silent-internal": (Role.ANALYST, "internal"),
        "silent-restricted": (Role.ANALYST, "restricted"),
    }
    for name, (role, clearance) in people.items():
        world.people[name] = make.PersonFactory(username=name, role=role, clearance=clearance)
    world.areas = [make.PriorityAreaFactory(slug=slug) for slug in ("cyber-defence", "maritime-security")]
    world.bodies = [make.BodyFactory(slug=slug, kind="post") for slug in ("liaison-post", "staff-post")]
    world.promises = furnish(world, "public", by="analyst")
    for marking in HIDDEN:
        come_out(world, marking)
        furnish(world, marking, by="chief")
    for owner in ("analyst", "keeper"):
        make.TokenFactory(owner=world.people[owner])
    MarkingLabel.objects.create(marking="internal", language="en", label="For the office")
    with acting("person:chief", "admin"):
        note_access(next(iter(AccessKind)), subject="person:viewer")
    return world


def furnish(world: World, marking: str, *, by: str) -> list[Commitment]:
    """Rows of this marking, of every noun, tied to what is public; return the commitments of its agreements."""
    words, promises = world.canaries, list[Commitment]()
    before = _there()
    for _number in range(2):
        code = words.word(marking, "Agreement.code").upper()
        agreement = make.AgreementFactory(code=code, marking=marking, term=TERM)
        promises += _texts(world, agreement)
    later = promises[:1] + world.promises[:1]
    for at, commitment in enumerate([*promises[:2], *world.promises[:2]]):
        _work(world, commitment, marking, by=world.people[by], at=at)
    if world.promises:
        public = world.promises[0]
        AgreementLink.objects.create(agreement=promises[0].agreement, to=public.agreement, kind="cites")
        Lineage.objects.create(earlier=public, later=promises[-1], kind="extended")
        Lineage.objects.create(earlier=world.promises[1], dropped_by=promises[0].agreement, kind="dropped")
        link = {"agreement": public.agreement, "to": promises[0].agreement, "order": public.agreement.links.count()}
        AgreementLink.objects.create(kind="cites", **link)
        Term.objects.create(
            agreement=public.agreement,
            order=public.agreement.terms.count(),
            ends_on=TERM[1],
            provenance="derived",
            provision=promises[0].provision,
        )
        for milestone in public.agreement.milestones.all():
            MilestoneEffect.objects.create(milestone=milestone, commitment=promises[0], effect="evidences")
    for row in [promises[0].agreement, *(each.agreement for each in world.promises[:1])]:
        content = words.text(marking, "BriefFile.content")
        make.IssuedBriefFactory(agreement=row, marking=marking, content=content, issued_by=world.people[by])
    make.ActivityFactory(commitments=[], areas=world.areas[:1], marking=marking, logged_by=world.people[by])
    planned = {"stage": "planned", "starts_on": DAY + datetime.timedelta(30)}
    make.ActivityFactory(commitments=later, marking=marking, logged_by=world.people[by], **planned)
    _fill(world, before, marking)
    send_files(words, marking, world.people[by])
    return promises


def _texts(world: World, agreement: Agreement) -> list[Commitment]:
    made: list[Commitment] = []
    for number in range(2):
        words = f"{world.canaries.text(agreement.marking, 'Provision.text')} It stands."
        provision = make.ProvisionFactory(agreement=agreement, text=words)
        made.append(
            make.CommitmentFactory(
                provision=provision, areas=world.areas[:1], responsibilities=[(world.bodies[number], "host")]
            )
        )
        span = {"provision": provision, "quote": provision.text, "start": provision.start, "end": provision.end}
        AreaMention.objects.create(area=world.areas[number], named_as="priority", **span)
        BodyMention.objects.create(body=world.bodies[number], **span)
    make.MilestoneFactory(provision=made[0].provision, commitments=[(made[1], "fulfils")])
    make.MilestoneFactory(provision=made[1].provision, planned=True, dated_on=datetime.date(2027, 5, 1))
    Lineage.objects.create(earlier=made[0], later=made[1], kind="narrowed")
    Term.objects.filter(agreement=agreement).update(provision=made[0].provision)
    return made


def _work(world: World, commitment: Commitment, marking: str, *, by: Person, at: int) -> None:
    parties = list(commitment.agreement.parties.all())
    told: dict[str, Any] = {"commitment": commitment, "marking": marking, "by": by}
    activity = make.ActivityFactory(
        commitments=[commitment],
        bodies=[(world.bodies[at % 2], "host")],
        marking=marking,
        logged_by=by,
        starts_on=datetime.date(2026, 8 + at % 3, 3 + at),
    )
    make.EvidenceFactory(activity=activity)
    _copy(world, activity, marking)
    make.AssessmentFactory(**told, party=parties[at % 2], confidence="off_track", assessed_on=DAY)
    make.AssessmentFactory(**told, confidence="at_risk", assessed_on=DAY - datetime.timedelta(at))
    first = make.TargetFactory(**told, due_on=datetime.date(2026, 3, 1))
    make.TargetFactory(**told, due_on=datetime.date(2026, 10, 1), replaces=first)
    due_on = DAY + datetime.timedelta(at - 2)
    review = make.ReviewFactory(agreement=commitment.agreement, marking=marking, due_on=due_on)
    ReviewPosition.objects.create(review=review, commitment=commitment, party=parties[0], position="close")
    decided = "reopened" if at % 2 else "discontinued"
    make.DecisionFactory(**told, kind=decided, effective_on=datetime.date(2026, 7, 1 + at))


def _copy(world: World, activity: Activity, marking: str) -> None:
    """An uploaded copy with a word of its own in it, stored as the doors store it, so that it can be taken home."""
    content = world.canaries.text(marking, "Evidence.file")
    copy = keep_copy(SimpleUploadedFile("minutes.txt", content.encode()))
    told = {"file": copy.name, "sha256": copy.sha256, "size": copy.size, "media_type": copy.media_type}
    make.EvidenceFactory(activity=activity, url="", title="Minutes", **told)


def _there() -> dict[Any, set[Any]]:
    return {noun: set(noun._base_manager.values_list("pk", flat=True)) for noun in hanging()}


def _fill(world: World, before: dict[Any, set[Any]], marking: str) -> None:
    for noun in hanging():
        for row in noun._base_manager.exclude(pk__in=before[noun]):
            world.canaries.fill(row, marking)


def hide(world: World, above: str = Marking.PUBLIC.value) -> None:
    """All that is hidden from this clearance, and what happens to it."""
    for marking in HIDDEN:
        if marking not in Marking.up_to(above):
            furnish(world, marking, by=f"silent-{marking}")
            happen(world, marking)


def happen(world: World, marking: str) -> None:
    """Confirm, change, raise, withdraw: everything that people do to hidden rows, as the doors do it."""
    words, keeper = world.canaries, world.principal("keeper")

    def told(place: str) -> str:
        return words.text(marking, place)

    rows = list(Activity.objects.filter(marking=marking).order_by("pk"))
    confirmed, changed, raised, gone, *_rest = rows
    with acting("person:keeper", "admin", reason=told("Revision.reason")):
        confirm_activity(confirmed, by=keeper)
        title = {"title": told("Activity.title, changed")}
        change_activity(changed, title, by=keeper, reason=told("reason of a change"))
        change_activity(raised, {"marking": "restricted"}, by=keeper, reason=told("reason of raising"))
    with acting("person:keeper", "api"):
        withdraw_activity(gone, told("reason of withdrawing"), by=keeper)
    with acting("person:keeper", "api"):
        assessment = Assessment.objects.filter(marking=marking).first()
        withdraw_assessment(assessment, told("Assessment.withdrawn_because"), by=keeper)
        decision = world.promises[0].decisions.filter(marking=marking).first()
        withdraw_decision(decision, told("Decision.withdrawn_because"), by=keeper)
        target = world.promises[1].targets.filter(marking=marking, replaces=None).first()
        withdraw_target(target, told("Target.withdrawn_because"), by=keeper)
    with acting("person:keeper", "pages"):
        moved = {"every": "P3M", "set_on": DAY, "reason": told("Target.reason"), "marking": "restricted"}
        set_target(world.promises[0], "rhythm", **moved, by=keeper)


def come_out(world: World, marking: str) -> None:
    """A row that was hidden, said other things then, and is public now."""
    words, keeper = world.canaries, world.principal("keeper")
    hidden = make.ActivityFactory(
        title=words.text(marking, "Activity.title, before it was lowered"),
        summary=words.text(marking, "Activity.summary, before it was lowered"),
        marking=marking,
        commitments=world.promises[:1],
        logged_by=world.people["analyst"],
    )
    with acting("person:keeper", "admin"):
        words_now = {"title": f"Lowered from {marking}", "summary": ""}
        change_activity(hidden, words_now, by=keeper, reason=words.text(marking, "reason before lowering"))
    with acting("person:keeper", "admin"):
        change_activity(hidden, {"marking": "public"}, by=keeper, marking_reason="It was published.")


def hidden_ids(clearance: str) -> set[str]:
    """The UUIDs of all rows that this clearance does not cover, of what hangs on them, and of their stored copies."""
    above = [marking for marking in Marking.values if marking not in Marking.up_to(clearance)]
    copies = Evidence.objects.filter(activity__marking__in=above).exclude(file="").values_list("file", flat=True)
    return {name.removeprefix(DIRECTORY) for name in copies} | {
        str(pk)
        for noun, way in hanging().items()
        if noun._meta.pk and noun._meta.pk.get_internal_type() == "UUIDField"
        for pk in noun._base_manager.filter(**{f"{way}__in": above}).values_list("pk", flat=True)
    }
