"""Rules of the house that imports cannot see."""

from __future__ import annotations

import ast
import statistics

import yaml

from tests.architecture.source import (
    PACKAGE,
    functions_of,
    length_of,
    list_files,
    name_of,
    nouns,
    registers,
    tree_of,
)

WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "executemany",
}  # fmt: skip
#: where rows may be written besides actions and feeds, each with its reason
WRITERS = {
    "kernel/action.py": "save_versioned is the one versioned update",
    "kernel/clock/__init__.py": "the demo's clock is moved on",
    "kernel/evidence/recording.py": "the one write path of the chain",
    "kernel/crypto/keys_in_use.py": "stores the check value of the keys in use",
    "kernel/access/bulk.py": "the statements of bulk writes, inside the caller's action",
    "shell/cli/copies.py": "moves a whole installation to another database",
    "config/testing.py": "test surroundings",
    "reports/half_year/papers/word.py": "no rows: saves a Word file",
}
CLOCK_CALLERS = (
    "kernel/clock/",
    "kernel/evidence/",
    "kernel/access/",
    "kernel/action.py",
    "shell/",
    "config/",
)
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def writes_in(path):
    """Calls like `x.objects.create(` or `row.save(` on something that looks like the ORM."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            owner = ast.unparse(node.func.value)
            if (
                node.func.attr in ("update", "create", "delete")
                and "objects" not in owner
                and "manager" not in owner
            ):
                continue  # dict.update, set.update, hash.update and the like
            yield f"{name_of(path)}:{node.lineno} {owner}.{node.func.attr}"


def may_write(path):
    name = name_of(path)
    stems = {part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts}
    return bool(stems & {"actions", "feeds", "demo"}) or name in WRITERS


def test_writes_stand_in_actions_only():
    assert not [write for path in list_files() if not may_write(path) for write in writes_in(path)]


def test_writes_are_found_at_all():
    """The search above is not blind: it sees the writes where they are allowed."""
    assert sum(1 for path in list_files() if may_write(path) for _ in writes_in(path)) > 20


def test_public_actions_are_keyword_only_and_say_who_and_when():
    wrong = []
    for path in list_files():
        if "actions" not in {part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts}:
            continue
        for node in tree_of(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or not is_write(node):
                continue
            names = {argument.arg for argument in node.args.kwonlyargs}
            if node.args.args or not {"by", "on"} <= names or node.returns is None:
                wrong.append(f"{name_of(path)}:{node.lineno} {node.name}")
    assert not wrong


def is_write(function):
    """A function decorated with @action or @transaction.atomic changes state."""
    return any("action" in ast.unparse(d) or "atomic" in ast.unparse(d) for d in function.decorator_list)


def test_time_is_read_in_one_place():
    wrong = []
    for path in list_files():
        if name_of(path).startswith(CLOCK_CALLERS):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                called = node.func.attr
                if called in ("now", "today", "utcnow", "localdate") and owner.split(".")[-1] in (
                    "datetime", "date", "timezone", "clock", "time", "dt",
                ):  # fmt: skip
                    wrong.append(f"{name_of(path)}:{node.lineno} {owner}.{called}")
    assert not wrong


def test_money_never_meets_a_float():
    """No true division and no float() in the rooms where money is computed."""
    rooms = ("rules/", "benefits/", "kernel/money/", "lines/assistance/", "indicators/engine/")
    wrong = []
    for path in list_files():
        if not name_of(path).startswith(rooms):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not is_path(node):
                wrong.append(f"{name_of(path)}:{node.lineno} /")
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "float":
                wrong.append(f"{name_of(path)}:{node.lineno} float()")
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                wrong.append(f"{name_of(path)}:{node.lineno} {node.value}")
    assert not wrong


def is_path(node):
    text = ast.unparse(node)
    return any(
        word in text for word in ("Path", "HOME", "ROOT", "folder", "directory", "DATA", "home", "path", "'")
    )


def test_sizes():
    long_files = [
        f"{name_of(path)} {count}"
        for path in list_files()
        if (count := len(path.read_text().splitlines())) > 400 and name_of(path) not in LONG_FILES
    ]
    long_functions = [
        f"{name_of(path)}:{f.name} {length_of(f)}"
        for path in list_files()
        for f in functions_of(path)
        if length_of(f) > 60 and f"{name_of(path)}:{f.name}" not in LONG_FUNCTIONS
    ]
    assert not long_files + long_functions


def test_median_function_is_short():
    assert statistics.median(length_of(f) for path in list_files() for f in functions_of(path)) < 10


def test_every_room_has_a_readme_and_tests():
    missing = [
        f"{room.relative_to(PACKAGE)}/{needed}"
        for room in (*registers(), *nouns(), *(p.parent for p in PACKAGE.glob("benefits/*/formulas.py")))
        for needed in ("README.md", "tests")
        if not (room / needed).exists()
    ]
    assert not missing


def test_every_parameter_is_sourced():
    files = list(PACKAGE.glob("benefits/**/parameters/*.yaml"))
    assert files
    for file in files:
        content = yaml.safe_load(file.read_text())
        assert {"unit", "checked_on", "values"} <= content.keys(), file
        for value in content["values"]:
            assert value["source"]["status"] in ("official", "unofficial"), file
            assert value["source"]["title"], file
