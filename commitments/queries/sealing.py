"""How are the secrets of second factors kept? Encrypted, with a key that is not in the database."""

from __future__ import annotations

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

PURPOSE = b"commitment-tracker second factor 1"


class UnreadableError(Exception):
    """The secret was sealed with a SECRET_KEY that is neither the present one nor among SECRET_KEY_FALLBACKS."""


class SealedSecrets(DefaultMFAAdapter):
    """allauth asks its adapter to encrypt what it stores (MFA_ADAPTER). New secrets are sealed with SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed. Raises UnreadableError."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise UnreadableError("Sealed with another SECRET_KEY.") from error

    def get_totp_issuer(self) -> str:
        """The name under which the telephone lists the account."""
        return _("Commitment tracker")


def _fernet() -> MultiFernet:
    """The key derived from SECRET_KEY first; those derived from its fallbacks still read."""
    return MultiFernet([Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(secret: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
