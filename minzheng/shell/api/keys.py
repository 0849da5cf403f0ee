"""Reading a bearer key. A key is 256 random bits, so a plain digest cannot be guessed back."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from minzheng.kernel.access.models import User

PREFIX = "mz_"
VALID_DAYS = 365


def make_key() -> str:
    """A new key: `mz_` and 43 letters."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def user_of_key(header: str, *, on: date) -> User | None:
    """The person for whom `Authorization: Bearer …` acts on that day; None for any other header."""
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer" or not key.startswith(PREFIX):
        return None
    keys: Any = apps.get_model("api", "ApiKey").objects
    row = keys.in_force(on).filter(digest=digest_of(key.strip())).select_related("user").first()
    return row.user if row is not None else None
