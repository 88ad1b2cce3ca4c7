"""The first planned day and the last day of a commitment are one index step each, whatever the reader may see."""

from django.db import migrations, models

from commitments.migrations._while_in_use import AddIndexWhileInUse, RemoveIndexWhileInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("commitments", "0013_drafts_and_saved_views"),
    ]

    operations = [
        AddIndexWhileInUse(
            model_name="proofday",
            index=models.Index(
                condition=models.Q(("planned", False)),
                fields=["commitment", "-ends_on", "marking"],
                name="proofday_last",
            ),
        ),
        AddIndexWhileInUse(
            model_name="proofday",
            index=models.Index(
                condition=models.Q(("planned", True)),
                fields=["commitment", "ends_on", "marking"],
                name="proofday_planned",
            ),
        ),
        RemoveIndexWhileInUse(model_name="proofday", name="proofday_latest"),
    ]
