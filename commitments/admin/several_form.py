"""What does somebody choose that is to be different in many activities, and how does it read before it is done?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.together import COLUMNS, TIES, Edit
from commitments.admin.fields import BodiesField, CommitmentsField, NamedChoicesField, tie_label, tie_name
from commitments.models.activities import Activity, Participation
from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.queries.finding import choosable
from commitments.queries.visibility import visible_to
from commitments.vocabulary import ActivityKind, Marking, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from commitments.actions.together import Planned
    from commitments.queries.visibility import Principal

AS_IT_IS: list[tuple[str, Any]] = [("", gettext_lazy("as it is"))]


class SeveralForm(forms.Form):
    """Left empty, everything stays as it is. Only what the rows have can be taken away."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=AS_IT_IS + ActivityKind.choices, required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=AS_IT_IS + Stage.choices, required=False)
    put_commitments = CommitmentsField(label=gettext_lazy("Commitments to add"), required=False)
    take_commitments = NamedChoicesField(
        label=gettext_lazy("Commitments to take away"),
        queryset=Commitment.objects.none(),
        to_field_name="reference",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    put_areas = NamedChoicesField(
        label=gettext_lazy("Areas to add"),
        queryset=PriorityArea.objects.all(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    take_areas = NamedChoicesField(
        label=gettext_lazy("Areas to take away"),
        queryset=PriorityArea.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    put_bodies = BodiesField(label=gettext_lazy("Bodies to add"), required=False)
    take_bodies = forms.MultipleChoiceField(
        label=gettext_lazy("Bodies to take away"), widget=forms.CheckboxSelectMultiple, required=False
    )
    marking = forms.ChoiceField(
        label=gettext_lazy("Marking"),
        choices=AS_IT_IS + Marking.choices,
        required=False,
        help_text=gettext_lazy("Lowering takes a manager; the reason is asked for with the preview."),
    )

    def __init__(self, data: Any = None, *, rows: Iterable[Activity], principal: Principal) -> None:
        super().__init__(data, label_suffix="")
        keys = [row.pk for row in rows]
        fields: dict[str, Any] = self.fields
        fields["put_areas"].queryset = choosable(PriorityArea.objects.all(), chosen=[])
        fields["take_areas"].queryset = PriorityArea.objects.filter(activities__in=keys).distinct()
        commitments = visible_to(Commitment.objects.all(), principal)
        fields["put_commitments"].queryset = fields["put_commitments"].widget.rows = commitments
        fields["take_commitments"].queryset = commitments.filter(activities__in=keys).distinct()
        fields["put_bodies"].queryset = fields["put_bodies"].widget.rows = choosable(Body.objects.all())
        self.parts = _parts(keys)
        fields["take_bodies"].choices = [(name, tie_label(*part)) for name, part in self.parts.items()]
        there = {name: fields[name].queryset.exists() for name in ("take_areas", "take_commitments")}
        for name, some in (there | {"take_bodies": bool(self.parts)}).items():
            if not some:
                del fields[name]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not any(told.values()):
            raise ValidationError(_("Choose at least one thing that is to be different."))
        return told

    def edit(self) -> Edit:
        """What the action is given."""
        told = self.cleaned_data
        take = {name: list(told.get(f"take_{name}", [])) for name in TIES}
        return Edit(
            {name: told[name] for name in COLUMNS if told[name]},
            {name: list(told[f"put_{name}"]) for name in TIES},
            take | {"bodies": [self.parts[name] for name in take["bodies"]]},
        )

    def sent(self) -> Iterator[tuple[str, str]]:
        """What was sent, field by field, to be sent once more with the reason."""
        data: Any = self.data
        role = ["put_bodies_role"] if data.get("put_bodies_add") else []
        for name in [*self.fields, "put_commitments_add", "put_bodies_add", *role]:
            yield from ((name, str(value)) for value in data.getlist(name) if value)


def _parts(keys: list[Any]) -> dict[str, tuple[Body, str]]:
    """Which bodies take which part in any of these activities, by name."""
    ties = Participation.objects.filter(activity__in=keys).select_related("body").order_by("body__order", "body__slug")
    return {tie_name(tie.body, tie.role): (tie.body, tie.role) for tie in ties}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        help_text=gettext_lazy("Why they are changed. The history of each keeps it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def in_words(plan: Planned) -> list[tuple[str, str, str]]:
    """What would change of an activity: label, before, after."""
    return [
        (str(Activity._meta.get_field(name).verbose_name), _words(name, before), _words(name, after))  # type: ignore[union-attr]
        for name, (before, after) in plan.changes.items()
    ]


def _words(name: str, value: Any) -> str:
    if name == "areas":
        return ", ".join(area.short_name for area in value)
    if name == "bodies":
        return ", ".join(tie_label(body, role) for body, role in value)
    if name == "commitments":
        return ", ".join(commitment.reference for commitment in value)
    return str(dict(Activity._meta.get_field(name).flatchoices).get(value, value))  # type: ignore[union-attr]
