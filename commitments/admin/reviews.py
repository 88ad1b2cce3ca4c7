"""How do managers schedule reviews, hold them and take down what each party wants?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.reviews import hold_with_positions, schedule_review
from commitments.admin.asking import asking
from commitments.admin.fields import CommitmentField, DayInput, named_field
from commitments.admin.links import link_to
from commitments.admin.listing import ByName
from commitments.admin.marking import MarkedAdmin
from commitments.admin.readable import readable
from commitments.admin.reading import Part
from commitments.admin.writing import ActionForm
from commitments.models.activities import DAY_BOUNDS
from commitments.models.agreements import Agreement
from commitments.models.reviews import Review, ReviewPosition
from commitments.queries.visibility import Principal, visible_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class ScheduleForm(ActionForm):
    class Meta:
        model = Review
        formfield_callback = named_field
        fields = ["agreement", "due_on", "provenance", "marking"]


class PositionForm(forms.ModelForm):
    """What one party wants of one commitment."""

    commitment = CommitmentField(label=gettext_lazy("Commitment"))

    class Meta:
        model = ReviewPosition
        formfield_callback = named_field
        fields = ["commitment", "party", "position", "note"]
        widgets = {"note": forms.TextInput}

    def __init__(self, *args: Any, review: Review, principal: Principal, **extra: Any) -> None:
        super().__init__(*args, **extra)
        commitment, party = self.fields["commitment"], self.fields["party"]
        commitment.queryset = visible_to(review.agreement.commitments.all(), principal)  # type: ignore[attr-defined]
        party.queryset = review.agreement.parties.all()  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action checks the row as a whole."""


PositionForms = forms.formset_factory(PositionForm, extra=3, max_num=400, validate_max=True, absolute_max=420)


class HoldForm(ActionForm):
    on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=DayInput,
        required=False,
        validators=DAY_BOUNDS,
        help_text=gettext_lazy("The day it was held, or found not held."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Review
        formfield_callback = named_field
        fields = ["outcome", "on", "minutes"]

    def __init__(self, data: Any = None, *args: Any, principal: Principal, **extra: Any) -> None:
        review = extra["instance"]
        extra["initial"] = {"on": review.outcome_on, **(extra.get("initial") or {})}
        super().__init__(data, *args, principal=principal, **extra)
        sent = data is not None and "positions-TOTAL_FORMS" in data
        taken = review.positions.select_related("commitment", "party")
        rows = [
            {"commitment": row.commitment.reference, "party": row.party, "position": row.position, "note": row.note}
            for row in taken
        ]
        told = {"review": review, "principal": principal}
        self.positions = PositionForms(data if sent else None, prefix="positions", initial=rows, form_kwargs=told)

    def is_valid(self) -> bool:
        return super().is_valid() and (not self.positions.is_bound or self.positions.is_valid())

    def further(self) -> Sequence[tuple[str, Callable[[Any], str]]]:
        return [(_("Positions"), _positions_in)] if self.positions.is_bound else []

    def taken(self) -> list[tuple[Any, Any, str, str]]:
        """The positions that were filled in or changed."""
        if not self.positions.is_bound:
            return []
        filled = [form.cleaned_data for form in self.positions.forms if form.cleaned_data and form.has_changed()]
        return [(each["commitment"], each["party"], each["position"], each["note"]) for each in filled]


def _positions_in(form: HoldForm) -> str:
    """The positions that a form holds, one a line."""
    names = ("commitment", "party", "position", "note")
    rows = [[readable(row[name]) for name in names] for row in form.positions.forms if row["commitment"].value()]
    return "\n".join(sorted(" · ".join(value for value in values if value) for values in rows))


@admin.register(Review)
class ReviewAdmin(MarkedAdmin):
    to_add = "hold_review"
    to_change = "hold_review"
    form_template = "admin/review_form.html"
    add_title = gettext_lazy("Schedule a review")
    change_title = gettext_lazy("Hold the review")
    list_display = ("agreement", "due_on", "provenance", "held_on", "outcome", "marking")
    list_select_related = ("agreement",)
    list_filter = (ByName.of(Agreement, "agreement", many=False), "outcome", "marking")
    search_fields = ("agreement__code", "agreement__title", "minutes")
    shown = (
        *("agreement", "due_on", "provenance", "held_on", "outcome", "outcome_on", "minutes", "marking"),
        *("created_at", "version"),
    )

    def form_for(self, row: Review | None) -> type[ActionForm]:
        return HoldForm if row else ScheduleForm

    def write(self, request: HttpRequest, form: Any, row: Review | None) -> Review:
        by, told = asking(request), form.cleaned_data
        if row is None:
            return schedule_review(**told, by=by)
        if told["version"] is None:
            raise ValidationError({"version": [_("The form came without its version. Open the page again.")]})
        return hold_with_positions(
            row,
            told["outcome"],
            on=told["on"],
            minutes=told["minutes"],
            positions=form.taken(),
            by=by,
            if_version=told["version"],
        )

    def parts(self, row: Review, request: HttpRequest) -> list[Part]:
        taken = row.positions.select_related("commitment", "party")
        cells = [(link_to(each.commitment), each.party, each.get_position_display(), each.note) for each in taken]
        return [Part(_("Positions"), (_("commitment"), _("party"), _("position"), _("note")), cells)]
