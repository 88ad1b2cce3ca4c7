"""What is somebody to do about a fault that an action found?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commitments.sheets.cells import is_blank

if TYPE_CHECKING:
    from commitments.actions.importing.rows import Faults, Read

ALWAYS = ("title", "kind", "starts_on")
"""Cells that are never left empty."""


def cure_for(name: str) -> str:
    """What to do about a fault of this column, in a sentence."""
    cures = {
        "title": _("Give it a title of one line, at most 300 characters."),
        "kind": _("Write one of the codes that the template explains."),
        "starts_on": _("Write the day as 2026-09-01."),
        "ends_on": _("Write a day that is not before the start day, or leave it empty."),
        "place": _("Write it on one line, at most 200 characters."),
        "summary": _("Shorten it, or take out what cannot be printed."),
        "outcome": _("Shorten it, or take out what cannot be printed."),
        "next_steps": _("Shorten it, or take out what cannot be printed."),
        "commitments": _("Write references as the tracker shows them, such as IPCP20-3.3-c4."),
        "commitment": _("Write its reference as the tracker shows it, such as IPCP20-3.3-c4."),
        "areas": _("Write slugs as the addresses of the areas have them, such as cyber-defence."),
        "bodies": _("Write slugs as the addresses of the bodies have them, such as marcom:host."),
        "marking": _("Write a marking that you may read and that is not lower than what the row names."),
        "source": _("Leave source and external id as they were, or leave both empty."),
        "external_id": _("Leave source and external id as they were, or leave both empty."),
        "due_on": _("For a date write the day; it cannot be before the day the target is set."),
        "every": _("For a rhythm write whole months, such as P12M."),
        "reason": _("Write in this column why the target is moved."),
        "set_on": _("Write the day as 2026-09-01, or leave it empty for today."),
    }
    return cures.get(name, _("Put the row right, or take it out."))


def note(read: Read, faults: Faults) -> None:
    """Put what an action found at the columns that it names."""
    for name, sentences in faults.items():
        empty = name in read.values and is_blank(read.written(name)) and name in ALWAYS
        for sentence in [_("The cell is empty.")] if empty else sentences:
            read.fault(name, sentence, cure_for(name))
