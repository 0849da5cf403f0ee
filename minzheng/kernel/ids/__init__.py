"""Identifiers that a client may make itself: time-ordered UUIDs (version 7)."""

from __future__ import annotations

from uuid import UUID

from uuid6 import uuid7


def new_id() -> UUID:
    """A new identifier; sorts by creation so that indexes grow at their end."""
    return UUID(int=uuid7().int)


def parse_id(text: str) -> UUID | None:
    """The identifier in `text`, or None: a wrong id is an unknown record, not an error page."""
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None
