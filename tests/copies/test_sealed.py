"""Does a sealed stream come back byte for byte, and never when somebody touched it?"""

from __future__ import annotations

import io

import pytest

from commitments.copies.sealed import CHUNK, MAGIC, TAG, Sealing, UnsealedError, Unsealing, is_sealed

KEY = b"a long passphrase"
HEAD = len(MAGIC) + 16 + 7
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17)


def sealed(content: bytes) -> bytes:
    out = io.BytesIO()
    with Sealing(out, KEY) as sealing:
        for start in range(0, len(content), 50_000):
            sealing.write(content[start : start + 50_000])
    return out.getvalue()


def unsealed(content: bytes, key: bytes = KEY) -> bytes:
    return Unsealing(io.BytesIO(content), key).read() or b""


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back_byte_for_byte(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    shut = sealed(content)

    assert unsealed(shut) == content
    assert is_sealed(shut)
    assert len(shut) == HEAD + size + TAG * max(1, -(-size // CHUNK))


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(UnsealedError, match="passphrase"):
        unsealed(sealed(b"content"), b"another passphrase")


@pytest.mark.parametrize("place", [HEAD - 1, HEAD, HEAD + CHUNK + TAG, -1])
def test_a_byte_that_was_changed_is_noticed(place: int) -> None:
    shut = bytearray(sealed(bytes(3 * CHUNK)))
    shut[place] ^= 1

    with pytest.raises(UnsealedError):
        unsealed(bytes(shut))


def test_chunks_cannot_be_cut_off_swapped_or_said_twice() -> None:
    shut = sealed(bytes(range(256)) * (3 * CHUNK // 256))
    head, first, second, third = (
        shut[:HEAD],
        *(shut[HEAD + n * (CHUNK + TAG) : HEAD + (n + 1) * (CHUNK + TAG)] for n in range(3)),
    )

    for parts in (
        (head, first, second),
        (head, second, first, third),
        (head, first, first, second, third),
        (head[:-1],),
    ):
        with pytest.raises(UnsealedError):
            unsealed(b"".join(parts))
