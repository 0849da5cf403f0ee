"""What `init` sets up and what `doctor` looks at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from minzheng.kernel import clock
from minzheng.kernel.places.actions import (
    DATA,
    install_areas,
    install_civil_affairs_codes,
    read_area_file,
)

LEAST_FREE_BYTES = 1024**3


def install(area_files: tuple[str, ...] = ("areas.csv",)) -> Iterator[str]:
    """Migrate, write the areas and both code systems, make or check the keys. May be repeated."""
    call_command("migrate", verbosity=0, interactive=False)
    yield "数据库已就绪"
    on = clock.today()
    new = sum(install_areas(rows=read_area_file(DATA / name), by="system", on=on) for name in area_files)
    install_civil_affairs_codes(path=DATA / "civil_affairs_codes.csv", by="system", on=on)
    yield f"区划已就绪（新增 {new} 个）"
    from minzheng.kernel.crypto.keys_in_use import keyring

    keyring()
    yield "密钥已核对"


def examine() -> list[dict[str, Any]]:
    """Findings: what, what was found, and whether it is well."""
    return [_database(), _migrations(), _keys(), _disk()]


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check")
            found = cursor.fetchone()[0]
            return {"what": "数据库", "found": f"SQLite，{found}", "ok": found == "ok"}
        cursor.execute("SHOW data_checksums")
        checksums = cursor.fetchone()[0]
    return {"what": "数据库", "found": f"PostgreSQL，数据校验 {checksums}", "ok": True}


def _migrations() -> dict[str, Any]:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    open_plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return {"what": "迁移", "found": f"{len(open_plan)} 项未执行", "ok": not open_plan}


def _keys() -> dict[str, Any]:
    from minzheng.kernel.crypto.keys_in_use import keyring
    from minzheng.kernel.problems import Problem

    try:
        keyring()
    except Problem as problem:
        return {"what": "密钥", "found": problem.message, "ok": False}
    return {"what": "密钥", "found": "与数据相符", "ok": True}


def _disk() -> dict[str, Any]:
    free = shutil.disk_usage(settings.HOME).free
    return {"what": "磁盘", "found": f"可用 {free // 1024**2} MB", "ok": free >= LEAST_FREE_BYTES}
