"""Forgetting the demo's state: only its own files, only in demo mode."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from django.conf import settings

from minzheng.kernel.problems import Refused

_FOLDERS = ("bank", "demo", "reports", "media", "files")
_FILES = ("minzheng.sqlite3", "minzheng.sqlite3-wal", "minzheng.sqlite3-shm", "keys.json", "demo.json")


def forget_demo() -> None:
    """Remove the demo's database, keys, bank folder and files from MINZHENG_HOME."""
    if settings.PRODUCTION:
        raise Refused("production", "生产模式不能清空数据。")
    if os.environ.get("DATABASE_URL"):
        raise Refused("own_database", "使用 DATABASE_URL 时请自行准备一个空库。", fix="或去掉 --fresh。")
    home: Path = settings.HOME
    for name in _FOLDERS:
        shutil.rmtree(home / name, ignore_errors=True)
    for name in _FILES:
        (home / name).unlink(missing_ok=True)
