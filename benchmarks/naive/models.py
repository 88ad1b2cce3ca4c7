"""What are the naive twin's tables? Plain ones of the same shape, without triggers, filled with the same rows."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, models

from commitments.models.activities import Activity as Ours


class NaiveCommitment(models.Model):  # noqa: DJ008
    reference = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=300)
    position = models.IntegerField()

    class Meta:
        ordering = ["position"]


class NaiveArea(models.Model):  # noqa: DJ008
    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    order = models.IntegerField()

    class Meta:
        ordering = ["order"]


class NaiveBody(models.Model):  # noqa: DJ008
    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    order = models.IntegerField()


class NaiveToken(models.Model):  # noqa: DJ008
    key = models.CharField(max_length=80, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")


class NaiveActivity(models.Model):  # noqa: DJ008
    id = models.UUIDField(primary_key=True, default=Ours._meta.pk.default)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=24)
    stage = models.CharField(max_length=12, default="carried_out")
    state = models.CharField(max_length=10, default="logged")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    marking = models.CharField(max_length=12, default="internal")
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.IntegerField(default=1)
    commitments = models.ManyToManyField(NaiveCommitment)
    areas = models.ManyToManyField(NaiveArea)
    bodies = models.ManyToManyField(NaiveBody, through="NaiveParticipation")

    class Meta:
        ordering = ["-starts_on", "id"]
        indexes = [models.Index(fields=["-starts_on", "id"], name="naive_newest")]


class NaiveParticipation(models.Model):  # noqa: DJ008
    activity = models.ForeignKey(NaiveActivity, on_delete=models.CASCADE, related_name="participations")
    body = models.ForeignKey(NaiveBody, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, default="participant")

    class Meta:
        ordering = ["body__order", "role"]


class NaiveEvidence(models.Model):  # noqa: DJ008
    id = models.UUIDField(primary_key=True, default=Ours._meta.pk.default)
    activity = models.ForeignKey(NaiveActivity, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    file = models.FileField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]


MODELS = (NaiveCommitment, NaiveArea, NaiveBody, NaiveToken, NaiveActivity, NaiveParticipation, NaiveEvidence)
COPIES = (
    ("naivecommitment", "commitment", "id, reference, title, position"),
    ("naivearea", "priorityarea", 'id, slug, name, "order"'),
    ("naivebody", "body", 'id, slug, name, "order"'),
    (
        *("naiveactivity", "activity"),
        "id, title, kind, stage, state, starts_on, ends_on, place, summary, outcome, next_steps, marking, source,"
        " external_id, logged_by_id, confirmed_by_id, created_at, updated_at, version",
    ),
    ("naiveactivity_commitments", "activity_commitments", "activity_id, commitment_id"),
    ("naiveactivity_areas", "activity_areas", "activity_id, priorityarea_id"),
    ("naiveparticipation", "participation", "activity_id, body_id, role"),
    ("naiveevidence", "evidence", "id, activity_id, title, publisher, url, seen_on, file, sha256, created_at"),
)
"""Each table, which of ours it is filled from, and with which columns."""
TIES = {"activity_id": "naiveactivity_id", "commitment_id": "naivecommitment_id", "priorityarea_id": "naivearea_id"}
"""What Django calls the columns of the tables that it makes by itself."""


def make_tables() -> None:
    """Make the tables and copy our rows into them."""
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    with connection.cursor() as cursor:
        for table, of, columns in COPIES:
            own = columns
            if table.startswith("naiveactivity_"):
                own = ", ".join(TIES[column] for column in columns.split(", "))
            cursor.execute(f"INSERT INTO naive_{table} ({own}) SELECT {columns} FROM commitments_{of}")
        cursor.execute("VACUUM (ANALYZE)")
