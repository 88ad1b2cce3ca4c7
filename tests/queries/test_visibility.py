"""Who sees which rows? The access rule, noun by noun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps

from commitments.models.activities import Activity
from commitments.models.agreements import AgreementLink, Term
from commitments.models.briefs import BriefSource
from commitments.models.commitments import Lineage
from commitments.models.drafts import Draft
from commitments.models.markings import MarkingLabel
from commitments.models.parties import Party
from commitments.models.people import Person
from commitments.models.provisions import AreaMention, BodyMention
from commitments.models.pushes import Push
from commitments.models.rows import WorkRow
from commitments.queries.visibility import MARKED_BY, Principal, principal_of, up_to, visible_to
from commitments.vocabulary import Marking, Role, TokenScope
from tests.factories import (
    ActivityFactory,
    AgreementFactory,
    AssessmentFactory,
    BodyFactory,
    CommitmentFactory,
    DecisionFactory,
    EvidenceFactory,
    IssuedBriefFactory,
    MilestoneFactory,
    PersonFactory,
    PriorityAreaFactory,
    ProvisionFactory,
    ReviewFactory,
    TargetFactory,
    TokenFactory,
)

Make = Callable[[str], Any]


def of_agreement(make: Callable[..., Any]) -> Make:
    return lambda marking: make(agreement=AgreementFactory(marking=marking))


def mention(model: Any, **named: Any) -> Make:
    def make(marking: str) -> Any:
        provision = ProvisionFactory(agreement=AgreementFactory(marking=marking))
        made = {name: factory() for name, factory in named.items()}
        return model.objects.create(provision=provision, quote="The", start=0, end=3, **made)

    return make


def lineage(marking: str) -> Lineage:
    earlier = CommitmentFactory(agreement=AgreementFactory(marking=marking))
    return Lineage.objects.create(earlier=earlier, dropped_by=AgreementFactory(), kind="dropped")


def lineage_into(marking: str) -> Lineage:
    later = CommitmentFactory(agreement=AgreementFactory(marking=marking))
    return Lineage.objects.create(earlier=CommitmentFactory(), later=later, kind="extended")


def dropped_by(marking: str) -> Lineage:
    agreement = AgreementFactory(marking=marking)
    return Lineage.objects.create(earlier=CommitmentFactory(), dropped_by=agreement, kind="dropped")


def link_to(marking: str) -> AgreementLink:
    return AgreementLink.objects.create(
        agreement=AgreementFactory(), to=AgreementFactory(marking=marking), kind="cites"
    )


def link_from(marking: str) -> AgreementLink:
    return AgreementLink.objects.create(
        agreement=AgreementFactory(marking=marking), to=AgreementFactory(), kind="cites"
    )


def term(marking: str) -> Term:
    return Term.objects.create(agreement=AgreementFactory(marking=marking), provenance="stated")


def resting_on(marking: str) -> BriefSource:
    activity = ActivityFactory(marking=marking)
    return BriefSource.objects.create(brief=IssuedBriefFactory(), activity=activity, marking="public")


NOUNS: dict[str, Make] = {
    "an agreement": lambda marking: AgreementFactory(marking=marking),
    "a link from it": link_from,
    "a link to it": link_to,
    "its term": term,
    "its provision": of_agreement(ProvisionFactory),
    "its commitment": of_agreement(CommitmentFactory),
    "its milestone": of_agreement(MilestoneFactory),
    "a mention of an area in it": mention(AreaMention, area=PriorityAreaFactory, named_as=lambda: "priority"),
    "a mention of a body in it": mention(BodyMention, body=BodyFactory),
    "lineage out of it": lineage,
    "lineage into it": lineage_into,
    "what it dropped": dropped_by,
    "an activity": lambda marking: ActivityFactory(marking=marking),
    "a part in it": lambda marking: ActivityFactory(
        marking=marking, bodies=[(BodyFactory(), "host")]
    ).participations.get(),
    "evidence of it": lambda marking: EvidenceFactory(activity=ActivityFactory(marking=marking)),
    "an assessment": lambda marking: AssessmentFactory(marking=marking),
    "a decision": lambda marking: DecisionFactory(marking=marking),
    "a target": lambda marking: TargetFactory(marking=marking),
    "a review": lambda marking: ReviewFactory(marking=marking),
    "an issued brief": lambda marking: IssuedBriefFactory(marking=marking),
    "a brief that rests on what was raised": lambda marking: resting_on(marking).brief,
    "its file": lambda marking: IssuedBriefFactory(marking=marking).files.get(),
    "what it rests on": lambda marking: resting_on(marking),
}


@pytest.mark.parametrize("make", NOUNS.values(), ids=NOUNS.keys())
def test_a_row_is_seen_from_its_marking_on(make: Make, db: None) -> None:
    rows = {marking: make(marking) for marking in Marking.values}
    mine = type(rows["public"])._default_manager.filter(pk__in=[row.pk for row in rows.values()])
    seen = {clearance: set(up_to(mine, clearance)) for clearance in Marking.values}
    assert seen == {
        "public": {rows["public"]},
        "internal": {rows["public"], rows["internal"]},
        "restricted": set(rows.values()),
    }


def test_every_noun_with_a_marking_is_covered_by_the_rule(db: None) -> None:
    ours = apps.get_app_config("commitments").get_models()
    marked = {
        model for model in ours if issubclass(model, WorkRow) or "marking" in {f.name for f in model._meta.fields}
    }
    words_for_markings, digests_of_pushes = MarkingLabel, Push  # everybody reads the ones, nobody the others
    of_their_owners = Draft  # nobody else sees them, and their owner no further than their clearance
    assert marked - set(MARKED_BY) == {words_for_markings, digests_of_pushes, of_their_owners}


def test_parties_are_seen_by_everybody(viewer: Person) -> None:
    AgreementFactory(marking="restricted")
    assert visible_to(Party.objects.all(), principal_of(viewer)).count() == 2


def test_seeing_is_a_matter_of_clearance_and_not_of_role(db: None) -> None:
    activity = ActivityFactory(marking="internal")
    cleared = principal_of(PersonFactory(role=Role.VIEWER, clearance="internal"))
    powerful = principal_of(PersonFactory(role=Role.ADMINISTRATOR, clearance="public"))
    assert [list(visible_to(Activity.objects.all(), who)) for who in (cleared, powerful)] == [[activity], []]


@pytest.mark.parametrize(
    ("own", "given", "sees"),
    [
        *(("internal", "", "internal"), ("internal", "public", "public")),
        *(("internal", "restricted", "internal"), ("public", "internal", "public")),
    ],
)
def test_a_token_sees_no_more_than_its_owner(own: str, given: str, sees: str, db: None) -> None:
    owner = PersonFactory(clearance=own)
    assert principal_of(owner, TokenFactory(owner=owner, clearance=given)).clearance == sees


def test_a_person_has_every_scope_and_a_token_those_it_was_given(db: None) -> None:
    owner = PersonFactory()
    token = TokenFactory(owner=owner, scopes=["read", "audit"])

    def scopes(who: Principal) -> set[str]:
        return {scope.value for scope in TokenScope if who.has_scope(scope)}

    assert (scopes(principal_of(owner)), scopes(principal_of(owner, token))) == (
        *(set(TokenScope.values), {"read", "audit"}),
    )


def test_a_principal_is_named_after_the_person_or_the_token(db: None) -> None:
    owner = PersonFactory(username="ayako")
    token = TokenFactory(owner=owner, source="missions")
    found = [(who.name, who.source) for who in (principal_of(owner), principal_of(owner, token))]
    assert found == [("person:ayako", ""), (f"token:{token.prefix}", "missions")]
