"""Which requests were carried out under an idempotency key, and what came of them?"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class IdempotencyKey(models.Model):
    """A key that a caller of the API sent with a POST that was carried out.

    `caller` is `token:<id>` or `person:<id>`: ids are never given twice, names may be. `request_digest` is the
    SHA-256 of method, path and body. `ids` name the rows that the answer shows, in its order; no content is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    ids = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotency_key_once_per_caller")]
        indexes = [models.Index(fields=["created_at", "id"], name="idempotency_key_oldest")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
