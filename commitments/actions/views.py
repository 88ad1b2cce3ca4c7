"""Save a page with its filters under a name, call it otherwise, and remove it. Personal: outside ledger and feed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from commitments.actions.validation import validate
from commitments.models.views import LONGEST_ADDRESS, SavedView

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal

MOST = 50
"""How many views somebody has."""

NOT_PAGES = (
    *("healthz", "readyz", "metrics", "robots", "set_language", "evidence_copy"),
    *("logout", "login", "jsi18n", "autocomplete"),
)
"""Addresses that people do not come back to, by the names of their routes."""


def save_view(name: str, address: str, *, by: Principal) -> SavedView:
    """Save path and query of a page of ours; return the view. A name that one has already is given the new address.

    Raises ValidationError({"name": …} or {"address": …}).
    """
    if not is_ours(address):
        raise ValidationError({"address": [_("Only pages of the tracker can be saved.")]})
    with transaction.atomic():
        mine = SavedView.objects.select_for_update().filter(owner=by.person)
        view = mine.filter(name=name.strip()).first()
        if view is None and mine.count() >= MOST:
            raise ValidationError({"name": [_("You have %(most)s views. Remove one first.") % {"most": MOST}]})
        view = view or SavedView(owner=by.person, name=name.strip())
        view.address = address
        validate(view)
        view.save()
    return view


def rename_view(view_id: uuid.UUID, name: str, *, by: Principal) -> SavedView:
    """Call a view of one's own otherwise. Raises SavedView.DoesNotExist, or ValidationError({"name": …})."""
    with transaction.atomic():
        view = SavedView.objects.select_for_update().get(pk=view_id, owner=by.person)
        view.name = name.strip()
        if SavedView.objects.filter(owner=by.person, name=view.name).exclude(pk=view.pk).exists():
            raise ValidationError({"name": [_("You have a view of this name.")]})
        validate(view)
        view.save()
    return view


def remove_view(view_id: uuid.UUID, *, by: Principal) -> SavedView:
    """Remove a view of one's own; return it as it was. Raises SavedView.DoesNotExist."""
    view = SavedView.objects.get(pk=view_id, owner=by.person)
    SavedView.objects.filter(pk=view.pk).delete()
    return view


def is_ours(address: str) -> bool:
    """Whether an address is path and query of a page of the tracker: no host, no way out, nothing that only acts."""
    path = address.partition("?")[0]
    odd = any(ord(sign) < 33 or sign in "\\#" for sign in address) or address.startswith("//")
    if odd or not path.startswith("/") or path.startswith("/api/") or len(address) > LONGEST_ADDRESS:
        return False
    try:
        return resolve(path).url_name not in NOT_PAGES
    except Resolver404:
        return False
