"""Which other systems may call the API, as whom, and until when?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models.rows import one_of
from commitments.vocabulary import Marking, TokenScope


class Token(models.Model):
    """A key of the API. Only its digest is kept; the key itself is shown once, when it is made."""

    name = models.CharField(_("name"), max_length=120, help_text=_("Which system uses it."))
    prefix = models.CharField(_("prefix"), max_length=12, unique=True, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False, help_text=_("SHA-256 of the key."))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tokens",
        verbose_name=_("owner"),
        help_text=_("The token never sees or does more than its owner."),
    )
    scopes = models.JSONField(_("scopes"), default=list, help_text=_("What it may do: read, write, changes, audit."))
    clearance = models.CharField(
        _("clearance"),
        max_length=12,
        choices=Marking,
        blank=True,
        help_text=_("Empty for its owner's clearance; otherwise the lower of the two holds."),
    )
    source = models.CharField(
        _("source"), max_length=60, blank=True, help_text=_("The source name it may push activities under.")
    )
    networks = models.JSONField(
        _("networks"),
        default=list,
        blank=True,
        help_text=_("Where it may be used from: addresses or networks (192.0.2.0/24). Empty for anywhere."),
    )
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("replaces"),
        help_text=_("The token it was rotated from; both are good until that one expires."),
    )
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-created_at"]
        constraints = [one_of("clearance", Marking, or_empty=True)]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def has_scope(self, scope: TokenScope) -> bool:
        return scope.value in self.scopes


class TokenUse(models.Model):
    """When a token was last used, noted at most once an hour: reading costs no write."""

    token = models.OneToOneField(Token, on_delete=models.CASCADE, primary_key=True, related_name="use")
    last_used_at = models.DateTimeField(_("last used at"))
    address = models.CharField(_("address"), max_length=45, blank=True, help_text=_("Where from."))

    class Meta:
        verbose_name = _("use of a token")
        verbose_name_plural = _("uses of tokens")

    def __str__(self) -> str:
        return f"{self.token_id} {self.last_used_at:%Y-%m-%d %H:%M}"
