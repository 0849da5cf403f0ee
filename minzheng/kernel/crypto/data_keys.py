"""The key of one person: seals and opens that person's secrets, and nobody else's.

It is random, kept only wrapped by the master key, and destroying the wrapped text makes every secret of
that person unreadable in the database and in all its backups (个人信息保护法 第四十七条, erasure).
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag

from minzheng.kernel.crypto.algorithms import NONCE_BYTES, SUITES, Aead
from minzheng.kernel.crypto.envelope import KEY_ID, Envelope, Place, Sealed, associated_data, read, write


class DataKey:
    """A ready data key. Never printed: its representation shows the id alone."""

    __slots__ = ("_aead", "_secret", "algorithm", "kid")

    def __init__(self, kid: str, algorithm: str, secret: bytes) -> None:
        if not KEY_ID.fullmatch(kid) or len(secret) != SUITES[algorithm].key_bytes:
            raise Sealed("key_malformed")
        self.kid, self.algorithm, self._secret = kid, algorithm, secret
        self._aead: Aead = SUITES[algorithm].make(secret)

    def __repr__(self) -> str:
        return f"<DataKey {self.kid} {self.algorithm}>"

    def __reduce__(self) -> str:
        raise TypeError("a data key is never pickled")

    def seal(self, secret: str, place: Place) -> str:
        """The envelope of a text that belongs at `place`."""
        return self._seal(secret, place, os.urandom(NONCE_BYTES))

    def _seal(self, secret: str, place: Place, nonce: bytes) -> str:
        bound = associated_data(self.algorithm, self.kid, place)
        body = self._aead.encrypt(nonce, secret.encode("utf-8"), bound)
        return write(Envelope(self.algorithm, self.kid, nonce, body))

    def open(self, envelope: str, place: Place) -> str:
        """The text inside; Sealed when it was changed, stands elsewhere, or has another key."""
        algorithm, kid, nonce, body = read(envelope)
        if kid != self.kid or algorithm != self.algorithm or len(nonce) != NONCE_BYTES:
            raise Sealed
        try:
            plain = self._aead.decrypt(nonce, body, associated_data(algorithm, kid, place))
        except InvalidTag as error:
            raise Sealed from error
        return plain.decode("utf-8")

    def secret(self) -> bytes:
        """The raw key, for the keyring that wraps it and for nobody else."""
        return self._secret


def seal_many(items: Iterable[tuple[DataKey, Place, str]]) -> list[str]:
    """Envelopes of many texts, in order; one call for all the random bytes."""
    todo = list(items)
    nonces = os.urandom(NONCE_BYTES * len(todo))
    starts = range(0, len(nonces), NONCE_BYTES)
    return [
        key._seal(secret, place, nonces[start : start + NONCE_BYTES])
        for (key, place, secret), start in zip(todo, starts, strict=True)
    ]


def open_many(items: Iterable[tuple[DataKey, Place, str]]) -> list[str]:
    """The texts of many envelopes, in order; Sealed at the first that does not open."""
    return [key.open(envelope, place) for key, place, envelope in items]
