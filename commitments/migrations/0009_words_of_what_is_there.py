"""The words of activities and commitments that are older than their index. Later versions of the preparation mend them
with `manage.py verify_search --mend`."""

from itertools import islice

from django.db import migrations

from commitments.texts.searching import prepared

AT_ONCE = 1_000
SEARCHED = {
    "Activity": ("title", "summary", "outcome", "next_steps", "place"),
    "Commitment": ("title", "quote", "reference"),
}


def prepare(apps, schema_editor):
    for noun, columns in SEARCHED.items():
        words = apps.get_model("commitments", f"{noun}Words")
        rows = apps.get_model("commitments", noun).objects.order_by("pk").values_list("pk", *columns).iterator(AT_ONCE)
        while batch := list(islice(rows, AT_ONCE)):
            words.objects.bulk_create(words(row_id=pk, text=prepared(texts)) for pk, *texts in batch)


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0008_search_and_pushes"),
    ]

    operations = [
        migrations.RunPython(prepare, migrations.RunPython.noop),
    ]
