import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0012_imports_and_jobs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "form",
                    models.CharField(
                        choices=[("log_activity", "Log activity"), ("change_activity", "Change activity")],
                        max_length=20,
                        verbose_name="form",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=1000, verbose_name="subject")),
                ("content", models.JSONField(default=dict, verbose_name="content")),
                (
                    "marking",
                    models.CharField(
                        choices=[("public", "public"), ("internal", "internal"), ("restricted", "restricted")],
                        max_length=12,
                        verbose_name="marking",
                    ),
                ),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="saved at")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
                "ordering": ["-saved_at", "id"],
                "indexes": [models.Index(fields=["saved_at"], name="draft_oldest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("marking__in", ["public", "internal", "restricted"])),
                        name="draft_marking_listed",
                    ),
                    models.UniqueConstraint(fields=("owner", "form", "subject"), name="draft_once_per_form"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "name",
                    models.CharField(help_text="As you want to find it again.", max_length=80, verbose_name="name"),
                ),
                ("address", models.CharField(max_length=2000, verbose_name="address")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ["name", "id"],
                "constraints": [models.UniqueConstraint(fields=("owner", "name"), name="saved_view_name_once")],
            },
        ),
    ]
