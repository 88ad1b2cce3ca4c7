"""Which areas and bodies follow from commitments?"""

from __future__ import annotations

from commitments.models.commitments import Responsibility
from commitments.queries.following import areas_of, bodies_of
from tests.factories import BodyFactory, CommitmentFactory, PriorityAreaFactory


def test_areas_follow_once_each_in_their_order(db: None) -> None:
    late, early = PriorityAreaFactory(order=9), PriorityAreaFactory(order=1)
    found = areas_of([CommitmentFactory(areas=[late]), CommitmentFactory(areas=[late, early])])
    assert found == [early, late]


def test_each_responsibility_gives_the_part_it_would_take(db: None) -> None:
    bodies = [BodyFactory(order=order) for order in range(5)]
    roles = ["lead", "implementing", "host", "channel", "participant"]
    found = bodies_of([CommitmentFactory(responsibilities=list(zip(bodies, roles, strict=True)))])
    parts = ["organiser", "contributor", "host", "organiser", "participant"]
    assert found == list(zip(bodies, parts, strict=True))


def test_a_body_that_leads_and_channels_organises_once(db: None) -> None:
    body = BodyFactory()
    assert bodies_of([CommitmentFactory(responsibilities=[(body, "lead"), (body, "channel")])]) == [(body, "organiser")]


def test_a_responsibility_retired_gives_nothing(db: None) -> None:
    commitment = CommitmentFactory(responsibilities=[(BodyFactory(), "lead")])
    Responsibility.objects.update(retired_on="2026-01-01")
    assert bodies_of([commitment]) == []


def test_nothing_follows_from_nothing(db: None) -> None:
    assert (areas_of([]), bodies_of([])) == ([], [])
