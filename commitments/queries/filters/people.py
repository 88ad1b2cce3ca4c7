"""Whose rows does somebody want to see?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from commitments.models.people import Person
from commitments.queries.filters.kinds import NamesFilter
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet


class PeopleFilter(NamesFilter):
    """Whoever asks, and those who wrote something that whoever asks may see; others are as unknown as nobody.

    `field_name` is the column of the noun filtered that says who wrote a row.
    """

    def __init__(self, field_name: str, *, wrote: type[Model], **extra: Any) -> None:
        self.wrote = wrote
        super().__init__(Person, field_name, by="username", **extra)

    def nameable(self) -> QuerySet[Person]:
        principal = self.parent.principal
        rows = visible_to(self.wrote._default_manager.order_by(), principal)
        wrote = Exists(rows.filter(**{self.field_name: OuterRef("pk")}))
        return Person.objects.filter(Q(pk=principal.person.pk) | wrote).order_by("username")
