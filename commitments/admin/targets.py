"""How do managers set dates and rhythms?"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from commitments.actions.targets import set_target, withdraw_target
from commitments.admin.asking import asking
from commitments.admin.fields import named_field
from commitments.admin.statements import BY_COMMITMENT, WITHDRAWN, StatementAdmin, StatementForm, today
from commitments.models.targets import Target


class TargetForm(StatementForm):
    class Meta:
        model = Target
        formfield_callback = named_field
        fields = ["commitment", "kind", "due_on", "every", "set_on", "reason", "marking"]

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.initial.setdefault("set_on", today())


@admin.register(Target)
class TargetAdmin(StatementAdmin):
    form_class = TargetForm
    to_add = "set_target"
    add_title = gettext_lazy("Set a target")
    exported_as = "targets"
    imported_as = "targets"
    list_display = ("commitment", "kind", "due_on", "every", "set_on", "by", "marking", "withdrawn")
    list_filter = (BY_COMMITMENT, "kind", "marking")
    search_fields = ("commitment__reference", "commitment__title", "reason")
    shown = ("commitment", "kind", "due_on", "every", "set_on", "reason", "replaces", "marking", *WITHDRAWN)

    def write(self, request: HttpRequest, form: TargetForm, row: Target | None) -> Target:
        return set_target(**form.cleaned_data, by=asking(request))

    def withdraw(self, row: Target, reason: str, request: HttpRequest) -> Target:
        return withdraw_target(row, reason, by=asking(request))
