"""What the database must promise is asserted at every connection, not believed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.signals import connection_created


def watch() -> None:
    """Look at every connection when it is made."""
    connection_created.connect(assert_promises, dispatch_uid="database_promises")


def assert_promises(connection: Any, **_: Any) -> None:
    """SQLite: WAL and synchronous=FULL (2). In-memory databases exist only in tests and have no journal."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        foreign_keys = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
    if journal not in ("wal", "memory") or synchronous != 2 or foreign_keys != 1:
        raise ImproperlyConfigured(
            f"SQLite 未按要求打开：journal_mode={journal}, synchronous={synchronous}, foreign_keys={foreign_keys}"
        )
    if connection.transaction_mode != "IMMEDIATE":
        raise ImproperlyConfigured("SQLite 写事务必须以 IMMEDIATE 开始")
