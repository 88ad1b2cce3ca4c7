"""How does a page become a PDF, where the extra for it is installed?"""

from __future__ import annotations

import logging
from typing import Any

try:
    import weasyprint
except (ImportError, OSError):  # OSError: the library is there, and Pango, which it draws with, is not
    weasyprint = None

PDF = "application/pdf"

log = logging.getLogger("commitments.paper")


class NothingFetchedError(ValueError):
    """A page that is printed holds everything that it needs."""


def can_print() -> bool:
    """Whether this installation makes PDF files (docs/for-operators)."""
    return weasyprint is not None


def on_paper(page: str, identifier: str) -> bytes:
    """The PDF of a page that holds its own styles. The same page and identifier give the same bytes.

    Nothing is fetched, wherever the page points to. Raises RuntimeError where `can_print` says no.
    """
    if weasyprint is None:
        raise RuntimeError("The extra for PDF files is not installed.")
    document: Any = weasyprint.HTML(string=page, base_url=None, url_fetcher=_nothing)
    printed: bytes = document.write_pdf(pdf_identifier=identifier.encode())
    return printed


def _nothing(address: str, *_more: Any, **_named: Any) -> Any:
    log.error("A page to be printed wants %s: it is not fetched.", address)
    raise NothingFetchedError(f"Nothing is fetched: {address}")
