"""Does `check` say when the ledger is not whole? It warns: an error would stop `migrate`, which is the cure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register

from commitments.ledger.install import missing


@register(Tags.database)
def ledger_is_whole(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn of triggers that are missing; only where the database is asked (`check --database default`)."""
    names = missing() if databases and "default" in databases else set()
    if not names:
        return []
    listed = ", ".join(sorted(names)[:5])
    hint = "Run “manage.py migrate”."
    return [Warning(f"{len(names)} triggers of the ledger are missing: {listed}.", hint=hint, id="ledger.W001")]
