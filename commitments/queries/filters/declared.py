"""Who asks, and on which day, when rows are filtered?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_filters import FilterSet

from commitments.queries.filters.kinds import DayFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal


class DeclaredFilter(FilterSet):
    """The declared filters of one noun, as this principal may use them.

    `on` is the day that filters on standing ask about. `is_valid()`, `errors` ({parameter: sentences}) and `qs` are
    those of django-filter.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        queryset: QuerySet[Any],
        *,
        principal: Principal,
        on: datetime.date | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(data, queryset, **extra)
        self.principal = principal
        self.day = on


def day_asked(data: Mapping[str, Any], *, today: datetime.date, name: str = "on") -> datetime.date:
    """The day that a query string asks about, `today` when it names none.

    Raises ValidationError({name: sentences}) for anything but one day from 1900 to 2199, written YYYY-MM-DD.
    """
    field = DayFilter(label=name).field
    try:
        days = field.clean(field.widget.value_from_datadict(data, {}, name))
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
    if len(set(days)) > 1:
        raise ValidationError({name: [_("Give one day only.")]})
    return days[0] if days else today
