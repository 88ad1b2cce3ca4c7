"""How does a test get rows that hold together? One factory for each noun.

Offsets are true: a provision is written into its agreement's text, a commitment quotes its provision. Work rows are
`public` unless a test says otherwise, and ties are given as lists: `ActivityFactory(commitments=[…], areas=[…],
bodies=[(body, role)])`.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import factory
from django.db import connection
from django.utils import timezone

from commitments.ledger.recording import seal
from commitments.models.activities import Activity, Evidence, Participation
from commitments.models.agreements import Agreement, Signatory, Term
from commitments.models.areas import PriorityArea
from commitments.models.assessments import Assessment
from commitments.models.bodies import Body
from commitments.models.briefs import BriefFile, BriefSource, IssuedBrief
from commitments.models.commitments import Commitment, OperativeWords, Responsibility
from commitments.models.decisions import Decision
from commitments.models.milestones import Milestone, MilestoneEffect
from commitments.models.parties import Party
from commitments.models.people import Person
from commitments.models.provisions import Provision, Sentence
from commitments.models.reviews import Review
from commitments.models.targets import Target
from commitments.models.tokens import Token, TokenUse
from commitments.queries.following import areas_of
from commitments.queries.tokens import new_key
from commitments.texts.periods import last_day_of
from commitments.vocabulary import Marking, MilestoneEffectKind, ReviewOutcome, Role, Stage, TargetKind, TokenScope

APPROVED_ON = datetime.date(2020, 6, 26)
WORDS = "will hold talks on subject"


class RowFactory(factory.django.DjangoModelFactory):
    """A new row has version 1, as the ledger has it; `version=7` gives one that was changed six times."""

    class Meta:
        abstract = True

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> Any:
        version = params.pop("version", None)
        row = super()._generate(strategy, params)
        if version is not None:
            seal()
            with without_triggers():
                type(row)._base_manager.filter(pk=row.pk).update(version=version)
            row.version = version
        return row


@contextmanager
def without_triggers() -> Iterator[None]:
    """Write behind the ledger's back, as nobody can who has not the database in their hands."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.connection.pause():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")


class PartyFactory(RowFactory):
    class Meta:
        model = Party
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"party-{n}")
    name = factory.LazyAttribute(lambda party: party.slug.replace("-", " ").title())
    short_name = factory.LazyAttribute(lambda party: party.name)
    order = factory.Sequence(lambda n: 100 + n)


def both_parties() -> list[Party]:
    """The two parties of an agreement that names none: Japan and NATO, the seeded ones where they are there."""
    japan = PartyFactory(slug="japan", name="Japan", short_name="Japan", order=1)
    return [japan, PartyFactory(slug="nato", name="North Atlantic Treaty Organization", short_name="NATO", order=2)]


class BodyFactory(RowFactory):
    class Meta:
        model = Body

    slug = factory.Sequence(lambda n: f"body-{n}")
    name = factory.Sequence(lambda n: f"Headquarters {n}")
    abbreviation = factory.Sequence(lambda n: f"HQ{n}")
    kind = "headquarters"
    order = factory.Sequence(lambda n: 100 + n)

    @factory.lazy_attribute
    def parent_provenance(self) -> str:
        return "stated" if getattr(self, "parent", None) else ""


class PriorityAreaFactory(RowFactory):
    class Meta:
        model = PriorityArea

    slug = factory.Sequence(lambda n: f"area-{n}")
    name = factory.Sequence(lambda n: f"Cooperation on subject {n}")
    short_name = factory.Sequence(lambda n: f"Subject {n}")
    order = factory.Sequence(lambda n: 100 + n)


class AgreementFactory(RowFactory):
    """A held agreement of 26 June 2020 between Japan and NATO, without a term.

    `AgreementFactory(parties=[…], term=(first day, last day))`; `held=False` for one that is only cited.
    """

    class Meta:
        model = Agreement
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"TEST{n}")
    slug = factory.LazyAttribute(lambda agreement: agreement.code.lower())
    title = factory.LazyAttribute(lambda agreement: f"Programme of cooperation {agreement.code}")
    short_name = factory.LazyAttribute(lambda agreement: f"Programme {agreement.code}")
    kind = "programme"
    dated_on = APPROVED_ON
    date_precision = factory.LazyAttribute(lambda agreement: "day" if agreement.dated_on else "")
    date_label = factory.LazyAttribute(lambda agreement: "approved" if agreement.dated_on else "")
    counts_on = factory.LazyAttribute(
        lambda agreement: agreement.dated_on and last_day_of(agreement.dated_on, agreement.date_precision)
    )
    held = True
    text = factory.LazyAttribute(lambda agreement: f"{agreement.title}\n" if agreement.held else "")
    text_sha256 = factory.LazyAttribute(lambda agreement: digest(agreement.text))
    marking = Marking.PUBLIC
    order = factory.Sequence(lambda n: 100 + n)

    @factory.post_generation
    def parties(self: Agreement, create: bool, parties: list[Party] | None, **extra: Any) -> None:
        for order, party in enumerate(both_parties() if parties is None else parties, start=1):
            Signatory.objects.create(agreement=self, party=party, order=order)

    @factory.post_generation
    def term(self: Agreement, create: bool, days: tuple[Any, Any] | None, **extra: Any) -> None:
        if days:
            Term.objects.create(agreement=self, starts_on=days[0], ends_on=days[1], provenance="derived", note="Given.")


class ProvisionFactory(RowFactory):
    """A paragraph at the end of its agreement's text, which grows by it: `text` gives its words."""

    class Meta:
        model = Provision
        exclude = ("number",)

    agreement = factory.SubFactory(AgreementFactory)
    number = factory.LazyAttribute(lambda provision: provision.agreement.provisions.count() + 1)
    key = factory.LazyAttribute(lambda provision: f"{provision.agreement.code}-{provision.citation}")
    citation = factory.LazyAttribute(lambda provision: str(provision.number))
    printed_number = factory.LazyAttribute(lambda provision: provision.citation)
    position = factory.LazyAttribute(lambda provision: provision.agreement.order * 10_000 + provision.number)
    role = "operative"
    text = factory.LazyAttribute(lambda provision: f"The parties {WORDS} {provision.number} every year.")
    start = factory.LazyAttribute(
        lambda provision: len(provision.agreement.text) + len(f"{provision.printed_number}. ")
    )
    end = factory.LazyAttribute(lambda provision: provision.start + len(provision.text))

    @classmethod
    def _create(cls, model_class: type[Provision], *args: Any, **fields: Any) -> Provision:
        provision: Provision = super()._create(model_class, *args, **fields)
        agreement = provision.agreement
        agreement.text += f"{provision.printed_number}. {provision.text}\n"
        agreement.text_sha256 = digest(agreement.text)
        agreement.save(update_fields=["text", "text_sha256"])
        gives, why = ("commitment", "") if provision.role == "operative" else ("context", "It promises nothing.")
        Sentence.objects.create(
            provision=provision, ordinal=1, start=provision.start, end=provision.end, gives=gives, why=why
        )
        return provision


class CommitmentFactory(RowFactory):
    """An undertaking of both parties, in a provision of its own.

    `CommitmentFactory(agreement=…)` or `(provision=…)` say where; `areas`, `obligated` are lists,
    `responsibilities` a list of (body, role).
    """

    class Meta:
        model = Commitment
        skip_postgeneration_save = True

    agreement = None
    provision = None
    title = factory.Sequence(lambda n: f"Talks on subject {n}")
    strength = "undertaking"
    scope = "specific"
    recurrence = "standing"
    activity_kinds = factory.List(["consultation"])
    note = "Made for a test."

    @classmethod
    def _create(cls, model_class: type[Commitment], *args: Any, **fields: Any) -> Commitment:
        provision = fields.pop("provision") or ProvisionFactory(agreement=fields["agreement"] or AgreementFactory())
        number = provision.commitments.count() + 1
        placed = {
            "provision": provision,
            "agreement": provision.agreement,
            "reference": f"{provision.key}-c{number}",
            "position": provision.position * 10 + number,
        }
        fields = {"quote": provision.text.rstrip("."), **fields, **placed, **_given(fields, placed)}
        commitment: Commitment = super()._create(model_class, *args, **fields, **_span(provision, fields["quote"]))
        return commitment

    @factory.post_generation
    def operative_words(self: Commitment, create: bool, words: str | None, **extra: Any) -> None:
        words = words or next((word for word in (WORDS, "will") if word in self.provision.text), self.quote)
        span = _span(self.provision, words)
        OperativeWords.objects.create(commitment=self, ordinal=1, provision=self.provision, quote=words, **span)

    @factory.post_generation
    def obligated(self: Commitment, create: bool, parties: list[Party] | None, **extra: Any) -> None:
        self.obligated.set(self.agreement.parties.all() if parties is None else parties)

    @factory.post_generation
    def areas(self: Commitment, create: bool, areas: list[PriorityArea] | None, **extra: Any) -> None:
        self.areas.set(areas or [])

    @factory.post_generation
    def responsibilities(self: Commitment, create: bool, ties: list[tuple[Body, str]] | None, **extra: Any) -> None:
        for body, role in ties or []:
            Responsibility.objects.create(commitment=self, body=body, role=role)


class MilestoneFactory(RowFactory):
    """Something that happened on a day; `commitments` is a list of commitments, or of (commitment, effect)."""

    class Meta:
        model = Milestone
        skip_postgeneration_save = True

    agreement = None
    provision = None
    title = factory.Sequence(lambda n: f"Event {n}")
    planned = False
    dated_on = datetime.date(2021, 3, 1)
    date_precision = "day"
    counts_on = factory.LazyAttribute(lambda milestone: last_day_of(milestone.dated_on, milestone.date_precision))

    @classmethod
    def _create(cls, model_class: type[Milestone], *args: Any, **fields: Any) -> Milestone:
        provision = fields.pop("provision") or ProvisionFactory(agreement=fields["agreement"] or AgreementFactory())
        number = provision.milestones.count() + 1
        placed = {
            "provision": provision,
            "agreement": provision.agreement,
            "key": f"{provision.key}-m{number}",
            "position": provision.position * 10 + number,
        }
        fields = {"quote": provision.text, **fields, **placed, **_given(fields, placed)}
        milestone: Milestone = super()._create(model_class, *args, **fields, **_span(provision, fields["quote"]))
        return milestone

    @factory.post_generation
    def commitments(self: Milestone, create: bool, tied: list[Any] | None, **extra: Any) -> None:
        for tie in tied or []:
            commitment, effect = tie if isinstance(tie, tuple) else (tie, MilestoneEffectKind.EVIDENCES)
            MilestoneEffect.objects.create(milestone=self, commitment=commitment, effect=effect)


class PersonFactory(RowFactory):
    """Somebody without a password, so that only `client.force_login` lets them in; give one with `password=`."""

    class Meta:
        model = Person

    username = factory.Sequence(lambda n: f"person-{n}")
    display_name = factory.LazyAttribute(lambda person: person.username.replace("-", " ").title())
    role = Role.ANALYST
    clearance = Marking.RESTRICTED

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **fields: Any) -> Person:
        return Person.objects.create_user(**fields)


class ActivityFactory(RowFactory):
    """Something carried out on one day. Without ties it is tied to a commitment; without areas it has theirs."""

    class Meta:
        model = Activity
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Meeting {n}")
    kind = "joint_meeting"
    stage = Stage.CARRIED_OUT
    starts_on = datetime.date(2026, 9, 1)
    place = "Brussels"
    marking = Marking.PUBLIC
    logged_by = factory.SubFactory(PersonFactory)
    state = factory.LazyAttribute(lambda activity: "confirmed" if activity.confirmed_by else "logged")
    confirmed_by = None

    commitments = None
    areas = None
    bodies = None

    @classmethod
    def _create(cls, model_class: type[Activity], *args: Any, **fields: Any) -> Activity:
        commitments, areas, bodies = (fields.pop(name) for name in ("commitments", "areas", "bodies"))
        if commitments is None and areas is None:
            commitments = [CommitmentFactory()]
        activity: Activity = super()._create(model_class, *args, **fields)
        activity.commitments.set(commitments or [])
        activity.areas.set(areas_of(commitments or []) if areas is None else areas)
        for body, role in bodies or []:
            Participation.objects.create(activity=activity, body=body, role=role)
        return activity


class EvidenceFactory(RowFactory):
    """A link without a copy."""

    class Meta:
        model = Evidence

    activity = factory.SubFactory(ActivityFactory)
    title = factory.Sequence(lambda n: f"Press release {n}")
    publisher = "The office"
    url = factory.Sequence(lambda n: f"https://example.org/press/{n}")


class AssessmentFactory(RowFactory):
    """On track, agreed by all (`party` empty)."""

    class Meta:
        model = Assessment

    commitment = factory.SubFactory(CommitmentFactory)
    party = None
    confidence = "on_track"
    assessed_on = datetime.date(2026, 6, 1)
    marking = Marking.PUBLIC
    by = factory.SubFactory(PersonFactory)


class DecisionFactory(RowFactory):
    class Meta:
        model = Decision

    commitment = factory.SubFactory(CommitmentFactory)
    kind = "fulfilled"
    effective_on = datetime.date(2026, 6, 1)
    reason = "It was done."
    marking = Marking.PUBLIC
    by = factory.SubFactory(PersonFactory, role=Role.MANAGER)


class TargetFactory(RowFactory):
    """A day; `TargetFactory(every="P12M")` is a rhythm."""

    class Meta:
        model = Target

    commitment = factory.SubFactory(CommitmentFactory)
    every = ""
    kind = factory.LazyAttribute(lambda target: TargetKind.RHYTHM if target.every else TargetKind.DATE)
    due_on = factory.LazyAttribute(lambda target: None if target.every else datetime.date(2027, 6, 30))
    set_on = datetime.date(2026, 1, 1)
    marking = Marking.PUBLIC
    by = factory.SubFactory(PersonFactory, role=Role.MANAGER)


class ReviewFactory(RowFactory):
    """An open review; `ReviewFactory(outcome="continued", outcome_on=…)` was held on that day."""

    class Meta:
        model = Review

    agreement = factory.SubFactory(AgreementFactory)
    due_on = datetime.date(2026, 6, 26)
    outcome = ""
    outcome_on = factory.LazyAttribute(lambda review: review.due_on if review.outcome else None)
    held_on = factory.LazyAttribute(
        lambda review: None if review.outcome in ("", ReviewOutcome.NOT_HELD) else review.outcome_on
    )
    marking = Marking.PUBLIC


class IssuedBriefFactory(RowFactory):
    """A brief on an agreement, which it rests on, with a file in HTML; `content` is what the file holds."""

    class Meta:
        model = IssuedBrief

    agreement = factory.SubFactory(AgreementFactory)
    standing_on = datetime.date(2026, 11, 21)
    recorded_at = factory.LazyFunction(timezone.now)
    clearance = factory.LazyAttribute(lambda brief: brief.marking)
    marking = Marking.PUBLIC
    language = "en"
    sentences = factory.List(["Nothing asks for attention. [IPCP20]"])
    issued_by = factory.SubFactory(PersonFactory, role=Role.MANAGER)

    @classmethod
    def _create(cls, model_class: type[IssuedBrief], *args: Any, **fields: Any) -> IssuedBrief:
        content = fields.pop("content", "<!doctype html><title>Brief</title>")
        brief: IssuedBrief = super()._create(model_class, *args, **fields)
        told = {"size": len(content.encode()), "sha256": digest(content), "content": content.encode()}
        BriefFile.objects.create(brief=brief, media_type="text/html", **told)
        if brief.agreement:
            marking = brief.agreement.marking
            BriefSource.objects.create(brief=brief, agreement=brief.agreement, marking=marking)
        return brief


class TokenFactory(RowFactory):
    """A token good for a day, used a moment ago unless `unused`; its `key` attribute is what a caller sends."""

    class Meta:
        model = Token

    name = factory.Sequence(lambda n: f"System {n}")
    owner = factory.SubFactory(PersonFactory)
    scopes = factory.List([TokenScope.READ.value, TokenScope.WRITE.value])
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=1))

    @classmethod
    def _create(cls, model_class: type[Token], *args: Any, **fields: Any) -> Token:
        key, prefix, made = new_key()
        unused = fields.pop("unused", False)
        token: Token = super()._create(model_class, *args, **{"prefix": prefix, "digest": made, **fields})
        token.key = key
        if not unused:
            TokenUse.objects.create(token=token, last_used_at=timezone.now())
        return token


def _given(fields: dict[str, Any], placed: dict[str, Any]) -> dict[str, Any]:
    """What a test gave itself of what would follow from the place."""
    return {name: fields[name] for name in placed if fields.get(name) is not None}


def _span(provision: Provision, quote: str) -> dict[str, int]:
    """Where a quote stands in the agreement's text; a ValueError for words that are not the provision's."""
    start = provision.start + provision.text.index(quote)
    return {"start": start, "end": start + len(quote)}


def digest(text: str) -> str:
    """SHA-256 of a text; nothing for no text."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
