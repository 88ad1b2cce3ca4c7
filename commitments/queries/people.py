"""Who has an account?"""

from __future__ import annotations

from commitments.models.people import Person


def person_called(username: str) -> Person | None:
    """The person with this log-in name; None when nobody has it. Somebody switched off is still found."""
    return Person.objects.filter(username=username).first()
