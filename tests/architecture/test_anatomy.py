"""The anatomy of a register is exhaustive: a stray `utils.py` fails the build."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import PACKAGE, list_files, name_of, registers, tree_of

REQUIRED = {"__init__.py", "apps.py", "models.py", "facts.py", "README.md"}
MAY_BE_FOLDERS = {"rules", "feeds", "actions", "queries", "views", "models", "forms"}
ALLOWED = REQUIRED | {
    "actions.py", "queries.py", "rules.py", "feeds.py", "demo.py", "forms.py", "views.py", "urls.py", "api.py",
    "tasks.py", "papers.py", "verification.py", "templates", "migrations", "tests", "static", "locale", "__pycache__",
}  # fmt: skip
FLOORS = [
    {"urls"}, {"views", "api", "tasks"}, {"forms"}, {"actions", "facts", "feeds", "demo", "papers", "verification"},
    {"queries"}, {"models", "rules", "apps"},
]  # fmt: skip
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base", "manager", "managers", "service", "services"}


@pytest.mark.parametrize("register", registers(), ids=lambda path: f"{path.parent.name}.{path.name}")
def test_register_anatomy(register):
    entries = {entry.name for entry in register.iterdir()}
    assert entries >= REQUIRED, f"缺少 {sorted(REQUIRED - entries)}"
    stray = entries - ALLOWED - MAY_BE_FOLDERS
    assert not stray, f"不属于登记簿结构的文件：{sorted(stray)}"
    assert 5 <= len((register / "README.md").read_text().splitlines()) <= 40


@pytest.mark.parametrize("register", registers(), ids=lambda path: f"{path.parent.name}.{path.name}")
def test_register_floors(register):
    """urls > views/api > forms > actions/facts/feeds/demo > queries > models/rules."""
    own = ".".join(("minzheng", *register.relative_to(PACKAGE).parts))
    for path in (p for p in list_files() if register in p.parents):
        stem = path.relative_to(register).parts[0].removesuffix(".py")
        floor = next((number for number, stems in enumerate(FLOORS) if stem in stems), None)
        for imported in imported_modules(path):
            if floor is None or not imported.startswith(f"{own}."):
                continue
            other = imported.removeprefix(f"{own}.").split(".")[0]
            above = next((number for number, stems in enumerate(FLOORS) if other in stems), floor)
            assert above >= floor, f"{name_of(path)} 引用了上层的 {other}"


def test_names_say_what_they_hold():
    bad = [name_of(path) for path in list_files() if {path.stem, path.parent.name} & FORBIDDEN_NAMES]
    assert not bad


def imported_modules(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
