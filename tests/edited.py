"""What if a fixture said something else? A copy of the fixtures that a test may change."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings


class EditedFixtures:
    """A copy of the fixtures in a folder of a test's own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        shutil.copytree(settings.FIXTURES, directory)

    def edit(self, file: str, change: Callable[[Any], object]) -> None:
        """Let `change` alter what a file holds, in place."""
        path = self.directory / f"{file}.json"
        data = json.loads(path.read_text())
        change(data)
        path.write_text(json.dumps(data, ensure_ascii=False))

    def drop_information_sharing(self) -> None:
        """Take the commitment IPCP20-2.2b-c3, and what names it, out of the Programme's reading."""

        def change(data: Any) -> None:
            data["commitments"] = [row for row in data["commitments"] if row["reference"] != "IPCP20-2.2b-c3"]
            data["lineage"] = [row for row in data["lineage"] if row["later"] != "IPCP20-2.2b-c3"]

        self.edit("programme-2020", change)
