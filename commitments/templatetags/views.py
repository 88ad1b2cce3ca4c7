"""How does a page offer the views that its reader saved, and to save itself as one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from commitments.queries.views import views_of
from commitments.queries.visibility import principal_of

if TYPE_CHECKING:
    from django.template.context import Context

register = template.Library()


@register.inclusion_tag("includes/saved_views.html", takes_context=True)
def saved_views(context: Context) -> dict[str, Any]:
    """The views of whoever reads the page, and the address of the page; nothing where nobody is logged in."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return {"offered": False}
    principal = principal_of(request.user)
    return {"offered": True, "views": views_of(principal), "address": request.get_full_path()}
