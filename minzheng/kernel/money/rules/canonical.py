"""The canonical bytes of a batch: what the digest is over, what two people sign, what the file carries.

First a header line, then one JSON line a payment in order of number; keys sorted, no spaces, UTF-8, LF.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from json.encoder import encode_basestring
from typing import Any, NamedTuple
from uuid import UUID


class SealedLine(NamedTuple):
    """What of a line is sealed: ids as 32 hex digits (empty for none), integer fen, `covered` in the order given."""

    number: int
    scheme: str
    month: str
    kind: str
    occasion: str
    beneficiary: str
    payee: str
    account: str
    holder_name: str
    bank_code: str
    fen: int
    area: int
    household: str
    reason: str
    explanation_digest: str
    replaces: str
    covered: tuple[str, ...]


def header_bytes(header: Mapping[str, Any]) -> bytes:
    """The first line: month, schemes, fund, request key and digest of the inputs."""
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return text.encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, (date, UUID)):
        return str(value)
    raise TypeError(f"{type(value).__name__} 不能进入批次摘要")


def line_text(line: SealedLine) -> str:
    """One line's canonical JSON. Written out by hand: a million of them are made in one month's run.

    Only free text passes the JSON string encoder; the rest is digits, hex ids and code words.
    """
    covered = '","'.join(line.covered)
    return (
        f'{{"account":"{line.account}","area":{line.area},"bank_code":{encode_basestring(line.bank_code)},'
        f'"beneficiary":"{line.beneficiary}","covered":["{covered}"],'
        f'"explanation_digest":{encode_basestring(line.explanation_digest)},"fen":{line.fen},'
        f'"holder_name":{encode_basestring(line.holder_name)},"household":"{line.household}",'
        f'"kind":"{line.kind}","month":"{line.month}","number":{line.number},'
        f'"occasion":{encode_basestring(line.occasion)},"payee":"{line.payee}",'
        f'"reason":{encode_basestring(line.reason)},"replaces":"{line.replaces}",'
        f'"scheme":{encode_basestring(line.scheme)}}}'
    )


def batch_digest(header: Mapping[str, Any], lines: Iterable[SealedLine]) -> str:
    """`sha256:…` over header and lines, streamed."""
    digest = BatchDigest(header)
    for line in lines:
        digest.add(line)
    return digest.text()


class BatchDigest:
    """The same, built up while the lines go by."""

    def __init__(self, header: Mapping[str, Any]) -> None:
        self._hash = hashlib.sha256(header_bytes(header))

    def add(self, line: SealedLine) -> None:
        self._hash.update(line_text(line).encode())
        self._hash.update(b"\n")

    def text(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"
