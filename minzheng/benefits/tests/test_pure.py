"""The engine and the statute book read no clock, no database and no floating number."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import minzheng

ROOT = Path(minzheng.__file__).parent
FILES = [
    path
    for room in ("rules", "benefits")
    for path in sorted((ROOT / room).rglob("*.py"))
    if "tests" not in path.parts
]
CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter"}
FAR_ROOMS = {"django", "time", "sqlite3", "random"}


def joins_a_path(node: ast.BinOp | ast.AugAssign) -> bool:
    right = node.right if isinstance(node, ast.BinOp) else node.value
    return isinstance(right, ast.JoinedStr) or (
        isinstance(right, ast.Constant) and isinstance(right.value, str)
    )


def faults(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: the float {node.value}"
        if (
            isinstance(node, ast.BinOp | ast.AugAssign)
            and isinstance(node.op, ast.Div)
            and not joins_a_path(node)
        ):
            yield f"line {node.lineno}: a division"
        if isinstance(node, ast.Name) and node.id == "float":
            yield f"line {node.lineno}: float"
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS | {"float64", "float32", "true_divide"}:
            yield f"line {node.lineno}: {node.attr}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            yield from (f"line {node.lineno}: imports {n}" for n in names if n.partition(".")[0] in FAR_ROOMS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_is_pure(path: Path) -> None:
    assert list(faults(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "text",
    [
        "x = 1.5",
        "y = a / b",
        "y = a / 2",
        "y /= 2",
        "date.today()",
        "datetime.now()",
        "import time",
        "float(x)",
        "from django import db",
    ],
)
def test_faults_are_seen(text: str) -> None:
    assert list(faults(ast.parse(text)))
