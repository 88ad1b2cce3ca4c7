"""How do analysts judge commitments?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from commitments.actions.assessments import assess_commitment, withdraw_assessment
from commitments.admin.asking import asking
from commitments.admin.fields import named_field
from commitments.admin.listing import ByName
from commitments.admin.statements import BY_COMMITMENT, WITHDRAWN, StatementAdmin, StatementForm, today
from commitments.models.assessments import Assessment
from commitments.models.parties import Party


class AssessmentForm(StatementForm):
    class Meta:
        model = Assessment
        formfield_callback = named_field
        fields = ["commitment", "party", "confidence", "narrative", "next_step", "assessed_on", "marking"]
        widgets = {"confidence": forms.RadioSelect}

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.initial.setdefault("assessed_on", today())
        party: Any = self.fields["party"]
        party.empty_label = gettext_lazy("all parties, agreed")
        if own := self.principal.person.party:
            party.queryset, party.empty_label, party.required = Party.objects.filter(pk=own.pk), None, True
            self.initial["party"] = own
        self.fields["confidence"].choices = self.fields["confidence"].choices[1:]  # type: ignore[attr-defined]


@admin.register(Assessment)
class AssessmentAdmin(StatementAdmin):
    form_class = AssessmentForm
    to_add = "assess_commitment"
    add_title = gettext_lazy("Assess a commitment")
    list_display = ("commitment", "party", "confidence", "assessed_on", "by", "marking", "withdrawn")
    list_select_related = ("commitment", "party", "by")
    list_filter = (BY_COMMITMENT, ByName.of(Party, "party", many=False), "confidence", "marking")
    search_fields = ("commitment__reference", "commitment__title", "narrative", "next_step")
    shown = (
        *("commitment", "party", "confidence", "narrative", "next_step", "assessed_on", "marking"),
        *WITHDRAWN,
    )

    def write(self, request: HttpRequest, form: AssessmentForm, row: Assessment | None) -> Assessment:
        return assess_commitment(**form.cleaned_data, by=asking(request))

    def withdraw(self, row: Assessment, reason: str, request: HttpRequest) -> Assessment:
        return withdraw_assessment(row, reason, by=asking(request))
