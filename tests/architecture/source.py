"""Reads the product's source for the architecture tests: files, trees, and where things stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "minzheng"


@lru_cache
def list_files() -> tuple[Path, ...]:
    """Every Python file of the product, without tests and migrations."""
    return tuple(
        sorted(
            path
            for path in PACKAGE.rglob("*.py")
            if not {"tests", "migrations", "__pycache__"} & set(path.relative_to(PACKAGE).parts)
        )
    )


@lru_cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """`kernel/money/actions.py`, as a reader would say it."""
    return str(path.relative_to(PACKAGE))


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def registers() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("lines/*/*/apps.py"))


def nouns() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("kernel/*/apps.py"))
