"""What was done or is planned, by whom, and what shows it?"""

import datetime
import uuid

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models.areas import PriorityArea
from commitments.models.bodies import Body
from commitments.models.commitments import Commitment
from commitments.models.people import Person
from commitments.models.rows import WorkRow, one_of
from commitments.models.searching import SearchedRow, SearchedRows, Words
from commitments.vocabulary import ActivityKind, ActivityState, Marking, ParticipationRole, Stage

EARLIEST = datetime.date(1900, 1, 1)
LATEST = datetime.date(2199, 12, 31)
DAY_BOUNDS = [
    MinValueValidator(EARLIEST, _("Give a day from 1900 on.")),
    MaxValueValidator(LATEST, _("Give a day before 2200.")),
]
SOURCE_NAME = RegexValidator(r"^[A-Za-z0-9._-]*\Z", _("Use letters, digits, full stops, hyphens and underscores."))


class Activity(SearchedRow, WorkRow):
    """Something done or planned."""

    searched = ("title", "summary", "outcome", "next_steps", "place")

    title = models.CharField(_("title"), max_length=300, help_text=_("In your own words, as a headline."))
    kind = models.CharField(_("kind"), max_length=24, choices=ActivityKind, help_text=_("What kind of thing it is."))
    stage = models.CharField(
        _("stage"), max_length=12, choices=Stage, default=Stage.CARRIED_OUT, help_text=_("How far it has come.")
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ActivityState,
        default=ActivityState.LOGGED,
        editable=False,
        help_text=_("Logged until a manager other than who logged it confirms it."),
    )
    starts_on = models.DateField(
        _("start day"), validators=DAY_BOUNDS, help_text=_("The day it begins, local to its place.")
    )
    ends_on = models.DateField(
        _("end day"),
        null=True,
        blank=True,
        validators=DAY_BOUNDS,
        help_text=_("Empty: the same day; while under way: not ended."),
    )
    place = models.CharField(_("place"), max_length=200, blank=True, help_text=_("Where it happens."))
    summary = models.TextField(_("summary"), blank=True, max_length=20_000, help_text=_("What it is about."))
    outcome = models.TextField(_("outcome"), blank=True, max_length=20_000, help_text=_("What came of it."))
    next_steps = models.TextField(_("next steps"), blank=True, max_length=20_000, help_text=_("What follows."))
    commitments = models.ManyToManyField(
        Commitment,
        related_name="activities",
        blank=True,
        verbose_name=_("commitments"),
        help_text=_("One or more. Areas and bodies follow from them and can be changed."),
    )
    areas = models.ManyToManyField(
        PriorityArea,
        related_name="activities",
        blank=True,
        verbose_name=_("areas"),
        help_text=_("Left empty, those of the commitments."),
    )
    bodies = models.ManyToManyField(Body, through="Participation", related_name="activities", verbose_name=_("bodies"))
    source = models.CharField(
        _("source"),
        max_length=60,
        blank=True,
        validators=[SOURCE_NAME],
        help_text=_("The system it came from; empty when logged here."),
    )
    external_id = models.CharField(
        _("external id"), max_length=200, blank=True, help_text=_("Its name in the system it came from.")
    )
    logged_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="logged", verbose_name=_("logged by"), editable=False
    )
    confirmed_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="confirmed",
        null=True,
        blank=True,
        verbose_name=_("confirmed by"),
        editable=False,
    )
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    objects = models.Manager.from_queryset(SearchedRows)()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-starts_on", "id"]
        indexes = [
            models.Index(fields=["-starts_on", "id"], name="activity_newest"),
            models.Index(fields=["created_at", "id"], name="activity_in_order_made"),
            models.Index(fields=["marking", "-starts_on", "id"], name="activity_readable_newest"),
        ]
        constraints = [
            one_of("marking", Marking),
            one_of("kind", ActivityKind),
            one_of("stage", Stage),
            one_of("state", ActivityState),
            models.CheckConstraint(condition=~models.Q(title=""), name="activity_has_title"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="activity_ends_after_start",
                violation_error_message=_("The end day must be on or after the start day."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=ActivityState.LOGGED, confirmed_by=None)
                | models.Q(state=ActivityState.CONFIRMED, confirmed_by__isnull=False),
                name="activity_confirmed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~models.Q(external_id=""),
                name="activity_source_external_id_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityWords(Words):
    row = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="words")


class Participation(models.Model):
    """A body's part in an activity."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="participations")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="participations", verbose_name=_("body"))
    role = models.CharField(_("role"), max_length=12, choices=ParticipationRole, default=ParticipationRole.PARTICIPANT)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["activity", "body__order", "role"]
        constraints = [
            one_of("role", ParticipationRole),
            models.UniqueConstraint(fields=["activity", "body", "role"], name="participation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.body} ({self.get_role_display()})"


class Evidence(models.Model):
    """A link or an uploaded copy that shows an activity. The server never fetches the link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(_("title"), max_length=300, help_text=_("What it is called."))
    publisher = models.CharField(_("publisher"), max_length=200, blank=True, help_text=_("Who published it."))
    url = models.URLField(_("address"), max_length=1000, blank=True, help_text=_("Never fetched by the server."))
    seen_on = models.DateField(
        _("day seen"), null=True, blank=True, validators=DAY_BOUNDS, help_text=_("When somebody last read it there.")
    )
    file = models.FileField(_("copy"), upload_to="evidence/", blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256 of the copy"), max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size of the copy in bytes"), null=True, blank=True, editable=False)
    media_type = models.CharField(_("type of the copy"), max_length=100, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["activity", "created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(url="") | ~models.Q(file=""),
                name="evidence_link_or_copy",
                violation_error_message=_("Give an address or a copy."),
            ),
            models.CheckConstraint(
                condition=models.Q(file="", sha256="") | (~models.Q(file="") & ~models.Q(sha256="")),
                name="evidence_copy_has_checksum",
            ),
        ]

    def __str__(self) -> str:
        return self.title
