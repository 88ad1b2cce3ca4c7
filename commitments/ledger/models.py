"""In which tables does the ledger keep what changed?"""

from __future__ import annotations

from django.db import models


class Revision(models.Model):
    """All changes of one transaction. Numbered at commit, chained to the revision before it, never edited.

    Moments are text (RFC 3339, UTC, microseconds): they are hashed as stored and move between engines unchanged.
    """

    public_id = models.CharField(max_length=36, unique=True)
    number = models.BigIntegerField(unique=True, null=True)
    recorded_at = models.CharField(max_length=27, default="")
    actor = models.CharField(max_length=200)
    door = models.CharField(max_length=40)
    reason = models.TextField(default="")
    request = models.CharField(max_length=80, default="")
    token = models.CharField(max_length=40, default="")
    content = models.CharField(max_length=64, null=True)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "ledger_revision"
        ordering = ["number"]
        indexes = [models.Index(fields=["recorded_at", "number"], name="ledger_revision_by_moment")]

    def __str__(self) -> str:
        return f"{self.number} {self.actor}"


class Change(models.Model):
    """One changed row: the object that a reader sees changed, and the row that really changed.

    `op`: I made, U changed, D gone, B found (older than its triggers), R redacted. `before` and `after` are the
    row as JSON text without its version, empty for none.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="changes", db_index=False)
    type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=200)
    source = models.CharField(max_length=80)
    row_id = models.CharField(max_length=40)
    op = models.CharField(max_length=1)
    version = models.BigIntegerField()
    salt = models.CharField(max_length=36)
    digest = models.CharField(max_length=64)
    before = models.TextField(default="")
    after = models.TextField(default="")

    class Meta:
        db_table = "ledger_change"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["revision", "type", "object_id"], name="ledger_change_in_revision"),
            models.Index(fields=["type", "object_id", "id"], name="ledger_change_of_object"),
            models.Index(fields=["source", "row_id", "id"], name="ledger_change_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.type} {self.object_id}"
