"""How does somebody choose the file that is to be imported?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.queries.permissions import may
from commitments.queries.visibility import Principal
from commitments.vocabulary import Importable

VERBS = {Importable.ACTIVITIES: "log_activity", Importable.TARGETS: "set_target"}


class ImportForm(forms.Form):
    noun = forms.ChoiceField(label=_("Holds"), help_text=_("What each row of the file is."))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("CSV or XLSX, at most 10 MB and 5,000 rows. The first row names the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
    )

    def __init__(self, *args: Any, principal: Principal, **extra: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **extra})
        offered = [noun for noun in Importable if may(principal, VERBS[noun])]
        self.fields["noun"].choices = [(noun.value, noun.label) for noun in offered]  # type: ignore[attr-defined]
