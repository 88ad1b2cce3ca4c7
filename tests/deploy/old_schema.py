"""How does a test make an installation of the first version, with a hundred thousand activities in it?

Rows are made through the models as they were then, and multiplied by the database itself.
"""

from __future__ import annotations

OLD = "0001"

FILL = """
import datetime
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from commitments.queries.tokens import new_key

loader = MigrationLoader(connection)
name = loader.get_migration_by_prefix("commitments", "0001").name
model = loader.project_state(("commitments", name)).apps.get_model
MANY = {many}
key, prefix, digest = new_key()
with transaction.atomic():
    ann = model("commitments", "Person").objects.create(
        username="ann", display_name="Ann", role="analyst", clearance="restricted", is_active=True, password="!"
    )
    area = model("commitments", "PriorityArea").objects.create(slug="cyber", name="Cyber defence", short_name="Cyber")
    Activity = model("commitments", "Activity")
    first = Activity.objects.create(
        title="Talks", kind="visit", stage="carried_out", starts_on=datetime.date(2025, 1, 1), logged_by=ann
    )
    model("commitments", "Token").objects.create(
        name="A test", prefix=prefix, digest=digest, owner=ann, scopes=["read", "write"],
        expires_at=timezone.now() + datetime.timedelta(days=1),
    )
    columns = [field.column for field in Activity._meta.concrete_fields if field.column not in ("id", "title")]
    named = ", ".join(f'"{{column}}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rows = "generate_series(2, {many}) AS n"
            fresh = "gen_random_uuid()"
        else:
            rows = "(WITH RECURSIVE s(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM s WHERE n < {many}) SELECT n FROM s)"
            fresh = "lower(hex(randomblob(16)))"
        cursor.execute(
            f"INSERT INTO commitments_activity (id, title, {{named}})"
            f" SELECT {{fresh}}, 'Talks ' || n, {{named}} FROM commitments_activity, {{rows}}"
        )
        cursor.execute(
            "INSERT INTO commitments_activity_areas (activity_id, priorityarea_id)"
            " SELECT id, (SELECT id FROM commitments_priorityarea) FROM commitments_activity"
        )
print(key)
"""
"""Makes {many} activities, and Ann with a token; prints its key. Run by `manage.py shell` on the tables of OLD."""
