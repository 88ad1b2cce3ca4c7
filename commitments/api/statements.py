"""What do the dated statements share: assessments, decisions and targets? They are made and withdrawn, never edited."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from commitments.api.fields import PersonField, WordsField
from commitments.api.resources import ResourceViewSet
from commitments.api.sending import sound

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from commitments.models.rows import WithdrawableRow


class WithdrawnSerializer(serializers.Serializer):
    """When, by whom and why it was withdrawn."""

    at = serializers.DateTimeField(source="withdrawn_at")
    by = PersonField("withdrawn_by")
    reason = serializers.CharField(source="withdrawn_because")


class WithdrawalSerializer(serializers.Serializer):
    reason = WordsField(max_length=4_000, help_text=_("Why; it stays beside the row."))


class StatementViewSet(ResourceViewSet):
    """A statement is made by `making(fields)` and withdrawn by `withdrawing`, both in `actions/`."""

    http_method_names = ["get", "head", "post"]
    withdrawing: ClassVar[Callable[..., WithdrawableRow]]

    def listed(self, on: datetime.date) -> QuerySet[Any]:
        return self.readable(on)

    def making(self, fields: dict[str, Any]) -> WithdrawableRow:
        """Make the statement that the body describes."""
        raise NotImplementedError

    def create(self, request: Request) -> HttpResponse:
        sent = request.data
        self.refuse_undeclared(request.query_params)
        serializer: Any = self.get_serializer_class()(data=sent, context={"principal": self.principal})
        as_new = {"by": self.principal.person.username, "withdrawn": None, "version": 1}
        made = self.making(sound(serializer, sent, as_new))
        return self.told(made, 201)

    @extend_schema(request=WithdrawalSerializer)
    @action(detail=True, methods=["post"], url_name="withdraw")
    def withdraw(self, request: Request, name: str) -> HttpResponse:
        """Withdraw it, with a reason: it counts for no day any more and stays readable."""
        sent = request.data
        self.refuse_undeclared(request.query_params)
        reason = sound(WithdrawalSerializer(data=sent), sent, {})["reason"]
        withdrawn = type(self).withdrawing(self.row, reason, by=self.principal)
        return self.told(withdrawn)
