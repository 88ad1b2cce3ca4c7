"""Does a question that is written once give what the ORM gives, whoever asks it again?"""

from __future__ import annotations

import pytest
from django.db import transaction

from commitments.ledger.rebuilding import record_at
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.tokens import Token
from commitments.queries.fixed import Asked, Fixed, together
from tests.factories import ActivityFactory, CommitmentFactory, TokenFactory

pytestmark = pytest.mark.django_db

COLUMNS = ("activity", "commitment__reference")
TIES = Activity.commitments.through


def ties_of_activities() -> Fixed:
    rows = TIES._default_manager.filter(activity__pk__among=Asked()).order_by("commitment__reference")
    return Fixed(rows.values_list(*COLUMNS), TIES._meta.get_field("activity"))


def test_it_gives_what_the_orm_gives_for_many_values() -> None:
    activities = ActivityFactory.create_batch(3, commitments=CommitmentFactory.create_batch(2))
    keys = [activity.pk for activity in activities[:2]]
    (found,) = together([ties_of_activities()], keys)
    rows = TIES._default_manager.filter(activity__in=keys).order_by("commitment__reference")
    assert sorted(found) == sorted((str(key), reference) for key, reference in rows.values_list(*COLUMNS))
    assert len(found) == 4


def test_the_same_question_is_asked_again_with_other_values() -> None:
    first, second = (ActivityFactory(commitments=[CommitmentFactory()]) for _ in range(2))
    question = ties_of_activities()
    told = [together([question], [activity.pk])[0] for activity in (first, second)]
    assert [[key for key, _reference in rows] for rows in told] == [[str(first.pk)], [str(second.pk)]]


def test_several_questions_are_each_answered() -> None:
    activity = ActivityFactory(commitments=[CommitmentFactory(reference="X-1-c1")])
    titles = Fixed(Activity.objects.filter(pk__among=Asked()).values_list("title", "starts_on"), Activity._meta.pk)
    assert together([titles, ties_of_activities()], [activity.pk]) == [
        [(activity.title, activity.starts_on)],
        [(str(activity.pk), "X-1-c1")],
    ]


def test_one_value_gives_columns_as_the_orm_would() -> None:
    token = TokenFactory(networks=["192.0.2.0/24"])
    columns = ("scopes", "networks", "expires_at")
    question = Fixed(
        Token.objects.filter(prefix=Asked()).order_by().values_list(*columns), Token._meta.get_field("prefix")
    )
    assert question.one(token.prefix) == list(Token.objects.values_list(*columns))
    assert question.one("unknown") == []


def test_a_value_cannot_change_the_question() -> None:
    TokenFactory()
    question = Fixed(Token.objects.filter(prefix=Asked()).values_list("pk"), Token._meta.get_field("prefix"))
    assert question.one("' OR '1'='1") == []


def test_many_names_are_one_question() -> None:
    references = [row.reference for row in CommitmentFactory.create_batch(2)]
    rows = Commitment.objects.filter(reference__among=Asked()).order_by("reference").values_list("reference")
    question = Fixed(rows, Commitment._meta.get_field("reference"))
    assert together([question], [*references, 'a","b', "{}"]) == [[(name,) for name in sorted(references)]]


def test_a_question_about_nothing_in_particular_comes_whole_or_in_batches() -> None:
    ActivityFactory.create_batch(3)
    question = Fixed(Activity.objects.order_by("pk").values_list("pk", "created_at"))
    rows = [(str(key), at) for key, at in Activity.objects.order_by("pk").values_list("pk", "created_at")]
    with transaction.atomic():
        assert list(question.batches(2)) == [rows[:2], rows[2:]]
    assert question.all() == rows


def test_what_was_planned_before_a_record_opens_does_not_read_past_it() -> None:
    keys = [ActivityFactory(title="Now").pk]
    question = Fixed(Activity.objects.filter(pk__among=Asked()).values_list("title"), Activity._meta.pk)
    told = [together([question], keys)]
    with record_at(0, ranked={}, settle=lambda model: None):
        told.append(together([question], keys))
    told.append(together([question], keys))
    assert told == [[[("Now",)]], [[]], [[("Now",)]]]


def test_what_never_changes_is_asked_for_as_it_is_written() -> None:
    title = "100% “sure” %s '%(x)s' \\"
    asked = [ActivityFactory(title=title).pk, ActivityFactory().pk]
    rows = Activity.objects.filter(pk__among=Asked(), title=title, version__gte=1).values_list("pk")
    assert together([Fixed(rows, Activity._meta.pk)], asked) == [[(str(asked[0]),)]]
