from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0006_access_found_fast"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["recorded_at", "number"], name="ledger_revision_by_moment"),
        ),
    ]
