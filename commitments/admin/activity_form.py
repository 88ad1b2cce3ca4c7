"""What does somebody fill in to log an activity?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.refusals import LinksError
from commitments.admin.fields import BodiesField, CommitmentsField, named_field
from commitments.admin.readable import readable
from commitments.admin.writing import ActionForm, Group
from commitments.copies.kinds import every_ending
from commitments.models.activities import Activity, Evidence
from commitments.queries.copies import name_to_save
from commitments.queries.finding import choosable
from commitments.queries.visibility import Principal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from commitments.models.drafts import Draft


class LinkForm(forms.ModelForm):
    """One link that shows the activity, a copy, or both. Evidence that has its copy takes no other."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("Copy"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(every_ending())}),
    )
    copy: Evidence | None = None
    """The evidence that this row changes, when it has a copy."""

    def has_copy(self, copy: Evidence) -> None:
        self.copy = copy
        del self.fields["file"]

    @property
    def chosen(self) -> str:
        """The name of the file that was sent with this row: it has to be chosen again when the form comes back."""
        sent = self.files.get(self.add_prefix("file"))
        return str(sent.name) if sent else ""

    class Meta:
        model = Evidence
        fields = ["title", "url", "publisher", "seen_on"]
        formfield_callback = named_field

    def _post_clean(self) -> None:
        """The action checks the row as a whole."""


LinkForms = forms.formset_factory(LinkForm, extra=1, can_delete=True, max_num=30, validate_max=True, absolute_max=40)


class ActivityForm(ActionForm):
    """The first group is what a log entry needs; the second, folded, is everything else."""

    commitments = CommitmentsField(
        label=gettext_lazy("Commitments"),
        required=False,
        help_text=Activity._meta.get_field("commitments").help_text,
    )
    bodies = BodiesField(
        label=gettext_lazy("Bodies"),
        required=False,
        help_text=gettext_lazy("Left empty, those responsible for the commitments."),
    )
    marking_reason = forms.CharField(
        label=gettext_lazy("Reason for lowering the marking"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Only when the marking is lowered, which takes a manager."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why (kept in the history)"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("May stay empty. Whoever reads the history later sees it beside what changed."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    groups = (
        Group(gettext_lazy("What was done"), ("commitments", "title", "kind", "starts_on", "outcome")),
        Group(
            gettext_lazy("Stage, end day, place, areas, bodies, evidence, marking"),
            (
                *("stage", "ends_on", "place", "summary", "next_steps", "areas", "bodies"),
                *("evidence", "marking", "marking_reason"),
            ),
            folded=True,
        ),
        Group(gettext_lazy("This change"), ("why",)),
    )

    class Meta:
        model = Activity
        formfield_callback = named_field
        fields = [
            *("title", "kind", "starts_on", "outcome", "stage", "ends_on", "place", "summary", "next_steps"),
            *("areas", "marking"),
        ]
        widgets = {"areas": forms.CheckboxSelectMultiple}

    def __init__(self, data: Any = None, files: Any = None, *args: Any, principal: Principal, **extra: Any) -> None:
        activity = extra.get("instance")
        extra["initial"] = {**(_ties(activity) if activity else {}), **(extra.get("initial") or {})}
        super().__init__(data, files, *args, principal=principal, **extra)
        self.order_fields([name for group in self.groups for name in group.fields])
        chosen = self.initial.get("areas") or []
        self.fields["areas"].queryset = choosable(self.fields["areas"].queryset, chosen=chosen)  # type: ignore[attr-defined]
        if activity is None:
            del self.fields["marking_reason"], self.fields["why"]
        else:
            self.fields["areas"].help_text = self.fields["bodies"].help_text = _("Left empty, none.")
        sent = data is not None and "evidence-TOTAL_FORMS" in data
        links = None if data is not None else _links(activity) if activity else []
        self.evidence = LinkForms(data if sent else None, files if sent else None, prefix="evidence", initial=links)
        copies = {str(row.pk): row for row in activity.evidence.exclude(file="")} if activity else {}
        for form in self.evidence.forms:
            if copy := copies.get(str(form["id"].value())):
                form.has_copy(copy)
        first = "title" if self.initial.get("commitments") else "commitments"
        if not self.is_bound and activity is None:
            self.fields[first].widget.attrs["autofocus"] = True

    draft: Draft | None = None
    """What the form was restored from, if it was."""

    alike: Sequence[Activity] = ()
    """What is logged already and looks much like this: the form asks before it is saved."""

    seen_alike: Sequence[str] = ()
    """Those that whoever saves said they had seen."""

    pressed = "_save"
    """The button that asked for saving: the answer to a question goes on as it would have."""

    @classmethod
    def restored(cls, draft: Draft, **extra: Any) -> ActivityForm:
        """The form as it was typed, with nothing checked yet. Files are not kept."""
        typed = QueryDict(mutable=True)
        for name in draft.content:
            typed.setlist(name, draft.typed(name))
        form = cls(typed, MultiValueDict(), **extra)
        form.draft = draft
        links: Any = form.evidence
        unchecked: list[Any] = [form, *links.forms]
        for each in unchecked:
            each._errors, each.cleaned_data = ErrorDict(), {}
        links._errors, links._non_form_errors = [each._errors for each in links.forms], ErrorList()
        return form

    def is_valid(self) -> bool:
        return super().is_valid() and (not self.evidence.is_bound or self.evidence.is_valid())

    def content(self) -> dict[str, Any]:
        """What the action is given; areas and bodies left empty follow from the commitments of a new activity."""
        named = [*self.Meta.fields, "commitments", "bodies"]
        content = {name: self.cleaned_data[name] for name in named}
        content |= {name: list(content[name]) for name in ("commitments", "areas", "bodies")}
        if self.instance._state.adding:
            content |= {name: content[name] or None for name in ("areas", "bodies")}
        return content

    def links(self) -> list[dict[str, Any]] | None:
        """The links as filled in; None when the form came without them, which leaves them as they are."""
        if not self.evidence.is_bound:
            return None
        sent = [(form, form.cleaned_data) for form in self.evidence.forms]
        filled = [{**told, "form": form} for form, told in sent if any(told.values())]
        taken = [{**link, "remove": True} for link in filled if link.get("DELETE") and link.get("id")]
        return [link for link in filled if not link.get("DELETE")] + taken

    def refuse(self, error: ValidationError) -> None:
        """What is wrong with a link stands beside the field of that link."""
        if not isinstance(error, LinksError):
            return super().refuse(error)
        links = self.links() or []
        for index, faults in error.faults.items():
            link = links[index]["form"]
            for name, sentences in faults.items():
                link.add_error(next((each for each in (name, "url") if each in link.fields), None), sentences)

    def filled_below(self) -> bool:
        """Whether it begins with areas or bodies and no commitment that they follow from: what is chosen is shown."""
        told = self.initial
        return bool(told.get("areas") or told.get("bodies")) and not told.get("commitments")

    def files_to_choose(self) -> list[tuple[str, str]]:
        """The files that were sent and the fields they go into; a form that comes back has lost them."""
        return [(row.chosen, row["file"].auto_id) for row in self.evidence.forms if row.chosen and "file" in row.fields]

    def further(self) -> Sequence[tuple[str, Callable[[Any], str]]]:
        """Where the links differ; not where this form came without them."""
        return [(_("Evidence"), _links_in)] if self.evidence.is_bound else []

    def if_version(self) -> int:
        """The version that a change rests on."""
        version: int | None = self.cleaned_data["version"]
        if version is None:
            raise ValidationError({"version": [_("The form came without its version. Open the page again.")]})
        return version


def _ties(activity: Activity) -> dict[str, Any]:
    return {
        "commitments": list(activity.commitments.all()),
        "bodies": [(tie.body, tie.role) for tie in activity.participations.select_related("body")],
    }


def _links(activity: Activity) -> list[dict[str, Any]]:
    rows = activity.evidence.values("id", "title", "publisher", "url", "seen_on")
    return [dict(row) for row in rows]


def _links_in(form: ActivityForm) -> str:
    """The links that a form holds, one a line; those to be taken away are left out."""
    told = []
    for link in form.evidence.forms:
        taken = bool(link["DELETE"].value())
        values = [readable(link[name]) for name in ("title", "url", "publisher", "seen_on")]
        values.append(name_to_save(link.copy) if link.copy else link.chosen)
        told.append(" · ".join(value for value in values if value) if not taken else "")
    return "\n".join(sorted(each for each in told if each))
