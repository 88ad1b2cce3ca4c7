"""Who uses the tracker?"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, Permission, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commitments.models.bodies import Body
from commitments.models.parties import Party
from commitments.models.rows import one_of
from commitments.vocabulary import Marking, Role

LANGUAGES = [("en", "English"), ("fr", "Français"), ("ja", "日本語")]


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:
        """A new person; without a password they cannot log in until one is set."""
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save()
        person.groups.set(Group.objects.filter(name=person.role))
        return person

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> Person:
        """An administrator cleared for everything: the role says what one may, Django's `is_superuser` nothing."""
        fields = {"role": Role.ADMINISTRATOR, "clearance": Marking.RESTRICTED, **fields, "is_superuser": False}
        return self.create_user(username, password, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. The role says what they may do, the clearance what they may see."""

    username = models.CharField(
        _("log-in name"),
        max_length=80,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("This log-in name is taken.")},
        help_text=_("Letters, digits and @ . + - _ only. Others see it as the person's name in the API."),
    )
    display_name = models.CharField(_("display name"), max_length=120, help_text=_("As it is shown on pages."))
    role = models.CharField(
        _("role"), max_length=16, choices=Role, default=Role.VIEWER, help_text=_("What this person may do.")
    )
    clearance = models.CharField(
        _("clearance"),
        max_length=12,
        choices=Marking,
        default=Marking.PUBLIC,
        help_text=_("The highest marking this person may read."),
    )
    party = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        related_name="people",
        null=True,
        blank=True,
        verbose_name=_("party"),
        help_text=_("Empty for the office that runs the tracker. A person with a party assesses for it alone."),
    )
    bodies = models.ManyToManyField(
        Body, related_name="people", blank=True, verbose_name=_("bodies"), help_text=_("Where this person works.")
    )
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="en")
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Switch off instead of deleting: what they did stays theirs.")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["username"]
        constraints = [one_of("role", Role), one_of("clearance", Marking)]

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def is_staff(self) -> bool:
        """Everybody with an active account may open the admin; the role decides what it offers."""
        return self.is_active

    @cached_property
    def granted(self) -> frozenset[str]:
        """Django's permissions of the group of this person's role (queries/groups.py), as `app.codename`."""
        ours = Permission.objects.filter(group__user=self, group__name=self.role).select_related("content_type")
        rows = ours if self.is_active else ()
        return frozenset(f"{row.content_type.app_label}.{row.codename}" for row in rows)

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        """What the role grants and nothing beside it; no permission is about one row."""
        return set(self.granted) if obj is None else set()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return perm in self.get_all_permissions(obj)

    def has_module_perms(self, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.granted)

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name or self.username
