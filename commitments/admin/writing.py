"""How does a form of the admin become a write, or say why not?

The form checks each field, the action checks the row as a whole and writes it. What the action refuses stands beside
its field, with what was typed still there and nothing stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import ForeignKey, Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.refusals import NotAllowedError, StaleError, StateError
from commitments.actions.validation import default_marking, lowered_without_reason
from commitments.admin.asking import asking
from commitments.admin.banner import banner
from commitments.admin.fields import Pick
from commitments.admin.history import TracedAdmin
from commitments.admin.links import list_of, name_field, page_of
from commitments.admin.readable import readable
from commitments.admin.telling import Told, told
from commitments.queries.banner import UNMARKED
from commitments.queries.history import history_since, is_tracked
from commitments.queries.permissions import refusal
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from commitments.queries.visibility import Principal


@dataclass(frozen=True)
class Group:
    """Fields that stand together under a heading. `folded`: closed at first, unless something in it is at fault."""

    heading: Any
    fields: tuple[str, ...]
    folded: bool = False


@dataclass(frozen=True)
class Shown:
    """A group as it stands on the page."""

    group: Group
    bound: list[forms.BoundField]

    @property
    def open(self) -> bool:
        return not self.group.folded or any(field.errors for field in self.bound)


class ActionForm(forms.ModelForm):
    """A form whose content an action takes. `groups` says how it is laid out; left out: all fields in one group."""

    groups: ClassVar[tuple[Group, ...]] = ()
    stale: Model | None = None
    since: Sequence[Told] = ()
    """The row as it stands, and what others did to it, where somebody saved after this form was opened."""

    def __init__(self, *args: Any, principal: Principal, **extra: Any) -> None:
        instance, noun = extra.get("instance"), self._meta.model
        keys = [field.name for field in noun._meta.fields if isinstance(field, ForeignKey)]
        named = {name: getattr(instance, name) for name in keys if instance and name in self.base_fields}
        extra["initial"] = {**named, **(extra.get("initial") or {})}
        super().__init__(*args, **{"label_suffix": "", **extra})
        self.principal = principal
        for field in self.fields.values():
            rows = getattr(field, "queryset", None)
            if rows is not None:
                field.queryset = visible_to(rows, principal)  # type: ignore[attr-defined]
            if isinstance(field.widget, Pick):
                field.widget.rows = field.queryset  # type: ignore[attr-defined]
        if "marking" in self.fields and not instance:
            self.initial.setdefault("marking", default_marking(principal).value)

    def _post_clean(self) -> None:
        """The action checks the row as a whole."""

    def shown(self) -> Iterator[Shown]:
        """The groups as they stand on the page."""
        groups = self.groups or (Group("", tuple(self.fields)),)
        for group in groups:
            if bound := [self[name] for name in group.fields if name in self.fields]:
                yield Shown(group, bound)

    def refuse(self, error: ValidationError) -> None:
        """Put what an action refused beside the fields it names."""
        faults = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, sentences in faults.items():
            for sentence in sentences:
                self.add_error(self._place_of(name, sentence), sentence)

    def _place_of(self, name: str, sentence: str) -> str | None:
        """The field beside which a sentence stands; None: it speaks of the whole row."""
        if sentence == lowered_without_reason():
            name = next((each for each in ("marking_reason", "reason") if each in self.fields), name)
        return name if name in self.fields else None

    def theirs(self) -> list[tuple[str, str, str]]:
        """Where the row as it stands differs from what was typed: label, theirs, yours."""
        if self.stale is None:
            return []
        now = type(self)(instance=self.stale, principal=self.principal)
        pairs = [
            (str(self[name].label), readable(now[name]), readable(self[name]))
            for name in now.fields
            if name in self.fields and not self.fields[name].widget.is_hidden
        ]
        pairs += [(label, rows_in(now), rows_in(self)) for label, rows_in in self.further()]
        return [(label, theirs, yours) for label, theirs, yours in pairs if theirs != yours]

    def further(self) -> Sequence[tuple[str, Callable[[Any], str]]]:
        """What stands below the fields: how it is called, and how to read it from a form, in words."""
        return ()

    @property
    def version_now(self) -> Any:
        """The version that a further save rests on."""
        if self.stale is None and self.is_bound:
            return self.data.get("version", "")
        return getattr(self.stale or self.instance, "version", "")


class WriteAdmin(TracedAdmin):
    """A noun with a form, written through actions only."""

    form_class: type[ActionForm]
    form_template = "admin/form.html"
    add_title: Any = gettext_lazy("Add")
    change_title: Any = gettext_lazy("Change")

    def form_for(self, row: Any) -> type[ActionForm]:
        """The form that adds (`row` is None) or changes."""
        return self.form_class

    def write(self, request: HttpRequest, form: Any, row: Any) -> Any:
        """Write through an action; `row` is None when something is added. Return the row as it stands."""
        raise NotImplementedError

    def initial(self, request: HttpRequest) -> dict[str, Any]:
        """What a new form begins with."""
        return {}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        why = refusal(asking(request), self.to_add) if self.to_add else _("Nothing is added here.")
        if why:
            return self.admin_site.refuse(request, why)
        return self.form_page(request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if self.has_change_permission(request, row) and self.is_open(row):
            return self.form_page(request, row)
        return self.read_page(request, object_id)

    def is_open(self, row: Any) -> bool:
        """Whether the row may still be changed by anybody."""
        return True

    def form_page(self, request: HttpRequest, row: Any) -> HttpResponse:
        """The form: shown, refused with what was typed, or written and left."""
        if request.method != "POST":
            return self.show(request, self.opened(request, row), row)
        form = self.form_for(row)(request.POST, request.FILES, instance=row, principal=asking(request))
        if form.is_valid() and not self.asks_back(request, form, row):
            try:
                with transaction.atomic():
                    written = self.write(request, form, row)
                return self.leave(request, form, written, added=row is None)
            except ValidationError as error:
                form.refuse(error)
            except (NotAllowedError, StateError) as error:
                form.add_error(None, str(error))
            except StaleError as error:
                self.told_of_others(request, form, error.current)
            except ObjectDoesNotExist as error:
                raise Http404(_("There is nothing with this name that you may see.")) from error
        return self.show(request, form, row)

    def opened(self, request: HttpRequest, row: Any) -> Any:
        """The form as it is shown at first."""
        initial = {} if row else self.initial(request)
        return self.form_for(row)(instance=row, initial=initial, principal=asking(request))

    def asks_back(self, request: HttpRequest, form: Any, row: Any) -> bool:
        """Whether a form without a fault is shown once more before it is written, with a question."""
        return False

    def told_of_others(self, request: HttpRequest, form: Any, current: Any) -> None:
        """Hand the form the row as it stands and what others did to it; a 404 where this reader may not see it now."""
        form.stale = self.get_object(request, str(getattr(current, name_field(self.model))))
        if is_tracked(self.model):
            principal = asking(request)
            since = history_since(current, form.cleaned_data["version"], seen_by=principal.clearance)
            form.since = told(since, self.model, principal)

    def show(self, request: HttpRequest, form: Any, row: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **self.banner_of_form(request),
            "opts": self.opts,
            "title": self.change_title if row else self.add_title,
            "original": row,
            "form": form,
            "list_url": list_of(self.model),
            "steps": self.offered(row, request) if row else [],
            "another": self.another,
        }
        return TemplateResponse(request, self.form_template, context | self.beside(request, form, row))

    def banner_of_form(self, request: HttpRequest) -> dict[str, Any]:
        """A form suggests whatever its reader may see, and is marked so, unless its noun names nothing marked."""
        return {"banner": banner(request)} if self.opts.object_name in UNMARKED else {}

    another: Any = None
    """What the button says that saves and opens a new form; None: there is no such button."""

    def beside(self, request: HttpRequest, form: Any, row: Any) -> dict[str, Any]:
        """What stands beside the form."""
        return {}

    def leave(self, request: HttpRequest, form: Any, row: Any, *, added: bool) -> HttpResponse:
        """Where to go when it is written."""
        self.message_user(request, _("Saved: %(row)s") % {"row": row}, messages.SUCCESS)
        if "_addanother" in request.POST:
            return HttpResponseRedirect(self.another_url(form, row))
        return HttpResponseRedirect(page_of(row) if "_continue" in request.POST else list_of(self.model))

    def another_url(self, form: Any, row: Any) -> str:
        return "add/"
