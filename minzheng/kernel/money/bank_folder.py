"""The folder shared with the bank: `out/` for payment files, `in/` for returns, `in/done/` and `in/refused/`.

A file appears whole or not at all: written aside, flushed to disk, then renamed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction


def folder(*parts: str) -> Path:
    """A folder below `$MINZHENG_HOME/bank`, made when missing, readable by its owner alone."""
    path: Path = settings.HOME.joinpath("bank", *parts)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def refuse_inside_transaction() -> None:
    """A file cannot be rolled back: whoever moves files must own the whole transaction (RuntimeError).

    Entered and left at once, because keeping it open around the action would nest a savepoint.
    """
    with transaction.atomic(durable=True):
        pass


def write_aside(path: Path, chunks: Iterable[bytes]) -> Path:
    """The content in `path` with a dot in front, on disk; `publish` gives it its name."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return aside


def publish(aside: Path, path: Path) -> None:
    """Rename into place and flush the folder, so that a power cut cannot lose the name."""
    os.replace(aside, path)
    flush_folder(path.parent)


def flush_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """One JSON object, published whole."""
    data = json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"
    publish(write_aside(path, [data]), path)


def file_away(path: Path, target: Path) -> Path:
    """Move a taken file; another content of the same name is kept beside it under a number."""
    place, count = target / path.name, 1
    while place.exists() and place.read_bytes() != path.read_bytes():
        place, count = target / f"{path.stem}.{count}{path.suffix}", count + 1
    os.replace(path, place)
    flush_folder(target)
    flush_folder(path.parent)
    return place
