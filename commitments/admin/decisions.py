"""How do managers close and reopen commitments?"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from commitments.actions.decisions import decide, withdraw_decision
from commitments.admin.asking import asking
from commitments.admin.fields import named_field
from commitments.admin.statements import BY_COMMITMENT, WITHDRAWN, StatementAdmin, StatementForm, today
from commitments.models.decisions import Decision


class DecisionForm(StatementForm):
    class Meta:
        model = Decision
        formfield_callback = named_field
        fields = ["commitment", "kind", "effective_on", "reason", "review", "marking"]

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.initial.setdefault("effective_on", today())
        review: Any = self.fields["review"]
        review.queryset = review.queryset.select_related("agreement")


@admin.register(Decision)
class DecisionAdmin(StatementAdmin):
    form_class = DecisionForm
    to_add = "decide"
    add_title = gettext_lazy("Decide about a commitment")
    list_display = ("commitment", "kind", "effective_on", "by", "marking", "withdrawn")
    list_filter = (BY_COMMITMENT, "kind", "marking")
    search_fields = ("commitment__reference", "commitment__title", "reason")
    shown = ("commitment", "kind", "effective_on", "reason", "review", "marking", *WITHDRAWN)

    def write(self, request: HttpRequest, form: DecisionForm, row: Decision | None) -> Decision:
        return decide(**form.cleaned_data, by=asking(request))

    def withdraw(self, row: Decision, reason: str, request: HttpRequest) -> Decision:
        return withdraw_decision(row, reason, by=asking(request))
