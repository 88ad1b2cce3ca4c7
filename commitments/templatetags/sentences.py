"""How do our templates write a sentence with its numbers and its citations?"""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model
from django.template.context import Context
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commitments.queries.citing import Cite, Said, shortened
from commitments.queries.figures import Figure
from commitments.templatetags.page import at, figure

register = template.Library()


@register.simple_tag(takes_context=True)
def said(context: Context, sentence: Said) -> SafeString:
    """A sentence, its numbers as links to their lists, and behind it the clauses and activities that it rests on."""
    values = {name: _written(context, value) for name, value in sentence.values.items()}
    words = mark_safe(str(escape(sentence.template)) % values)  # noqa: S308 (both are escaped)
    return format_html("{} {}", words, cited(context, sentence.cites))


@register.simple_tag(takes_context=True)
def cited(context: Context, cites: list[Cite]) -> SafeString:
    """Citations in brackets, each a link to what it cites."""
    links = ((_leads_to(context, cite), cite.words, words) for words, cite in shortened(cites))
    joined = format_html_join("; ", '<a href="{}" title="{}">{}</a>', links)
    return format_html('<span class="cites">[{}]</span>', joined) if cites else SafeString("")


def _leads_to(context: Context, cite: Cite) -> str:
    page = at(context, cite.page, *cite.named, **cite.where)
    return f"{page}#{cite.part}" if cite.part else page


def _written(context: Context, value: Any) -> SafeString:
    return figure(context, value) if isinstance(value, Figure) else conditional_escape(value)


@register.filter
def noun(row: Model) -> str:
    """What a row is called: agreement, priority area, body."""
    return str(row._meta.verbose_name)
