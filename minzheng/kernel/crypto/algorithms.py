"""The ciphers and keyed hashes a bureau may choose between, each under the name stored with its output.

AES-256-GCM with HMAC-SHA-256, or the commercial-cryptography pair SM4-GCM (GB/T 32907) with HMAC-SM3
(GB/T 32905). The name travels with every ciphertext, so both may stand side by side in one table while a
bureau changes over.
"""

from __future__ import annotations

import hashlib
import hmac as standard_hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12  # the size GCM is defined for without a second hash (NIST SP 800-38D, 8.2)
TAG_BYTES = 16


class Aead(Protocol):
    """A ready key: schedule computed once, used many times."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Ciphertext with the tag at its end."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The plain bytes; InvalidTag when key, data or associated data differ."""


class Sm4Gcm:
    """SM4 in GCM, in the calling form of `AESGCM` (the package offers SM4 only as a bare block cipher)."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Ciphertext with the 16-byte tag at its end."""
        work = Cipher(self._key, modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(associated_data or b"")
        return work.update(data) + work.finalize() + work.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The plain bytes; InvalidTag when anything differs."""
        if len(data) < TAG_BYTES:
            raise InvalidTag
        work = Cipher(self._key, modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        work.authenticate_additional_data(associated_data or b"")
        return work.update(data[:-TAG_BYTES]) + work.finalize()


@dataclass(frozen=True, slots=True)
class Suite:
    """One choice of the setting: a cipher, its key length in bytes, and the hash that goes with it."""

    cipher: str
    key_bytes: int
    make: Callable[[bytes], Aead]
    hash: str


SUITES = {
    "aes-256-gcm": Suite("aes-256-gcm", 32, AESGCM, "hmac-sha-256"),
    "sm4-gcm": Suite("sm4-gcm", 16, Sm4Gcm, "hmac-sm3"),
}
HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "hmac-sha-256": hashes.SHA256,
    "hmac-sm3": hashes.SM3,
}


def derive(secret: bytes, purpose: str, length: int, hash_name: str) -> bytes:
    """A subkey of `length` bytes for one purpose (HKDF, RFC 5869): one secret never serves two jobs."""
    return HKDF(HASHES[hash_name](), length, None, f"minzheng/{purpose}".encode()).derive(secret)


def keyed_hash(hash_name: str, key: bytes) -> Callable[[bytes], bytes]:
    """A function from bytes to their 32-byte HMAC under `key`, with the key schedule computed once."""
    if hash_name == "hmac-sha-256":
        return lambda data: standard_hmac.digest(key, data, hashlib.sha256)
    ready = hmac.HMAC(key, HASHES[hash_name]())

    def digest(data: bytes) -> bytes:
        work = ready.copy()
        work.update(data)
        return work.finalize()

    return digest
