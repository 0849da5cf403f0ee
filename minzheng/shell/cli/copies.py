"""Copies of the data: an online backup with its digests, a verified restore, a move to another database."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from minzheng.kernel.problems import Environment, Refused, Unreadable
from minzheng.shell.cli.answers import FOUND, WELL

DATABASE = "minzheng.sqlite3"
MANIFEST = "manifest.json"
_CHUNK = 2_000


def write_backup(file: Path) -> dict[str, Any]:
    """SQLite's own online backup plus the bank folder, in one tar with a digest a member. Keys are left out."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor != "sqlite":
        raise Environment("not_sqlite", "PostgreSQL 请用 pg_dump 备份。", fix="pg_dump --format=custom")
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / DATABASE
        connection.ensure_connection()
        target = sqlite3.connect(copy)
        with target:
            connection.connection.backup(target)
        target.close()
        members = {DATABASE: copy, **_bank_files(settings.HOME)}
        manifest = {name: _sha256(path) for name, path in members.items()}
        _write_tar(file, members, manifest)
    return {"file": str(file), "members": len(manifest), "bytes": file.stat().st_size}


def _bank_files(home: Path) -> dict[str, Path]:
    folder = home / "bank"
    return {str(path.relative_to(home)): path for path in sorted(folder.rglob("*")) if path.is_file()}


def _write_tar(file: Path, members: dict[str, Path], manifest: dict[str, str]) -> None:
    partial = file.with_suffix(f"{file.suffix}.partial")
    with tarfile.open(partial, "w:gz", compresslevel=3) as tar:
        content = json.dumps(manifest, sort_keys=True).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
        for name, path in members.items():
            tar.add(path, arcname=name)
    partial.replace(file)


def read_backup(file: Path, into: Path, *, verify: bool) -> dict[str, Any]:
    """Unpack into an empty folder; every member must have the digest of the manifest."""
    into.mkdir(parents=True, exist_ok=True)
    if any(into.iterdir()):
        raise Refused("not_empty", f"目录 {into} 不是空的。", fix="请指定一个空目录。")
    try:
        with tarfile.open(file, "r:gz") as tar:
            tar.extractall(into, filter="data")
        manifest: dict[str, str] = json.loads((into / MANIFEST).read_text())
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise Unreadable("bad_backup", "备份文件已损坏或不是备份文件。") from error
    damaged = [name for name, digest in manifest.items() if not _has_digest(into / name, digest)]
    if damaged:
        raise Unreadable("bad_backup", f"备份内容与其摘要不符：{'、'.join(damaged)}")
    return {"ok": not verify or _verified(into), "into": str(into), "members": len(manifest)}


def _verified(into: Path) -> bool:
    """The restored chain and books, judged by processes of their own under the present keys."""
    codes = {_judge(into, *command) for command in (("audit", "verify"), ("reconcile",))}
    if codes - {WELL, FOUND}:
        raise Environment(
            "not_verified", "备份已展开，但未能核验：密钥缺失或与备份不符。",
            fix="请用 MINZHENG_KEY_FILE 指明备份时的密钥文件，再运行 minzheng audit verify。",
        )  # fmt: skip
    return codes == {WELL}


def _judge(home: Path, *command: str) -> int:
    from django.conf import settings

    from minzheng.kernel.crypto.keys_in_use import DEMO_KEY_FILE

    surroundings = {**os.environ, "MINZHENG_HOME": str(home)}
    surroundings.pop("DATABASE_URL", None)  # the copy is judged, never the live database
    present = Path(settings.HOME, DEMO_KEY_FILE).resolve()
    if not (settings.KEY_FILE or settings.KEY_COMMAND) and present.exists():
        surroundings["MINZHENG_KEY_FILE"] = str(present)
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "minzheng.shell.cli.main", *command, "--json"],
        env=surroundings, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode


def _has_digest(path: Path, digest: str) -> bool:
    return path.is_file() and _sha256(path) == digest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def move_to(url: str) -> dict[str, Any]:
    """Copy every row to an empty database of the same migrations; refuses a target that holds events."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections, transaction

    from minzheng.kernel.access.actors import everywhere
    from minzheng.kernel.evidence.models import Event

    connections.settings["target"] = connections.configure_settings(
        {"default": settings.DATABASE_OF_URL(url, "")}
    )["default"]
    call_command("migrate", database="target", verbosity=0, interactive=False)
    if Event.objects.using("target").exists():
        raise Refused("not_empty", "目标数据库已有数据。", fix="请指定一个空库。")
    tables: dict[str, int] = {}
    # one transaction: foreign keys are asked at its end, and a move that fails leaves the target as it was
    with everywhere(), transaction.atomic(using="target"):
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                tables[model._meta.db_table] = _copy_rows(model)
        _reset_sequences(connections["target"], list(apps.get_models()))
    return {"tables": len(tables), "rows": sum(tables.values())}


def _copy_rows(model: Any) -> int:
    source, target = model._base_manager.using("default"), model._base_manager.using("target")
    target.all().delete() if model._meta.app_label in ("contenttypes", "access", "auth") else None
    count, pending = 0, []
    for row in source.order_by("pk").iterator(chunk_size=_CHUNK):
        pending.append(row)
        if len(pending) == _CHUNK:
            count += len(target.bulk_create(pending, ignore_conflicts=False))
            pending = []
    if model._meta.label == "evidence.Head":
        target.all().delete()
    return count + len(target.bulk_create(pending))


def _reset_sequences(connection: Any, models: list[Any]) -> None:
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
