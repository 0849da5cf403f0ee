"""Identifiers that a client may make itself: time-ordered UUIDs (version 7)."""

from __future__ import annotations

import os
import time
from uuid import UUID

from uuid6 import uuid7


def new_id() -> UUID:
    """A new identifier; sorts by creation so that indexes grow at their end."""
    return UUID(int=uuid7().int)


def new_ids(count: int) -> list[UUID]:
    """Many identifiers of one instant, in rising order, for bulk writing: one call for all the random bytes.

    The same layout as `new_id` (RFC 9562, version 7); the 12 bits behind the time and six random bits below
    the variant count up, so that a batch never repeats itself whatever the random bytes are.
    """
    if count > 1 << 18:
        return new_ids(1 << 18) + new_ids(count - (1 << 18))
    now, noise = time.time_ns() // 1_000_000 << 80, os.urandom(7 * count)
    return [
        UUID(
            int=now
            | 0x7 << 76
            | at >> 6 << 64
            | 0x2 << 62
            | (at & 63) << 56
            | int.from_bytes(noise[7 * at : 7 * at + 7])
        )
        for at in range(count)
    ]


def parse_id(text: str) -> UUID | None:
    """The identifier in `text`, or None: a wrong id is an unknown record, not an error page."""
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None
