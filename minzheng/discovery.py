"""Finds plug-in folders by walking; nothing is listed by hand.

Standard library only, and it returns dotted names: whoever asks decides what to import. A folder
counts when it holds its door plate, so that a half-written folder is never half-loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

ROOT = "minzheng"


def _folders(dotted: str) -> list[Path]:
    """The folders on disk that make up a package (more than one when a scratch tree is added)."""
    spec = find_spec(dotted)
    if spec is None or spec.submodule_search_locations is None:
        return []
    return [Path(place) for place in spec.submodule_search_locations]


def find_packages(parent: str, *, holding: str = "__init__.py", depth: int = 1) -> list[str]:
    """Dotted names of the packages `depth` levels below `parent` whose folder holds the file `holding`."""
    found: set[str] = set()
    for folder in _folders(parent):
        for plate in folder.glob("/".join(["*"] * depth) + f"/{holding}"):
            parts = plate.relative_to(folder).parts[:depth]
            if not any(part.startswith((".", "_")) or part == "tests" for part in parts):
                found.add(".".join((parent, *parts)))
    return sorted(found)


def find_modules(parent: str) -> list[str]:
    """Dotted names of the plain modules directly in `parent`, without private ones."""
    return sorted(
        {
            f"{parent}.{file.stem}"
            for folder in _folders(parent)
            for file in folder.glob("*.py")
            if not file.stem.startswith("_")
        }
    )


def find_benefits() -> list[str]:
    """One dotted name a benefit: `minzheng.benefits.low_income_allowance`, …"""
    return find_packages(f"{ROOT}.benefits", holding="formulas.py")


def find_registers() -> list[str]:
    """One dotted name a register: `minzheng.lines.assistance.payments`, …"""
    return find_packages(f"{ROOT}.lines", holding="apps.py", depth=2)


def find_kernel_apps() -> list[str]:
    """The kernel nouns that keep rows of their own."""
    return find_packages(f"{ROOT}.kernel", holding="apps.py")


def find_indicators() -> list[str]:
    """One dotted name a file of figures, below `minzheng.indicators.<line>`."""
    lines = [name for name in find_packages(f"{ROOT}.indicators") if not name.endswith(".engine")]
    return [module for line in lines for module in find_modules(line)]


def find_everywhere(file_stem: str) -> list[str]:
    """The module `file_stem` of every kernel noun and register that has one (`facts`, `feeds`, `demo`, `urls`)."""
    rooms = find_kernel_apps() + find_registers()
    return [f"{room}.{file_stem}" for room in rooms if _has(room, file_stem)]


def _has(room: str, stem: str) -> bool:
    return any(
        (folder / f"{stem}.py").is_file() or (folder / stem / "__init__.py").is_file()
        for folder in _folders(room)
    )


def load(dotted: list[str]) -> Iterator[ModuleType]:
    """Import each name in turn."""
    return (import_module(name) for name in dotted)
