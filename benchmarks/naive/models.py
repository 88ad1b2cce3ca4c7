"""What are the naive twin's tables? Plain ones of the same shape, without triggers, filled with the same rows."""

from __future__ import annotations

from django.conf import settings
from django.db import connection, models

from commitments.models.activities import Activity as Ours


class NaiveCommitment(models.Model):  # noqa: DJ008
    reference = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=300)
    quote = models.TextField()
    start = models.IntegerField()
    end = models.IntegerField()
    strength = models.CharField(max_length=24)
    scope = models.CharField(max_length=24)
    recurrence = models.CharField(max_length=24)
    note = models.TextField(blank=True)


class NaiveArea(models.Model):  # noqa: DJ008
    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80)
    order = models.IntegerField()


class NaiveBody(models.Model):  # noqa: DJ008
    slug = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    abbreviation = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=24)


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
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    commitments = models.ManyToManyField(NaiveCommitment)
    areas = models.ManyToManyField(NaiveArea)
    bodies = models.ManyToManyField(NaiveBody)

    class Meta:
        ordering = ["-starts_on", "id"]
        indexes = [models.Index(fields=["-starts_on", "id"], name="naive_newest")]


PLAIN = ("id", "title", "kind", "stage", "state", "starts_on", "ends_on", "place", "summary", "outcome", "next_steps",
         "marking", "source", "external_id", "logged_by_id", "created_at", "updated_at")  # fmt: skip
COPIES = (
    *(
        (f"naive_{table} ({columns})", f"SELECT {columns} FROM commitments_{of}")
        for table, of, columns in (
            (
                *("naivecommitment", "commitment"),
                'id, reference, title, quote, start, "end", strength, scope, recurrence, note',
            ),
            ("naivearea", "priorityarea", 'id, slug, name, short_name, "order"'),
            ("naivebody", "body", "id, slug, name, abbreviation, kind"),
        )
    ),
    (f"naive_naiveactivity ({', '.join(PLAIN)})", f"SELECT {', '.join(PLAIN)} FROM commitments_activity"),
    (
        "naive_naiveactivity_commitments (naiveactivity_id, naivecommitment_id)",
        "SELECT activity_id, commitment_id FROM commitments_activity_commitments",
    ),
    (
        "naive_naiveactivity_areas (naiveactivity_id, naivearea_id)",
        "SELECT activity_id, priorityarea_id FROM commitments_activity_areas",
    ),
    (
        "naive_naiveactivity_bodies (naiveactivity_id, naivebody_id)",
        "SELECT activity_id, body_id FROM commitments_participation",
    ),
)


def make_tables() -> None:
    """Make the tables and copy our rows into them."""
    with connection.schema_editor() as editor:
        for model in (NaiveCommitment, NaiveArea, NaiveBody, NaiveToken, NaiveActivity):
            editor.create_model(model)
    with connection.cursor() as cursor:
        for into, rows in COPIES:
            cursor.execute(f"INSERT INTO {into} {rows}")
        cursor.execute("VACUUM (ANALYZE)")
