"""How does what a field of a form holds read, in words?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.admin.fields import DayInput, Pick

if TYPE_CHECKING:
    from django import forms


def readable(field: forms.BoundField) -> str:
    """What a field holds, in words."""
    value, widget = field.value(), field.field.widget
    if isinstance(widget, Pick):
        context = widget.get_context(field.name, value, {})["widget"]
        return ", ".join(
            [label for _name, label, on in context["boxes"] if on] + [context["typed"]] * bool(context["typed"])
        )
    if isinstance(widget, DayInput):
        return widget.format_value(value) or ""
    choices = getattr(field.field, "choices", None)
    chosen = {str(each) for each in value} if isinstance(value, list | tuple) else {str(value)}
    if choices is not None:
        return ", ".join(str(label) for name, label in choices if str(name) in chosen and str(name))
    return str(value or "").replace("\r\n", "\n").strip()
