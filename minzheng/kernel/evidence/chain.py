"""Canonical bytes and hashes of the evidence chain: pure, so that an outside checker can repeat it.

hash = algorithm ":" hex(H(previous_hash "\n" body)), body = JSON with sorted keys, no spaces, UTF-8.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes

GENESIS = ""
ALGORITHMS = {"international": "sha256", "national": "sm3"}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, (date, UUID)):
        return str(value)
    raise TypeError(f"留痕内容不能含有 {type(value).__name__}")


def canonical(content: Any) -> str:
    """The one text of `content`: sorted keys, no spaces, no floats."""
    if _has_float(content):
        raise TypeError("留痕内容不能含有浮点数")
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False
    )


def _has_float(content: Any) -> bool:
    if isinstance(content, float):
        return True
    if isinstance(content, dict):
        return any(_has_float(part) for part in content.values())
    return isinstance(content, (list, tuple)) and any(_has_float(part) for part in content)


def digest(data: bytes, algorithm: str = "sha256") -> str:
    """`algorithm:hex` of the bytes, so that old and new algorithms can stand side by side."""
    if algorithm == "sha256":
        return f"sha256:{hashlib.sha256(data).hexdigest()}"
    if algorithm == "sm3":
        hasher = hashes.Hash(hashes.SM3())
        hasher.update(data)
        return f"sm3:{hasher.finalize().hex()}"
    raise ValueError(f"不支持的摘要算法 {algorithm}")


def link(previous_hash: str, body: str, algorithm: str = "sha256") -> str:
    """The hash of one event on top of the one before it."""
    return digest(f"{previous_hash}\n{body}".encode(), algorithm)


def merkle_root(leaves: Sequence[str] | Iterable[str], algorithm: str = "sha256") -> str:
    """Root over texts in order; a lone leaf at a level is carried up. Leaves and nodes are hashed apart
    (prefixes 0 and 1) so that a node can never be presented as a leaf."""
    level = [digest(b"\x00" + leaf.encode(), algorithm) for leaf in leaves]
    if not level:
        return digest(b"", algorithm)
    while len(level) > 1:
        pairs = [
            digest(b"\x01" + (level[i] + level[i + 1]).encode(), algorithm)
            for i in range(0, len(level) - 1, 2)
        ]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return level[0]
