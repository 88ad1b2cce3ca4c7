"""What is wrong with a stored text or with a row that rests on it, and where?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault: ``where`` names the place (a key, a span), ``what`` says in a sentence what is wrong there."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
