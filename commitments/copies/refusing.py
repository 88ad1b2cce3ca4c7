"""Why is a file not kept as a copy? In a sentence that says what to do instead."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


class RefusedCopyError(Exception):
    """The file is not kept; the message says why and what to do."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))


class TooLargeCopyError(RefusedCopyError):
    """The file is larger than a copy may be."""


def damaged() -> RefusedCopyError:
    """The refusal of a file that is not what its beginning says, or cannot be read to its end."""
    return RefusedCopyError(_("The file is damaged. Open it, save it again, and choose the new file."))
