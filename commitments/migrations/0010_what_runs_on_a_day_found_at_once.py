"""What runs on a day for a commitment lies together, however it is marked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0009_words_of_what_is_there"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="proofday",
            name="proofday_once",
        ),
        migrations.AddConstraint(
            model_name="proofday",
            constraint=models.UniqueConstraint(
                fields=("commitment", "planned", "length", "starts_on", "ends_on", "marking"), name="proofday_once"
            ),
        ),
    ]
