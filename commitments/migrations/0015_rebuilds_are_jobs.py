"""What is made anew from the rows is a job like an import: it says where it stands, and how much it put right."""

from django.db import migrations, models

from commitments.migrations._while_in_use import AddFieldWhileInUse, ReplaceCheckWhileInUse

KINDS = [
    ("import", "import"),
    ("undo_import", "undoing an import"),
    ("rebuild_counts", "counts behind figures made anew"),
    ("rebuild_words", "words of searches made anew"),
]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("commitments", "0014_first_planned_and_last_day_in_one_step"),
    ]

    operations = [
        AddFieldWhileInUse(
            model_name="job",
            name="place",
            field=models.CharField(blank=True, db_default="", max_length=80),
        ),
        AddFieldWhileInUse(
            model_name="job",
            name="mended",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="put right"),
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=16, verbose_name="kind"),
        ),
        ReplaceCheckWhileInUse(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _label in KINDS])), name="job_kind_listed"
            ),
        ),
    ]
