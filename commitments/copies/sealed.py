"""How is a stream of bytes sealed with a passphrase, so that nobody reads or changes it unnoticed?

Chunks of 64 KiB under AES-256-GCM, each with its place and whether it is the last in its nonce (the STREAM
construction), so that nothing can be cut off, swapped or put in between. The key comes from the passphrase by scrypt.
"""

from __future__ import annotations

import io
import os
import struct
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"tracker sealed 1\n"
CHUNK, TAG = 65_536, 16
SALT, PREFIX = 16, 7
COST, BLOCK, LANES = 2**15, 8, 1


class UnsealedError(ValueError):
    """The passphrase is not the one it was sealed with, or the file is damaged."""


class Sealing(io.RawIOBase):
    """What is written into it comes out sealed in `out`; closing writes the last chunk and leaves `out` open."""

    def __init__(self, out: IO[bytes], passphrase: bytes) -> None:
        salt, self._prefix = os.urandom(SALT), os.urandom(PREFIX)
        self._out, self._cipher = out, AESGCM(_key(passphrase, salt))
        self._waiting, self._number = bytearray(), 0
        out.write(MAGIC + salt + self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > CHUNK:  # the last chunk is known only at the end
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
        super().close()

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last), chunk, None))
        self._number += 1


class Unsealing(io.RawIOBase):
    """The bytes that were sealed in `sealed`. Raises UnsealedError where they are not whole or not for this key."""

    def __init__(self, sealed: IO[bytes], passphrase: bytes) -> None:
        head = sealed.read(len(MAGIC) + SALT + PREFIX)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + SALT + PREFIX:
            raise UnsealedError("This is no sealed file.")
        salt, self._prefix = head[len(MAGIC) : -PREFIX], head[-PREFIX:]
        self._sealed, self._cipher = sealed, AESGCM(_key(passphrase, salt))
        self._ready, self._number = b"", 0
        self._next = sealed.read(CHUNK + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._ready and self._next:
            chunk, self._next = self._next, self._sealed.read(CHUNK + TAG)
            try:
                self._ready = self._cipher.decrypt(_nonce(self._prefix, self._number, not self._next), chunk, None)
            except InvalidTag as error:
                said = "The passphrase is not the one it was sealed with, or the file is damaged."
                raise UnsealedError(said) from error
            self._number += 1
        given = self._ready[: len(buffer)]
        buffer[: len(given)] = given
        self._ready = self._ready[len(given) :]
        return len(given)


def is_sealed(head: bytes) -> bool:
    """Whether a file that begins like this is sealed."""
    return head.startswith(MAGIC)


def _key(passphrase: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=LANES).derive(passphrase)


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + struct.pack(">I?", number, last)
