"""The text form of a secret in the database: `v1:alg:kid:nonce:ciphertext`.

The last two parts are base64url without padding. Version, algorithm and key id are authenticated together
with table, column and row, so that an envelope moved to another row, relabelled or cut does not open.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from typing import NamedTuple

from minzheng.kernel.problems import Problem

VERSION = "v1"
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
KEY_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)


class Place(NamedTuple):
    """Where a secret stands; part of what is authenticated. `row` is the row's own id as text."""

    table: str
    column: str
    row: str


class Envelope(NamedTuple):
    """The parts of one envelope, decoded."""

    algorithm: str
    kid: str
    nonce: bytes
    ciphertext: bytes


class Sealed(Problem):
    """A secret that does not open: changed, moved, or under a key that is not here.

    Which of the three is not told: the answer must not help somebody who is trying.
    """

    http_status = 500

    def __init__(self, code: str = "secret_does_not_open") -> None:
        super().__init__(
            code,
            "加密数据无法解开：内容被改动、被移到了别处，或密钥不符。",
            fix="请停止操作并联系系统管理员核对密钥与备份。",
        )


def to_text(data: bytes) -> str:
    """Base64url without padding."""
    return b2a_base64(data, newline=False).rstrip(b"=").translate(_URL_SAFE).decode("ascii")


def from_text(text: str) -> bytes:
    """The bytes of canonical base64url text; Sealed for any other spelling of the same bytes."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise Sealed("envelope_malformed") from error
    # The decoder skips foreign characters and unused bits: a changed envelope would still open.
    if to_text(data) != text:
        raise Sealed("envelope_malformed")
    return data


def associated_data(algorithm: str, kid: str, place: Place) -> bytes:
    """What is authenticated beside the secret, each part with its length in front."""
    table, column, row = place
    return (
        f"{len(VERSION)}:{VERSION}{len(algorithm)}:{algorithm}{len(kid)}:{kid}"
        f"{len(table)}:{table}{len(column)}:{column}{len(row)}:{row}"
    ).encode()


def write(envelope: Envelope) -> str:
    """The envelope as one line of ASCII."""
    nonce, body = to_text(envelope.nonce), to_text(envelope.ciphertext)
    return f"{VERSION}:{envelope.algorithm}:{envelope.kid}:{nonce}:{body}"


def read(text: str) -> Envelope:
    """The parts of an envelope; Sealed when it is not one."""
    parts = text.split(":")
    if len(parts) != 5 or parts[0] != VERSION:
        raise Sealed("envelope_malformed")
    return Envelope(parts[1], parts[2], from_text(parts[3]), from_text(parts[4]))
