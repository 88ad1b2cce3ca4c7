"""How does somebody name rows, days and roles in a form of the admin?

Every field works without a script: what is chosen are boxes, what is to be added is typed by name, clause or words.
With the script the typed field suggests and adds at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import DateField, ForeignKey, ManyToManyField, Model, QuerySet, TextField, URLField
from django.utils.translation import gettext_lazy as _

from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.queries.filters.searching import LONGEST
from commitments.queries.finding import bodies_meant, commitments_meant
from commitments.vocabulary import ParticipationRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

NOT_ONE = _("Nothing that you may see is called “%(typed)s”. Write a reference, a clause or words of the title.")
SEVERAL = _("“%(typed)s” fits more than one: %(names)s. Choose one of them.")
UNKNOWN = _("There is no “%(value)s”.")


class DayInput(forms.DateInput):
    """The browser's own day picker, in the one format it reads."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class NamedChoiceField(forms.ModelChoiceField):
    """One row by its public name."""

    default_error_messages = {"invalid_choice": UNKNOWN}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": "…"})
        return super().to_python(value)


class NamedChoicesField(forms.ModelMultipleChoiceField):
    """Rows by their public names."""

    default_error_messages = {"invalid_choice": UNKNOWN}

    def clean(self, value: Any) -> Any:
        for each in value or []:
            if "\0" in str(each):
                raise ValidationError(self.error_messages["invalid_choice"], params={"value": "…"})
        return super().clean(value)


def named_field(db_field: Any, **extra: Any) -> forms.Field | None:
    """The form field of a column: relations by public name, days by the browser's picker."""
    if isinstance(db_field, ForeignKey | ManyToManyField):
        noun = db_field.related_model
        name = {"Person": "username"}.get(noun.__name__, getattr(noun, "public_name", "id"))
        kind = NamedChoiceField if isinstance(db_field, ForeignKey) else NamedChoicesField
        extra = {"form_class": kind, "queryset": noun._default_manager.all(), "to_field_name": name} | extra
    elif isinstance(db_field, DateField):
        extra.setdefault("widget", DayInput)
    elif isinstance(db_field, TextField):
        extra.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
    elif isinstance(db_field, URLField):
        extra["assume_scheme"] = "https"
    field: forms.Field | None = db_field.formfield(**extra)
    return field


class Picked(NamedTuple):
    """What came with a form: the names of what was chosen, what was typed to be added, and in which role."""

    chosen: list[str]
    typed: str = ""
    role: str = ""


class Pick(forms.Widget):
    """Boxes for the commitments that are chosen, and a line to add more by name.

    The form hands in `rows`, those that may be chosen; a field that could not tell which was meant sets `offered`.
    """

    template_name = "admin/pick.html"
    use_fieldset = True
    suggests = "activity commitments"
    rows: QuerySet[Any] = Commitment.objects.none()
    offered: Sequence[str] = ()

    def labels(self, names: Iterable[str]) -> dict[str, str]:
        """How the boxes of these names read; a name that is not among the rows has none."""
        return {row.reference: str(row) for row in self.rows.filter(reference__in=names)}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Picked:
        role = data.get(f"{name}_role", "")
        return Picked(data.getlist(name), data.get(f"{name}_add", "").strip(), role)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        picked = value if isinstance(value, Picked) else Picked(list(value or []))
        names = dict.fromkeys(each for each in [*picked.chosen, *self.offered] if "\0" not in each)
        labels = self.labels(names)
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "boxes": [(each, labels[each], each in picked.chosen) for each in names if each in labels],
            "typed": "" if self.offered else picked.typed,
            "suggests": self.suggests,
            "roles": ParticipationRole.choices,
            "role": picked.role or ParticipationRole.PARTICIPANT.value,
        }
        return context


class PickBodies(Pick):
    """The same for bodies, each with the part it takes."""

    template_name = "admin/pick_bodies.html"
    suggests = "activity bodies"

    def labels(self, names: Iterable[str]) -> dict[str, str]:
        bodies = {body.slug: body for body in self.rows.filter(slug__in=[_slug(each) for each in names])}
        return {each: tie_label(bodies[_slug(each)], _role(each)) for each in names if _slug(each) in bodies}


class CommitmentsField(NamedChoicesField):
    """Any number of commitments."""

    widget = Pick

    def __init__(self, **extra: Any) -> None:
        super().__init__(queryset=Commitment.objects.all(), to_field_name="reference", **extra)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, Picked) else super().prepare_value(value)

    def clean(self, value: Picked) -> Any:
        found = [_meant(self, commitments_meant, each) for each in _several(value.typed)]
        return super().clean([*value.chosen, *[row.reference for row in found]])


class CommitmentField(NamedChoiceField):
    """One commitment, typed by reference, clause or words."""

    widget = forms.TextInput

    def __init__(self, **extra: Any) -> None:
        super().__init__(queryset=Commitment.objects.all(), to_field_name="reference", **extra)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "vTextField", "autocomplete": "off", "data-suggest": "activity commitments"}

    def to_python(self, value: Any) -> Any:
        typed = str(value or "").strip()
        return _meant(self, commitments_meant, typed) if typed else None


class BodiesField(forms.Field):
    """Bodies with the part each takes: a list of (body, role)."""

    widget = PickBodies
    queryset = Body.objects.all()

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, Picked) else [tie_name(body, role) for body, role in value or []]

    def clean(self, value: Picked) -> list[tuple[Body, str]]:
        chosen = [each for each in value.chosen if "\0" not in each]
        bodies = {body.slug: body for body in self.queryset.filter(slug__in=[_slug(each) for each in chosen])}
        ties = []
        for each in value.chosen:
            if _slug(each) not in bodies or _role(each) not in ParticipationRole.values:
                raise ValidationError(UNKNOWN, params={"value": _printable(each)})
            ties.append((bodies[_slug(each)], _role(each)))
        for typed in _several(value.typed):
            if value.role not in ParticipationRole.values:
                raise ValidationError(UNKNOWN, params={"value": _printable(value.role)})
            ties.append((_meant(self, bodies_meant, typed, role=value.role), value.role))
        return list(dict.fromkeys(ties))


def tie_name(body: Body, role: str) -> str:
    """How a form writes a body in a role: `ccdcoe:host`."""
    return f"{body.slug}:{role}"


def tie_label(body: Body, role: str) -> str:
    """How a form shows a body in a role."""
    named = f"{body.abbreviation} · {body.name}" if body.abbreviation else body.name
    return f"{named} ({ParticipationRole(role).label if role in ParticipationRole.values else role})"


def _slug(value: str) -> str:
    return value.partition(":")[0]


def _role(value: str) -> str:
    return value.partition(":")[2]


def _several(typed: str) -> list[str]:
    return [each.strip() for each in typed.replace(";", ",").split(",") if each.strip()]


def _printable(typed: str) -> str:
    return typed[:80].replace("\0", "")


def _meant(field: Any, meant: Callable[..., list[Any]], typed: str, *, role: str = "") -> Any:
    """The one row that was meant; a ValidationError, and the candidates as boxes, where it is not one."""
    found: list[Model] = meant(field.queryset, typed[:LONGEST]) if "\0" not in typed else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError(NOT_ONE, params={"typed": _printable(typed)})
    names = [str(getattr(row, getattr(type(row), "public_name", "slug"))) for row in found]
    if isinstance(field.widget, Pick):
        field.widget.offered = [f"{name}:{role}" if role else name for name in names]
    raise ValidationError(SEVERAL, params={"typed": _printable(typed), "names": ", ".join(names)})
